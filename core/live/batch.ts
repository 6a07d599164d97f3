/** How segments are put into messages that API Gateway takes in one frame. */
import type { Segment } from '../contracts/engine-protocol.ts';

/** A frame has 32 KB, of which what is around the segments takes less than 1. */
const BATCH_BYTES = 31_000;

const encoder = new TextEncoder();
const bytesOf = (segment: Segment): number => encoder.encode(JSON.stringify(segment)).length + 1;

/** As many of the segments, from that one on, as one message holds: one at least, cut to fit if it is longer. */
export function nextBatch(segments: readonly Segment[], from: number): Segment[] {
  const batch: Segment[] = [];
  let room = BATCH_BYTES;
  for (let index = from; index < segments.length; index += 1) {
    const segment = segments[index] as Segment;
    const bytes = bytesOf(segment);
    if (bytes > room && batch.length > 0) break;
    batch.push(bytes > room ? shortened(segment) : segment);
    room -= bytes;
  }
  return batch;
}

/** Without its words, which the transcript has; and of its text what fits. A character takes 6 bytes of JSON at most. */
function shortened(segment: Segment): Segment {
  const wordless = { ...segment, words: [] };
  if (bytesOf(wordless) <= BATCH_BYTES) return wordless;
  const text = [...segment.text].slice(0, Math.floor(BATCH_BYTES / 12)).join('');
  return { ...wordless, text };
}
