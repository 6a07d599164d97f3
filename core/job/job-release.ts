/** processing → launching: how a job comes back from a worker, by its hand or because it is gone. */

import type { AttemptOutcome, JobRow } from '../contracts/job-row.ts';
import type { Update } from '../shared/table.ts';
import { SILENT, withAttemptEnded } from './attempts.ts';
import { crashedTooOften } from './job-state.ts';
import { attemptIs, changeJob, held, leaseOver, retrySeconds, status, waitingAttributes } from './job-writes.ts';

/** Why a worker gives a job up. Only `crashed` counts against the job as the end of a worker would. */
export type HandBack = Extract<AttemptOutcome, 'handed_back' | 'interrupted' | 'crashed' | 'engine_unusable'>;

/**
 * By the worker that gives the job up.
 *
 * @param error in words, for whoever reads the row
 * @param share of the worker's time that was the job's, 0 to 1
 */
export function handBack(job: JobRow, why: HandBack, now: Date, error?: string, share?: number): Update<JobRow> {
  return changeJob(job.job_id, now, {
    when: held(job),
    set: {
      ...waitingAttributes(now, secondsToNextAttempt(job, why)),
      crashes: job.crashes + (why === 'crashed' ? 1 : 0),
      interruptions: job.interruptions + (why === 'interrupted' ? 1 : 0),
      attempts: withAttemptEnded(job, why, now, error, share),
    },
    remove: ['lease_until', 'instance_id'],
  });
}

/** Seconds until the job may be received again; what is only left to end, or to adopt, does not wait for long. */
export function secondsToNextAttempt(job: JobRow, why: HandBack): number {
  const crashes = job.crashes + 1;
  if (why !== 'crashed') return 0;
  return retrySeconds(crashedTooOften({ crashes }) ? 1 : crashes);
}

/** For a job whose worker is gone: nobody renewed its lease. */
export function expireLease(job: JobRow, now: Date): Update<JobRow> {
  return changeJob(job.job_id, now, {
    when: [status('processing'), attemptIs(job.attempt), leaseOver(now)],
    set: { ...waitingAttributes(now), crashes: job.crashes + 1, attempts: withAttemptEnded(job, 'lost', now, SILENT) },
    remove: ['lease_until', 'instance_id'],
  });
}

/** For a job whose machine is known to be gone, however long its lease still lasts. */
export function abandon(job: JobRow, interrupted: boolean, now: Date): Update<JobRow> {
  const counts = interrupted ? { interruptions: job.interruptions + 1 } : { crashes: job.crashes + 1 };
  const attempts = withAttemptEnded(
    job,
    interrupted ? 'interrupted' : 'lost',
    now,
    'the instance ended before it handed the job back',
  );
  return changeJob(job.job_id, now, {
    when: held(job),
    set: { ...waitingAttributes(now), ...counts, attempts },
    remove: ['lease_until', 'instance_id'],
  });
}
