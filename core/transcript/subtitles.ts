/**
 * Cuts a transcript into subtitle cues that people can read. A segment of the engine may be half a minute of speech, so
 * cues are made from its words.
 */
import type { Segment } from '../contracts/engine-protocol.ts';
import { columnsOf, fitsTwoLines, inLines, LINE_COLUMNS } from './subtitle-lines.ts';
import { type TimedPart, timedParts } from './timed-parts.ts';

export type Cue = { start: number; end: number; text: string };

/** Netflix Timed Text Style Guide, general requirements: 5/6 s to 7 s a cue. */
const CUE_SECONDS = 7;
const READABLE_SECONDS = 5 / 6;
/** What a cue keeps where the next one is spoken at the same time: two frames of a film. */
const SHORTEST_SECONDS = 0.08;
/** A pause this long ends a cue: the text would stand over silence. */
const PAUSE_SECONDS = 1.5;
const SENTENCE_END = /[.!?…。！？]["'”’)」』]?$/;

/** One after the other, each of some length, their times in whole milliseconds. */
export function subtitleCues(segments: readonly Segment[]): Cue[] {
  return inTurn(segments.flatMap((segment) => groups(timedParts(segment)).map(cue)));
}

function groups(parts: readonly TimedPart[]): TimedPart[][] {
  const all: TimedPart[][] = [];
  for (const part of parts) {
    const current = all.at(-1);
    if (current && fits(current, part)) current.push(part);
    else all.push([part]);
  }
  return all;
}

function fits(group: readonly TimedPart[], next: TimedPart): boolean {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return true;
  const sentenceOver = SENTENCE_END.test(last.text) && columnsOf(group) > LINE_COLUMNS / 2;
  const tooLong = !fitsTwoLines([...group, next]) || next.end - first.start > CUE_SECONDS;
  return !tooLong && !sentenceOver && next.start - last.end < PAUSE_SECONDS;
}

function cue(group: readonly TimedPart[]): Cue {
  const ends = group.map((part) => part.end);
  return { start: group[0]?.start ?? 0, end: Math.max(...ends), text: inLines(group) };
}

/** The engine's times may overlap or be of no length; a cue gives way to the next, but not altogether. */
function inTurn(cues: readonly Cue[]): Cue[] {
  let free = 0;
  return cues.map(({ start: spoken, end, text }, at) => {
    const start = milliseconds(Math.max(spoken, free));
    const next = Math.max(cues[at + 1]?.start ?? Number.POSITIVE_INFINITY, start + SHORTEST_SECONDS);
    const wanted = Math.min(Math.max(end, start + READABLE_SECONDS), start + CUE_SECONDS);
    free = milliseconds(Math.min(wanted, next));
    return { start, end: free, text };
  });
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
