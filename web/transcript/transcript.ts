/** A transcript as the view holds it, and where its words are: in time, and in the text of their segment. */
import type { CompleteOutcome, EditedDocument, EditedSegment, Quality } from '../../clients/typescript/index.ts';

export type Segment = EditedSegment;

export type Transcript = {
  /** 0 is the original. */
  version: number;
  segments: readonly Segment[];
  /** Names, by the speaker of segments. */
  speakers: Readonly<Record<string, string>>;
  quality: Pick<Quality, 'gaps' | 'removed_segments'>;
  /** Less probable words are worth to be heard again: the limit of the engine that heard them. */
  unsureBelow: number;
  duration: number;
  language: string;
};

/** Of results that name no limit: those of versions before. */
const UNSURE_BELOW = 0.5;

/** @param document with its text, as the API or a link of it gave it */
export function transcriptOf(document: CompleteOutcome | EditedDocument): Transcript {
  const { transcript, quality, duration_seconds, language } = document;
  return {
    version: 'version' in document ? document.version.version : 0,
    segments: (transcript.segments ?? []).map(trimmed),
    speakers: ('speakers' in document && document.speakers) || {},
    quality,
    unsureBelow: quality.low_confidence_below ?? UNSURE_BELOW,
    duration: duration_seconds,
    language: language.code,
  };
}

/** As it is drawn, so that places in it can be counted. */
function trimmed(segment: Segment): Segment {
  const text = segment.text.trim();
  return text === segment.text ? segment : { ...segment, text };
}

export type WordSpan = { from: number; to: number; start: number; end: number; probability: number | undefined };

/** Where the words stand in the text. One that is not found, as the text is not made of the words, is left out. */
export function wordSpans({ text, words }: Pick<Segment, 'text' | 'words'>): WordSpan[] {
  const spans: WordSpan[] = [];
  let at = 0;
  for (const { word, start, end, probability } of words) {
    const bare = word.trim();
    const from = bare === '' ? -1 : text.indexOf(bare, at);
    if (from < 0) continue;
    at = from + bare.length;
    spans.push({ from, to: at, start, end, probability });
  }
  return spans;
}

/** The word that a place in the text is in, or behind; the first one before all. */
export function wordAtOffset(spans: readonly WordSpan[], offset: number): WordSpan | undefined {
  return spans[lastAtMost(spans, offset, ({ from }) => from)] ?? spans[0];
}

/** The word that is spoken at a second, until the next one begins. */
export function wordAtTime(spans: readonly WordSpan[], seconds: number): WordSpan | undefined {
  return spans[lastAtMost(spans, seconds, ({ start }) => start)];
}

/** Index of the segment that is spoken at a second; in a pause that of the one before; -1 before all. */
export function segmentAtTime(segments: readonly Pick<Segment, 'start'>[], seconds: number): number {
  return lastAtMost(segments, seconds, ({ start }) => start);
}

/** @param of rises from item to item */
function lastAtMost<Item>(items: readonly Item[], value: number, of: (item: Item) => number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && of(item) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function unsureSpans(segment: Pick<Segment, 'text' | 'words'>, below: number): WordSpan[] {
  const isUnsure = unsure(below);
  return segment.words.some(isUnsure) ? wordSpans(segment).filter(isUnsure) : [];
}

const unsure =
  (below: number) =>
  ({ probability }: { probability?: number | undefined }) =>
    probability !== undefined && probability < below;

/** The next second at which a word is unsure, from the beginning again after the last. */
export function nextUnsure(segments: readonly Segment[], below: number, seconds: number): number | undefined {
  const isUnsure = unsure(below);
  let first: number | undefined;
  for (const { words } of segments) {
    for (const word of words) {
      if (!isUnsure(word)) continue;
      if (word.start > seconds) return word.start;
      first ??= word.start;
    }
  }
  return first;
}

export function countUnsure(segments: readonly Segment[], below: number): number {
  return segments.reduce((count, { words }) => count + words.filter(unsure(below)).length, 0);
}
