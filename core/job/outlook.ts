/** Where a waiting job stands, and when one at work may be done. */
import type { Job } from '../contracts/job-answers.ts';
import type { JobRow } from '../contracts/job-row.ts';
import type { Clock } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { plusSeconds, secondsBetween } from '../shared/time.ts';

type Outlook = Pick<Job, 'queue_position' | 'estimated_end'>;

/** Further back a place says nothing that a client could wait by, and to count to it would cost as much as all the rest of the answer. */
const COUNTED = 200;

export async function outlookOf(
  { table, clock }: { table: Pick<Table, 'due'>; clock: Clock },
  job: JobRow,
): Promise<Outlook> {
  if (job.status === 'launching') return queuePosition(table, job);
  return job.status === 'processing' ? estimatedEnd(job, clock.now()) : {};
}

/** In the order in which waiting jobs were put into the queue of their model; SQS gives them out in about that order. */
async function queuePosition(
  table: Pick<Table, 'due'>,
  { job_id, due_class, due_at, state }: JobRow,
): Promise<Outlook> {
  // One that is held is in no queue.
  if (due_at === undefined || due_class === 'held') return {};
  const waiting = await table.due('waiting', { until: due_at, limit: COUNTED });
  // Those of versions that knew one model name none.
  const ahead = waiting.filter((item) => (item.state ?? state) === (state ?? item.state));
  const place = ahead.findIndex((item) => item.job_id === job_id);
  if (place === -1 && waiting.length === COUNTED) return {};
  return { queue_position: (place === -1 ? ahead.length : place) + 1 };
}

/** As fast as so far. What a later attempt took up from an earlier one it did not hear itself, so of its speed this says nothing. */
function estimatedEnd({ attempt, started_at, progress }: JobRow, now: Date): Outlook {
  if (!progress || started_at === undefined || attempt > 1 || progress.seconds_done <= 0) return {};
  const { seconds_done, duration_seconds } = progress;
  const left = Math.max(0, duration_seconds - seconds_done);
  const spent = Math.max(0, secondsBetween(started_at, now.toISOString()));
  return { estimated_end: { at: plusSeconds(now, (spent * left) / seconds_done), by: 'progress' } };
}
