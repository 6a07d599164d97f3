/** The page's texts in each language, read outside a browser. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';

export type Texts = { readonly [name: string]: unknown };
export type Dictionary = { file: string; en: Texts; sv: Texts };

/** By their places, as what is compiled for Node knows no browser. */
type Chooser = { chooseLanguage: (language: 'en' | 'sv') => void };

const WEB = join(import.meta.dirname, '../../../web');

/** What the page's language asks of a browser. */
function givenBrowser(): void {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal('navigator', { languages: [] });
  vi.stubGlobal('document', { documentElement: {} });
}

/** Of each file of words. */
export async function dictionaries(): Promise<Dictionary[]> {
  givenBrowser();
  try {
    const { chooseLanguage } = (await import(join(WEB, 'shared/language.ts'))) as Chooser;
    const files = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('words.ts'));
    const read: Dictionary[] = [];
    for (const file of files) {
      const { words } = (await import(join(WEB, file))) as { words: () => Texts };
      chooseLanguage('sv');
      const sv = words();
      chooseLanguage('en');
      read.push({ file, en: words(), sv });
    }
    return read;
  } finally {
    vi.unstubAllGlobals();
  }
}

/** What a caller puts into a text, where nobody would write it. */
const PUT_IN = '\u0007';

export type Leaf = { path: string; text: string };

/** Each text with where it stands, those that take something by one and by many. */
export function leavesOf(texts: unknown, path = ''): Leaf[] {
  if (typeof texts === 'string') return [{ path, text: texts }];
  if (typeof texts === 'function')
    return [1, 0, 2].map((first) => ({ path: `${path}(${first})`, text: filled(texts as Text, first) }));
  return Object.entries(texts as Texts).flatMap(([name, inner]) =>
    leavesOf(inner, path === '' ? name : `${path}.${name}`),
  );
}

type Text = (...values: unknown[]) => string;

function filled(text: Text, first: number): string {
  const isNumber = first === 1 || first === 0;
  const values = Array.from({ length: text.length }, () => PUT_IN);
  return isNumber ? text(first, ...values.slice(1)) : text(...values);
}

/** Matches a text with whatever was put into it. */
export function patternOf(text: string): RegExp {
  const parts = text.split(PUT_IN).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 's');
}
