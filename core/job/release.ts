/** Jobs whose worker is gone wait again, with a message of their own; those that took too many workers with them fail. */

import type { JobRow } from '../contracts/job-row.ts';
import { hasSource } from '../contracts/job-row.ts';
import { dueRows, forEachRow, type Step } from '../shared/due-rows.ts';
import { rowAfter, type Update } from '../shared/table.ts';
import { type EndJob, failJob } from './end.ts';
import { abandon, expireLease } from './job-release.ts';
import { endOfAttempts } from './job-state.ts';
import { type SendMessage, sendOrFail } from './message.ts';
import { isWorthAnother } from './stored-result.ts';

export type ReleaseJobs = EndJob & SendMessage;

/**
 * A worker with room for a further job polls for a second at a time (core/worker/take-jobs.ts); the poll that it left behind
 * shall not get the message of the job that it had.
 */
const LEFT_POLL_SECONDS = 2;

/** Jobs whose lease ran out. */
export async function releaseExpiredJobs(deps: ReleaseJobs, step: Step): Promise<void> {
  for await (const jobs of dueRows(deps, step, 'running', 'job')) {
    await forEachRow(deps, step, jobs, async (job) => {
      if (await release(deps, job, expireLease(job, deps.clock.now()))) step.queued.push(job.job_id);
    });
  }
}

/**
 * The jobs that an instance holds which is known to be gone; their leases are not waited for.
 *
 * @param interrupted EC2 took it away, which is not the jobs' fault
 * @returns ids of the jobs that wait again
 */
export async function releaseJobsOf(
  deps: ReleaseJobs,
  jobIds: readonly string[],
  { instance_id, interrupted }: { instance_id: string; interrupted: boolean },
): Promise<string[]> {
  const rows = await deps.table.getMany(jobIds);
  const held = rows.filter((row) => row.kind === 'job').filter((job) => job.instance_id === instance_id);
  const waiting: string[] = [];
  for (const job of held) {
    if (await release(deps, job, abandon(job, interrupted, deps.clock.now()))) waiting.push(job.job_id);
  }
  return waiting;
}

/** Looked for only where it decides: a worker that ended the last attempt may have left a result to adopt. */
async function leftResult(deps: ReleaseJobs, job: JobRow): Promise<boolean> {
  return endOfAttempts(job) !== undefined && hasSource(job) && (await isWorthAnother(deps.objects, job));
}

/** @returns whether the job waits again */
async function release(deps: ReleaseJobs, job: JobRow, update: Update<JobRow>): Promise<boolean> {
  if (!(await deps.table.write(update))) return false;
  const { job_id, instance_id } = job;
  deps.log.warn('job released: its worker is gone', { job_id, instance_id });
  const released = rowAfter(job, update);
  const error = (await leftResult(deps, released)) ? undefined : endOfAttempts(released);
  if (!error) return sendOrFail(deps, released, { again: true, delay_seconds: LEFT_POLL_SECONDS });
  await failJob(deps, released, error);
  return false;
}
