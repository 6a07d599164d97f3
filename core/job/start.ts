/** How a job with an upload gets into the queue: at once, or when what its key is held to lets it. */

import type { JobRow } from '../contracts/job-row.ts';
import type { KeyLimits } from '../contracts/key-row.ts';
import { rowAfter, type Table } from '../shared/table.ts';
import type { EndJob } from './end.ts';
import { hold, letGo } from './held.ts';
import { type HoldToLimits, limitReached, limitsOf, type Over } from './limits.ts';
import { type SendMessage, sendOrFail } from './message.ts';
import { takeSlot } from './slots.ts';

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
  const over = job.tenant && (await whatHolds(deps, { ...job, tenant: job.tenant }));
  if (over) return holdOn(deps, job, over);
  const free = job.due_class === 'held' ? await released(deps, job) : job;
  if (!free) return 'held';
  return (await sendOrFail(deps, free, options)) ? 'queued' : 'failed';
}

/** What was spent first: a job that is held for that needs no slot. */
async function whatHolds(deps: StartJob, job: JobRow & { tenant: string }): Promise<Over | undefined> {
  const own = await limitsOfKey(deps.table, job);
  const spent = await limitReached(deps, job.tenant, own);
  const { concurrent_jobs } = limitsOf(deps, own);
  if (spent || concurrent_jobs === undefined || (await takeSlot(deps, job, concurrent_jobs))) return spent;
  return {
    limit: 'concurrent_jobs',
    message: `concurrent_jobs is ${concurrent_jobs}, and so many wait or are at work`,
  };
}

/** One that waits for a slot keeps its place before those that came later. */
async function holdOn(deps: StartJob, job: JobRow, over: Over): Promise<'held'> {
  if (over.until === undefined && job.held?.limit === over.limit) return 'held';
  await deps.table.write(hold(job, over, deps.clock.now()));
  deps.log.info('job held', { job_id: job.job_id, tenant: job.tenant, limit: over.limit });
  return 'held';
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
