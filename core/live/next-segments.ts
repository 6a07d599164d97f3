/** Which segments of a job are told next, on top of what its log has. */
import type { Segment } from '../contracts/engine-protocol.ts';
import type { JobRow } from '../contracts/job-row.ts';
import type { LogHead } from '../contracts/live-items.ts';
import { iso, secondsBetween } from '../shared/time.ts';
import { nextBatch } from './batch.ts';
import type { NextEvent } from './log.ts';

export type Heard = {
  segments: readonly Segment[];
  duration_seconds: number;
  /** How many of them are told; undefined where the log has to say: a run of the engine began, or a write had no answer. */
  told: number | undefined;
  /** Seconds of the file up to which what the log has is what this run hears too. */
  same_until: number;
};

export type SegmentsPlan = { event: NextEvent; told: number };

/** Events last a day, and a job 11 hours: what is told on top of others must not outlive them. */
const TRUSTED_SECONDS = 12 * 3600;

/** Undefined when there is nothing new, or a later attempt has told something. */
export function nextSegments(
  job: Pick<JobRow, 'job_id' | 'attempt'>,
  heard: Heard,
  head: LogHead,
  now: Date,
): SegmentsPlan | undefined {
  if (head.attempt > job.attempt) return undefined;
  const from = heard.told ?? indexToResume(heard, head, now);
  const segments = nextBatch(heard.segments, from);
  const [first, last] = [segments[0], segments.at(-1)];
  if (!first || !last) return undefined;
  const resumed = heard.told === undefined && head.told_since !== undefined;
  const goesOn = from === head.told && head.attempt === job.attempt;
  const told = from + segments.length;
  const message = (seq: number) => ({
    type: 'segments' as const,
    seq,
    attempt: job.attempt,
    job_id: job.job_id,
    ...(resumed && !goesOn && { replace_from: from === 0 ? 0 : first.start }),
    segments,
    progress: { seconds_done: last.end, duration_seconds: Math.max(heard.duration_seconds, last.end) },
  });
  const told_since = from === 0 ? iso(now) : (head.told_since ?? iso(now));
  return { event: { message, head: { attempt: job.attempt, told, told_since } }, told };
}

/** The first segment that the log lacks, or has otherwise. */
function indexToResume({ segments, same_until }: Heard, { told, told_since }: LogHead, now: Date): number {
  if (told_since === undefined || secondsBetween(told_since, iso(now)) > TRUSTED_SECONDS) return 0;
  const beyond = segments.findIndex(({ end }) => end > same_until);
  return Math.min(told, beyond === -1 ? segments.length : beyond);
}
