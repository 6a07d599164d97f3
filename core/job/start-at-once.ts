/** Starts a job that came without the event of an upload, which would have launched a worker for it. */
import type { JobRow } from '../contracts/job-row.ts';
import type { JobQueued } from '../contracts/messages.ts';
import type { Queue } from '../shared/ports.ts';
import { type StartJob, startJob } from './start.ts';

export type StartAtOnce = StartJob & { uploads: Queue<JobQueued> };

/** Whether or not the message comes: the fleet is sized every minute in any case. */
export async function startAtOnce(deps: StartAtOnce, job: JobRow): Promise<void> {
  if ((await startJob(deps, job)) !== 'queued') return;
  const words = 'nobody could be told of a job; a worker is launched for it in the next minute';
  await deps.uploads.send({ queued: job.job_id }).catch((error) => deps.log.warn(words, { job_id: job.job_id, error }));
}
