/** What was heard of a recording so far, as the service's live messages tell it (docs/live.md). */
import type { Segment, SegmentsEvent, Snapshot } from '../../clients/typescript/index.ts';

export type HeardSoFar = readonly Segment[];
/** Others, such as that a job came to another state, change nothing of what was heard. */
export type Message = Snapshot | SegmentsEvent | { type: 'state' };

export function heardAfter(heard: HeardSoFar, message: Message): HeardSoFar {
  if (message.type === 'snapshot') return [];
  if (message.type !== 'segments') return heard;
  const { replace_from = Number.POSITIVE_INFINITY, segments } = message;
  return [...heard.filter(({ start }) => start < replace_from), ...segments];
}
