/**
 * Cuts a transcript into subtitle cues that people can read. A segment of the engine may be half a minute of speech, so
 * cues are made from its words.
 */
import { columns } from './columns.ts';
import type { CueLayout } from './layout.ts';
import { columnsOf, fitsCue, inLines } from './subtitle-lines.ts';
import { type TimedPart, type TimedSegment, timedParts } from './timed-parts.ts';
import { unbrokenParts } from './unbroken.ts';

/** `speaker` is that of its segment. */
export type Cue = { start: number; end: number; text: string; speaker?: string };
/** What stands before the text of a segment, after the segment before. */
type LabelOf = (segment: TimedSegment, before: TimedSegment | undefined) => string;

/** Netflix Timed Text Style Guide, general requirements: what is spoken faster stands for 5/6 s. */
const READABLE_SECONDS = 5 / 6;
/** The guide allows adults 20 characters a second in English, 17 elsewhere; broadcasters go to 21. */
const READ_COLUMNS_PER_SECOND = 21;
/** What a cue keeps where the next one is spoken at the same time: two frames of a film. */
const SHORTEST_SECONDS = 0.08;
/** A pause this long ends a cue: the text would stand over silence. */
const PAUSE_SECONDS = 1.5;
const SENTENCE_END = /[.!?…。！？]["'”’)」』]?$/;

/** One after the other, each of some length, their times in whole milliseconds. */
export function subtitleCues(segments: readonly TimedSegment[], layout: CueLayout, labelOf: LabelOf = () => ''): Cue[] {
  const cues = segments.flatMap((segment, at) => {
    const parts = labelled(timedParts(segment), labelOf(segment, segments[at - 1]));
    const speaker = segment.speaker === undefined ? {} : { speaker: segment.speaker };
    return groups(parts, layout).map((group) => ({ ...cue(group, layout), ...speaker }));
  });
  return inTurn(cues, layout);
}

/** The label takes room, and no time. */
function labelled(parts: TimedPart[], label: string): TimedPart[] {
  const [first, ...others] = parts;
  if (!first || label === '') return parts;
  const { start } = first;
  const before = unbrokenParts(label).map(({ text, spaceBefore }) => {
    return { text, columns: columns(text), spaceBefore, start, end: start };
  });
  return [...before, { ...first, spaceBefore: true }, ...others];
}

function groups(parts: readonly TimedPart[], layout: CueLayout): TimedPart[][] {
  const all: TimedPart[][] = [];
  for (const part of parts) {
    const current = all.at(-1);
    if (current && fits(current, part, layout)) current.push(part);
    else all.push([part]);
  }
  return all;
}

function fits(group: readonly TimedPart[], next: TimedPart, layout: CueLayout): boolean {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return true;
  const sentenceOver = SENTENCE_END.test(last.text) && columnsOf(group) > layout.columns / 2;
  const tooLong = !fitsCue([...group, next], layout) || next.end - first.start > layout.seconds;
  return !tooLong && !sentenceOver && next.start - last.end < PAUSE_SECONDS;
}

/** Read to its end before it goes, if the next leaves it the time. */
function cue(group: readonly TimedPart[], layout: CueLayout): Cue {
  const start = group[0]?.start ?? 0;
  const read = start + Math.max(READABLE_SECONDS, columnsOf(group) / READ_COLUMNS_PER_SECOND);
  return { start, end: Math.max(read, ...group.map((part) => part.end)), text: inLines(group, layout) };
}

/** The engine's times may overlap or be of no length; a cue gives way to the next, but not altogether. */
function inTurn(cues: readonly Cue[], layout: CueLayout): Cue[] {
  let free = 0;
  return cues.map(({ start: spoken, end, ...said }, at) => {
    const start = milliseconds(Math.max(spoken, free));
    const next = Math.max(cues[at + 1]?.start ?? Number.POSITIVE_INFINITY, start + SHORTEST_SECONDS);
    const wanted = Math.min(Math.max(end, start + READABLE_SECONDS), start + layout.seconds);
    free = milliseconds(Math.min(wanted, next));
    return { start, end: free, ...said };
  });
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
