/**
 * The words of a segment whose text was edited. What stayed keeps its words with their times and probabilities; what is new is
 * spread over the place of what it replaces, or over the pause that it was put into.
 */
import { diffArrays } from 'diff';
import type { EditedWord } from '../contracts/versions.ts';
import { columns } from './columns.ts';
import { spansOfWords, type TimedSegment } from './timed-parts.ts';
import { HAS_UNSPACED, unbrokenParts } from './unbroken.ts';

/** From `from` to `to` of a text. */
type Token = { text: string; from: number; to: number };
/** The fewest tokens, from the first to the last, that begin and end with words: those are kept together, or none of them. */
type Unit = { first: number; last: number; to: number; words: EditedWord[] };
/** Units that stayed, each with the token of the new text that it begins at. */
type Kept = { unit: Unit; at: number; token: number };
type Place = { start: number; end: number };

/** A segment with more changes than these was written anew, and time that grows with their square is spared. */
const MOST_CHANGES = 400;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

export function realignedWords(segment: TimedSegment<EditedWord>, text: string): EditedWord[] {
  const tokens = tokensOf(text);
  const before = { text: segment.text, tokens: tokensOf(segment.text) };
  const units = unitsOf(before.tokens, spansOfWords(segment) ?? []);
  const kept = keptUnits(before, { text, tokens }, units);
  const words: EditedWord[] = [];
  let [token, unit] = [0, 0];
  for (const next of [...kept, undefined]) {
    const run = slice(text, tokens, token, next?.token ?? tokens.length);
    const gone = units.slice(unit, next?.at ?? units.length).flatMap((one) => one.words);
    words.push(...spread(run, placeOf(segment, gone, words.at(-1), next?.unit.words[0])));
    if (!next) break;
    words.push(...next.unit.words);
    token = next.token + 1 + next.unit.last - next.unit.first;
    unit = next.at + 1;
  }
  return words;
}

/** What spaces part; where a script has none, single characters. */
function tokensOf(text: string): Token[] {
  return [...text.matchAll(/\S+/g)].flatMap(({ 0: chunk, index }) => {
    const parts = HAS_UNSPACED.test(chunk) ? [...graphemes.segment(chunk)] : [{ segment: chunk, index: 0 }];
    return parts.map(({ segment, index: at }) => ({
      text: segment,
      from: index + at,
      to: index + at + segment.length,
    }));
  });
}

function unitsOf(tokens: readonly Token[], spans: NonNullable<ReturnType<typeof spansOfWords<EditedWord>>>): Unit[] {
  const units: Unit[] = [];
  let next = 0;
  for (const [at, token] of tokens.entries()) {
    let unit = units.at(-1);
    if (!unit || unit.to <= token.from) {
      unit = { first: at, last: at, to: token.to, words: [] };
      units.push(unit);
    }
    unit.last = at;
    unit.to = Math.max(unit.to, token.to);
    for (let span = spans[next]; span && span.from < unit.to; span = spans[next]) {
      unit.words.push(span.of);
      unit.to = Math.max(unit.to, span.to);
      next += 1;
    }
  }
  return units;
}

type Text = { text: string; tokens: readonly Token[] };

/** Those that stand in the new text as they stood, with no space put in or taken out. */
function keptUnits(before: Text, after: Text, units: readonly Unit[]): Kept[] {
  const places = newPlaces(before.tokens, after.tokens);
  return units.flatMap((unit, at) => {
    const token = places.get(unit.first);
    if (token === undefined || unit.words.length === 0) return [];
    const end = token + 1 + unit.last - unit.first;
    const stayed =
      slice(before.text, before.tokens, unit.first, unit.last + 1) === slice(after.text, after.tokens, token, end);
    return stayed && places.get(unit.last) === end - 1 ? [{ unit, at, token }] : [];
  });
}

/** Where each token that stayed is in the new text. */
function newPlaces(before: readonly Token[], after: readonly Token[]): Map<number, number> {
  const texts = (tokens: readonly Token[]) => tokens.map(({ text }) => text);
  const changes = diffArrays(texts(before), texts(after), { maxEditLength: MOST_CHANGES }) ?? [];
  const places = new Map<number, number>();
  let [from, to] = [0, 0];
  for (const { added, removed, count } of changes) {
    if (!added && !removed) for (let step = 0; step < count; step += 1) places.set(from + step, to + step);
    if (!added) from += count;
    if (!removed) to += count;
  }
  return places;
}

/** The text of the tokens from one to before another. */
function slice(text: string, tokens: readonly Token[], from: number, before: number): string {
  return from < before ? text.slice(tokens[from]?.from, tokens[before - 1]?.to) : '';
}

/** Inside the segment, and the end not before the start, whatever the engine said. */
function placeOf(segment: Place, gone: readonly Place[], before: Place | undefined, after: Place | undefined): Place {
  const [first, last] = [gone[0], gone.at(-1)];
  const within = (seconds: number) => Math.min(segment.end, Math.max(segment.start, seconds));
  const start = within(first?.start ?? before?.end ?? segment.start);
  return { start, end: Math.max(start, within(last?.end ?? after?.start ?? segment.end)) };
}

/** Each word gets of the place as much as it has of the columns. */
function spread(text: string, { start, end }: Place): EditedWord[] {
  const parts = unbrokenParts(text).map(({ from, to }) => text.slice(from, to));
  const widths = parts.map((part) => Math.max(1, columns(part)));
  const whole = widths.reduce((sum, width) => sum + width, 0);
  let done = 0;
  const timeOf = (width: number) => {
    const time = start + ((end - start) * width) / whole;
    return Math.min(end, Math.max(start, Math.round(time * 1000) / 1000));
  };
  return parts.map((word, at) => {
    const from = timeOf(done);
    done += widths[at] ?? 0;
    return { word, start: from, end: timeOf(done), edited: true };
  });
}
