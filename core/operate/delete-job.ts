/**
 * A client wants the data of its job removed. It sees the job no more from that moment on; what is stored is removed when no worker
 * can write any more, by the Lambda that may, as an operator's purge does it. The registration stays: other jobs may be under it.
 */
import type { Deletion } from '../contracts/job-answers.ts';
import type { JobRow } from '../contracts/job-row.ts';
import { type RemovalRow, removalKey } from '../contracts/rows.ts';
import { cancel, startPurge } from '../job/job.ts';
import { isTerminal } from '../job/job-state.ts';
import { dueNow, forEachRow, type Step } from '../shared/due-rows.ts';
import { jobError, RequestProblem } from '../shared/errors.ts';
import type { Clock } from '../shared/ports.ts';
import { retryOnConflict } from '../shared/retry-on-conflict.ts';
import { rowAfter, type Table } from '../shared/table.ts';
import { iso, plusSeconds } from '../shared/time.ts';
import { quietFrom } from './purge.ts';
import { type PurgeJob, purgeJob } from './purge-job.ts';

export type DeleteJob = { table: Pick<Table, 'get' | 'has' | 'write'>; clock: Clock };

const TRIES = 5;
/**
 * By then the index of keys has every job that was made of the same file before, as a retry keeps the file; and no call of the API
 * still stores a version of the transcript, that began before.
 */
export const SETTLE_SECONDS = 30;
/** Of those due, so many in a run of the Lambda; the others in the next minute. */
const AT_A_TIME = 30;

/**
 * Ends the job if it is not over, without a webhook, and marks it for removal. To ask again changes nothing.
 *
 * @throws RequestProblem 404 for a job that is not there, is gone, or belongs to another tenant, without telling which
 */
export async function deleteOwnJob(deps: DeleteJob, jobId: string, tenant: string): Promise<Deletion> {
  const isMarked = await retryOnConflict(TRIES, async () => {
    const row = await deps.table.get(jobId);
    if (row?.kind !== 'job' || row.tenant !== tenant) throw notFound();
    return (await deps.table.has(removalKey(jobId))) || mark(deps, row);
  });
  if (!isMarked) throw changedMeanwhile();
  return { job_id: jobId, status: 'deleting' };
}

async function mark(deps: DeleteJob, row: JobRow): Promise<boolean> {
  const now = deps.clock.now();
  const over = isTerminal(row) ? row : await ended(deps, row, now);
  if (!over) return false;
  const [quiet, settled] = [quietFrom(over), plusSeconds(now, SETTLE_SECONDS)];
  const removal = removalRow(row.job_id, quiet > settled ? quiet : settled, now);
  return deps.table.write(startPurge(over, now), { kind: 'put', row: removal });
}

function removalRow(for_job_id: string, due_at: string, now: Date): RemovalRow {
  const due = { due_class: 'removal', due_at } as const;
  return { job_id: removalKey(for_job_id), kind: 'removal', for_job_id, created_at: iso(now), ...due };
}

async function ended(deps: DeleteJob, job: JobRow, now: Date): Promise<JobRow | undefined> {
  const update = cancel(job, jobError('cancelled', 'the client deleted the job'), now);
  return (await deps.table.write(update)) ? rowAfter(job, update) : undefined;
}

/** What clients deleted, and nobody writes to any more. What fails comes again with the next run. */
export async function removeDeletedJobs(deps: PurgeJob, step: Step): Promise<void> {
  const { table, objects, live, clock, log, hash } = deps;
  const removals = await dueNow(deps, 'removal', 'removal', AT_A_TIME);
  await forEachRow(deps, step, removals, async ({ job_id: key, for_job_id: job_id }) => {
    const options = { cancel: false, every_version: false };
    const { job, refused } = await purgeJob({ table, objects, live, clock, log, hash }, job_id, options);
    // Refused without a job there is nothing left of: then an earlier run, or an operator, got to the end.
    if (job && refused) throw new Error(`the data of job ${job_id} was not removed: ${refused}`);
    await table.remove(key);
    log.info('the data of a job was removed for its client', { job_id });
  });
}

function notFound(): RequestProblem {
  return new RequestProblem({ status: 404, code: 'not_found', detail: 'no job of yours has this id' });
}

function changedMeanwhile(): RequestProblem {
  const detail = 'the job changed hands again and again while it was to be deleted; delete it again';
  return new RequestProblem({ status: 409, code: 'changed_meanwhile', detail });
}
