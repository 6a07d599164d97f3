/** When each part of a segment's text is spoken: by the times of its words, else by its place in the text. */
import type { Segment, Word } from '../contracts/engine-protocol.ts';
import { columns } from './columns.ts';
import { unbrokenParts } from './unbroken.ts';

export type TimedPart = { text: string; columns: number; spaceBefore: boolean; start: number; end: number };

type Timed = Pick<Word, 'word' | 'start' | 'end'>;
/** A segment, whoever wrote its words. */
export type TimedSegment<Of extends Timed = Timed> = Pick<Segment, 'text' | 'start' | 'end'> & {
  words: readonly Of[];
  speaker?: string;
};

/** From `from` to `to` of the text. */
type Span = { from: number; to: number; start: number; end: number };

/** Nobody speaks slower than this: a segment that lasts longer has silence in it. */
const SLOWEST_COLUMNS_PER_SECOND = 4;
const SHORT_SECONDS = 7;

export function timedParts(segment: TimedSegment): TimedPart[] {
  const spans = spansOfWords(segment) ?? [wholeSpan(segment)];
  let first = 0;
  return unbrokenParts(segment.text).map(({ text, from, to, spaceBefore }) => {
    while ((spans[first]?.to ?? to) <= from) first += 1;
    let last = first;
    while ((spans[last]?.to ?? to) < to) last += 1;
    const [start, end] = [timeAt(spans[first], from), timeAt(spans[last], to)];
    return { text, columns: columns(text), spaceBefore, start, end: Math.max(start, end) };
  });
}

/** Undefined when the words do not add up to the text. */
export function spansOfWords<Of extends Timed>({ text, words }: TimedSegment<Of>): (Span & { of: Of })[] | undefined {
  const spans: (Span & { of: Of })[] = [];
  let cursor = 0;
  for (const word of words) {
    const span = spanOfWord(text, word, cursor);
    if (!span) return undefined;
    cursor = span.to;
    if (span.to > span.from) spans.push({ ...span, of: word });
  }
  return spans.length > 0 && text.slice(cursor).trim() === '' ? spans : undefined;
}

function spanOfWord(text: string, { word, start, end }: Timed, cursor: number): Span | undefined {
  const spoken = word.trim();
  const from = text.indexOf(spoken, cursor);
  if (from < 0 || text.slice(cursor, from).trim() !== '') return undefined;
  return { from, to: from + spoken.length, start, end };
}

function wholeSpan({ text, start, end }: TimedSegment): Span {
  const longest = Math.max(SHORT_SECONDS, columns(text) / SLOWEST_COLUMNS_PER_SECOND);
  return { from: 0, to: text.length, start, end: Math.min(end, start + longest) };
}

function timeAt(span: Span | undefined, place: number): number {
  if (!span) return 0;
  return span.start + ((span.end - span.start) * (place - span.from)) / (span.to - span.from);
}
