/** What stands between segments: places without words, and what was taken out. */
import type { Segment, Transcript } from './transcript.ts';

export type Note =
  | { kind: 'gap'; start: number; seconds: number }
  | { kind: 'removed'; start: number; texts: readonly string[] };

/** @returns by the index of the segment that they stand before; those after the last by the number of segments */
export function notesBySegment(
  { gaps, removed_segments }: Transcript['quality'],
  segments: readonly Pick<Segment, 'start'>[],
) {
  const notes = new Map<number, Note[]>();
  const put = (start: number, note: Note) => {
    const found = segments.findIndex((segment) => segment.start >= start);
    const index = found < 0 ? segments.length : found;
    const there = notes.get(index) ?? [];
    const last = there.at(-1);
    const both = last && joined(last, note);
    notes.set(index, both ? [...there.slice(0, -1), both] : [...there, note]);
  };
  for (const { start, seconds } of gaps) put(start, { kind: 'gap', start, seconds });
  for (const { start, text } of removed_segments) put(start, { kind: 'removed', start, texts: [text] });
  return notes;
}

/** What was taken out in one place is one note. */
function joined(last: Note, next: Note): Note | undefined {
  if (last.kind !== 'removed' || next.kind !== 'removed') return undefined;
  return { ...last, texts: [...last.texts, ...next.texts] };
}
