/** Segments in blocks, which the browser lays out when they come into sight. */
import type { Segment } from './transcript.ts';

export type TextBlock = { first: number; segments: readonly Segment[]; speakerBefore: string | undefined };

const BLOCK = 20;

/** Blocks of which nothing changed are the very same as before, so that they are not drawn again. */
export function blocksOf(segments: readonly Segment[], before: readonly TextBlock[]): TextBlock[] {
  const blocks: TextBlock[] = [];
  for (let first = 0; first < segments.length; first += BLOCK) {
    const block = {
      first,
      segments: segments.slice(first, first + BLOCK),
      speakerBefore: segments[first - 1]?.speaker,
    };
    const old = before[blocks.length];
    blocks.push(old && isSame(old, block) ? old : block);
  }
  return blocks;
}

export const blockOf = (index: number): number => Math.floor(index / BLOCK);

function isSame(a: TextBlock, b: TextBlock): boolean {
  if (a.speakerBefore !== b.speakerBefore || a.segments.length !== b.segments.length) return false;
  return a.segments.every((segment, at) => segment === b.segments[at]);
}

/** Letters of a line, its height, and what stands around the lines of a segment, in pixels: about as wide as people read. */
const [LETTERS, LINE, AROUND] = [64, 27, 14];

/** About how high it will be: the scroll bar has to know before anything is laid out. */
export function heightOf({ segments }: Pick<TextBlock, 'segments'>): number {
  return segments.reduce((sum, { text }) => sum + AROUND + LINE * Math.max(1, Math.ceil(text.length / LETTERS)), 0);
}
