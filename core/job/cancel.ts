/** A client wants its job no more: whatever state it is in, it ends now, or has ended otherwise. */
import type { JobRow } from '../contracts/job-row.ts';
import { jobError, RequestProblem } from '../shared/errors.ts';
import { retryOnConflict } from '../shared/retry-on-conflict.ts';
import { cancelJob, type EndJob } from './end.ts';
import { isTerminal } from './job-state.ts';
import { ownJob } from './own-job.ts';

/** A job changes hands a few times an hour at most. */
const TRIES = 5;
const BY_THE_CLIENT = jobError('cancelled', 'the client cancelled the job');

/**
 * Cancels a job, or finds it cancelled.
 *
 * @throws RequestProblem 404 as `ownJob`; 409 when the job ended otherwise, with its status
 */
export async function cancelOwnJob(deps: EndJob, jobId: string, tenant: string): Promise<void> {
  const isCancelled = await retryOnConflict(TRIES, async () => {
    const job = await ownJob(deps.table, jobId, tenant);
    if (job.status === 'cancelled') return true;
    if (isTerminal(job)) throw hasEnded(job);
    return (await cancelJob(deps, job, BY_THE_CLIENT)).ended;
  });
  if (!isCancelled) throw changedMeanwhile();
}

function hasEnded({ status }: JobRow): RequestProblem {
  return new RequestProblem({
    status: 409,
    code: 'job_ended',
    detail: `the job is ${status}; there is nothing to cancel`,
  });
}

function changedMeanwhile(): RequestProblem {
  const detail = 'the job changed hands again and again while it was to be cancelled; cancel it again';
  return new RequestProblem({ status: 409, code: 'changed_meanwhile', detail });
}
