/**
 * Cuts a transcript into subtitle cues that people can read. A segment of the engine may be half a minute of speech, so
 * cues are made from its words.
 */
import type { Segment, Word } from '../contracts/engine-protocol.ts';

export type Cue = { start: number; end: number; text: string };

/** Netflix Timed Text Style Guide, general requirements: 42 characters a line, 2 lines, 7 s a cue. */
const LINE_CHARACTERS = 42;
const CUE_CHARACTERS = 2 * LINE_CHARACTERS;
const CUE_SECONDS = 7;
/** A pause this long ends a cue: the text would stand over silence. */
const PAUSE_SECONDS = 1.5;
const SENTENCE_END = /[.!?…。！？]["'”’)]?$/;

type Piece = { start: number; end: number; text: string };

export function subtitleCues(segments: readonly Segment[]): Cue[] {
  return segments.flatMap((segment) => groups(pieces(segment)).map(cue)).filter((one) => one.text !== '');
}

/** The segment's text, cut behind each word; one piece when the words do not add up to the text. */
function pieces(segment: Segment): Piece[] {
  const whole = [{ start: segment.start, end: segment.end, text: segment.text }];
  const found: Piece[] = [];
  let cursor = 0;
  for (const word of segment.words) {
    const piece = pieceOf(segment.text, word, cursor);
    if (!piece) return whole;
    cursor += piece.text.length;
    found.push(piece);
  }
  return found.length > 0 && segment.text.slice(cursor).trim() === '' ? found : whole;
}

function pieceOf(text: string, word: Word, cursor: number): Piece | undefined {
  const spoken = word.word.trim();
  const at = text.indexOf(spoken, cursor);
  if (at < 0 || text.slice(cursor, at).trim() !== '') return undefined;
  return { start: word.start, end: word.end, text: text.slice(cursor, at + spoken.length) };
}

function groups(parts: readonly Piece[]): Piece[][] {
  const all: Piece[][] = [];
  for (const part of parts) {
    const current = all.at(-1);
    if (current && fits(current, part)) current.push(part);
    else all.push([part]);
  }
  return all;
}

function fits(group: readonly Piece[], next: Piece): boolean {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return true;
  const characters = joined(group).length + next.text.length;
  const sentenceOver = SENTENCE_END.test(last.text) && joined(group).length > LINE_CHARACTERS / 2;
  const tooLong = characters > CUE_CHARACTERS || next.end - first.start > CUE_SECONDS;
  return !tooLong && !sentenceOver && next.start - last.end < PAUSE_SECONDS;
}

function cue(group: readonly Piece[]): Cue {
  return { start: group[0]?.start ?? 0, end: group.at(-1)?.end ?? 0, text: inLines(joined(group)) };
}

function joined(group: readonly Piece[]): string {
  return group
    .map((piece) => piece.text)
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Two lines of about the same length when one is not enough. */
function inLines(text: string): string {
  if (text.length <= LINE_CHARACTERS) return text;
  const spaces = [...text.matchAll(/ /g)].map((match) => match.index);
  const middle = text.length / 2;
  const best = spaces.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  return best === undefined ? text : `${text.slice(0, best)}\n${text.slice(best + 1)}`;
}
