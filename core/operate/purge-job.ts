/**
 * Removes one job's data for good, in an order that can break off anywhere and be run again: (1) the job ends, (2) its row
 * is marked, so that no client sees it, (3) its deliveries go, so that no webhook is sent, (4) when no worker writes any
 * more, what was told of it live, and every version of every object, (5) the registration if it was the last job of it, and (6) the job's row, which
 * says all along what there is to remove. A note stays in its place, without which a late event of the upload would make a
 * job again, and fail it, with a webhook. Then the bucket is looked at once more, for what a late write left.
 */
import type { JobRow } from '../contracts/job-row.ts';
import { cancel, startPurge } from '../job/job.ts';
import { isTerminal } from '../job/job-state.ts';
import { derivedJobId } from '../job/new-job.ts';
import { jobError } from '../shared/errors.ts';
import type { LiveRemoval } from '../shared/live-ports.ts';
import type { Clock, Log } from '../shared/ports.ts';
import { rowAfter } from '../shared/table.ts';
import { ownDeliveries } from '../webhook/webhook-ids.ts';
import { deleteForGood } from './delete-for-good.ts';
import { objectsLeft, type PlanPurge, type PurgeOptions, type PurgePlan, planPurge } from './plan-purge.ts';
import { purgedRow, quietFrom } from './purge.ts';

export type PurgeJob = PlanPurge & { live: LiveRemoval; clock: Clock; log: Log; hash: (text: string) => string };

/** Removes the job's data. Safe to run again after it broke off, and after it ended. */
export async function purgeJob(deps: PurgeJob, jobId: string, options: PurgeOptions): Promise<PurgePlan> {
  const first = await planPurge(deps, jobId, options);
  if (first.refused) return first;
  const hidden = first.job && (await endAndHide(deps, first.job));
  if (first.job && !hidden) return { ...first, refused: 'the job changed at this very moment; look at it again' };
  for (const key of ownDeliveries(jobId)) await deps.table.remove(key);
  if (hidden) await untilQuiet(deps, hidden);
  await deps.live.forgetJob(jobId);
  // What the worker wrote until then is part of it.
  const plan = await planPurge(deps, jobId, options);
  await deleteForGood(deps.objects, plan.remove);
  for (const key of plan.rows.filter((key) => key !== jobId)) await deps.table.remove(key);
  await removeJob(deps, jobId, hidden);
  await deleteForGood(deps.objects, await objectsLeft(deps, jobId));
  return { ...plan, rows: first.rows };
}

/** What is left of an earlier purge, a note or nothing, stays. */
async function removeJob(deps: PurgeJob, jobId: string, job: JobRow | undefined): Promise<void> {
  if (!job) return;
  const { bucket, s3_key, upload_version } = job;
  const derived =
    bucket && s3_key && upload_version ? derivedJobId(deps, { bucket, s3_key, upload_version }) : undefined;
  if (derived) await deps.table.replace(purgedRow(derived, deps.clock.now()));
  if (derived !== jobId) await deps.table.remove(jobId);
}

async function endAndHide(deps: PurgeJob, job: JobRow): Promise<JobRow | undefined> {
  let ended = job;
  if (!isTerminal(job)) {
    const update = cancel(job, jobError('cancelled', 'the operator cancelled the job'), deps.clock.now());
    if (!(await deps.table.write(update))) return undefined;
    ended = rowAfter(job, update);
  }
  return (await deps.table.write(startPurge(ended, deps.clock.now()))) ? ended : undefined;
}

async function untilQuiet(deps: PurgeJob, job: JobRow): Promise<void> {
  const milliseconds = Date.parse(quietFrom(job)) - deps.clock.now().getTime();
  if (milliseconds <= 0) return;
  deps.log.info(`waiting ${Math.ceil(milliseconds / 1000)} s, in which the job's worker may still write`);
  await deps.clock.sleep(milliseconds);
}
