/** The page's language, and numbers, times and sizes as it writes them. */
import { signal } from '@preact/signals';

export const LANGUAGES = ['en', 'sv'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = 'language';

export const language = signal<Language>(firstLanguage());

function firstLanguage(): Language {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages].map((one) => one?.slice(0, 2));
  const known = wanted.find((one): one is Language => LANGUAGES.some((other) => other === one)) ?? 'en';
  document.documentElement.lang = known;
  return known;
}

export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(KEPT, chosen);
  document.documentElement.lang = chosen;
  language.value = chosen;
}

/** Texts in each language; read in a component, they follow the language. */
export function inEachLanguage<Texts>(texts: Record<Language, Texts>): () => Texts {
  return () => texts[language.value];
}

/** `3:05`, `1:02:03`. @param seconds of audio */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const SPANS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** About how long: `2 hours`, `40 seconds`. */
export function span(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  const [unit, length] = SPANS.find(([, least]) => whole >= least) ?? ['second', 1];
  return new Intl.NumberFormat(language.value, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.round(whole / length),
  );
}

/** How much audio: `1.5 hours`, `40 minutes`. */
export function amount(seconds: number): string {
  const [unit, length] = seconds >= 3600 ? (['hour', 3600] as const) : (['minute', 60] as const);
  const format = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language.value, format).format(seconds / length);
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function size(bytes: number): string {
  const step = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const unit = BYTE_UNITS[step] ?? 'byte';
  return new Intl.NumberFormat(language.value, { style: 'unit', unit, maximumSignificantDigits: 3 }).format(
    bytes / 1000 ** step,
  );
}

/** @param time RFC 3339, or milliseconds */
export function moment(time: string | number): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
}

/** @param date of the calendar in UTC, `2026-01-31` */
export function day(date: string): string {
  const format = new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeZone: 'UTC' });
  return format.format(new Date(date));
}

export function dollars(usd: number): string {
  return new Intl.NumberFormat(language.value, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    // An hour of audio costs about a cent.
    maximumFractionDigits: usd < 0.1 ? 4 : 2,
  }).format(usd);
}

export function count(value: number): string {
  return new Intl.NumberFormat(language.value, { maximumFractionDigits: 2 }).format(value);
}
