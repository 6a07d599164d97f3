/** How a job with an upload gets into the queue: at once, or when what its key is held to lets it. */

import type { JobRow } from '../contracts/job-row.ts';
import type { KeyLimits } from '../contracts/key-row.ts';
import { rowAfter, type Table } from '../shared/table.ts';
import type { EndJob } from './end.ts';
import { hold, letGo } from './held.ts';
import { type HoldToLimits, limitReached } from './limits.ts';
import { type SendMessage, sendOrFail } from './message.ts';

export type StartJob = SendMessage & EndJob & HoldToLimits;

/**
 * Sends the message of a job that is in no queue. One whose key has reached a limit is held: it waits as `launching`, its row
 * says for what, and `reconcile` comes back to it.
 *
 * @param options.again a message may have been sent all the same
 */
export async function startJob(
  deps: StartJob,
  job: JobRow,
  options: { again?: boolean } = {},
): Promise<'queued' | 'held' | 'failed'> {
  const over = job.tenant && (await limitReached(deps, job.tenant, await limitsOfKey(deps.table, job)));
  if (over) {
    await deps.table.write(hold(job, over, deps.clock.now()));
    deps.log.info('job held', { job_id: job.job_id, tenant: job.tenant, limit: over.limit });
    return 'held';
  }
  const free = job.due_class === 'held' ? await released(deps, job) : job;
  if (!free) return 'held';
  return (await sendOrFail(deps, free, options)) ? 'queued' : 'failed';
}

/** Undefined when another run was first, or the job has ended. */
async function released(deps: StartJob, job: JobRow): Promise<JobRow | undefined> {
  const update = letGo(job, deps.clock.now());
  return (await deps.table.write(update)) ? rowAfter(job, update) : undefined;
}

/** As they are now: an operator may have raised them. A key that is gone leaves its jobs to the limits of the stage. */
async function limitsOfKey(table: Pick<Table, 'get'>, { key }: JobRow): Promise<KeyLimits | undefined> {
  const row = key === undefined ? undefined : await table.get(key);
  return row?.kind === 'key' ? row.limits : undefined;
}
