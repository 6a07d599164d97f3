/** Where a text is found in the segments of a transcript. */
import type { Segment } from './transcript.ts';

/** In which segment, by its index, and where in its text. */
export type Hit = { index: number; from: number; to: number };

/** More are of no use to anybody, and marking them takes time. */
export const MOST_HITS = 2000;

/** Without regard to case and to how many spaces there are. */
export function hitsOf(segments: readonly Pick<Segment, 'text'>[], wanted: string): Hit[] {
  const words = wanted.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const pattern = new RegExp(words.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('\\s+'), 'giu');
  const hits: Hit[] = [];
  for (const [index, { text }] of segments.entries()) {
    for (const found of text.matchAll(pattern)) {
      if (hits.length === MOST_HITS) return hits;
      hits.push({ index, from: found.index, to: found.index + found[0].length });
    }
  }
  return hits;
}
