import type { Counts } from '../contracts/counters-row.ts';
import type { JobRow } from '../contracts/job-row.ts';
import { countTime } from '../shared/counters.ts';
import { iso, secondsBetween } from '../shared/time.ts';

/** How long a job that is done took: the attempt that did it, and its client from the upload on. */
export function timesCounted({ started_at, uploaded_at, created_at }: JobRow, now: Date): Counts {
  const since = (time: string) => secondsBetween(time, iso(now));
  return {
    ...countTime('work', since(started_at ?? iso(now))),
    ...countTime('turnaround', since(uploaded_at ?? created_at)),
  };
}
