/** How long the oldest job has waited, by the table: the queue also holds messages of jobs that are over. */
import type { Clock, Log } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso, secondsBetween } from '../shared/time.ts';

/** The line that says it; an alarm reads `waiting_seconds` off it. */
export const OLDEST_JOB = 'oldest job that waits';

/** Those that were sent a message longest ago come first; the oldest is among them. */
const LOOKED_AT = 100;

export async function tellOldestJob(deps: { table: Table; clock: Clock; log: Log }): Promise<void> {
  const items = await deps.table.due('waiting', { limit: LOOKED_AT });
  const rows = await deps.table.getMany(items.map((item) => item.job_id));
  const waiting = rows.flatMap((row) => (row.kind === 'job' && row.status === 'launching' ? [row] : []));
  const since = waiting.map((job) => job.released_at ?? job.uploaded_at ?? job.created_at).sort();
  if (since[0] === undefined) return;
  deps.log.info(OLDEST_JOB, { waiting_seconds: secondsBetween(since[0], iso(deps.clock.now())) });
}
