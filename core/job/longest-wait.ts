import type { Clock } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso, secondsBetween } from '../shared/time.ts';

/** Those that were sent a message longest ago come first; the oldest is among them. */
const LOOKED_AT = 100;

/**
 * For how many seconds the oldest job has waited for a worker, by the table: the queue also holds messages of jobs that are over.
 *
 * @returns undefined when none waits
 */
export async function longestWait({ table, clock }: { table: Table; clock: Clock }): Promise<number | undefined> {
  const items = await table.due('waiting', { limit: LOOKED_AT });
  const rows = await table.getMany(items.map((item) => item.job_id));
  const waiting = rows.flatMap((row) => (row.kind === 'job' && row.status === 'launching' ? [row] : []));
  const since = waiting.map((job) => job.released_at ?? job.uploaded_at ?? job.created_at).sort();
  return since[0] === undefined ? undefined : secondsBetween(since[0], iso(clock.now()));
}
