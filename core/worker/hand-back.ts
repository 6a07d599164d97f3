/** A job that its worker gives up, for another to take. */

import type { SourcedJob } from '../contracts/job-row.ts';
import type { JobMessage } from '../contracts/messages.ts';
import { type HandBack, handBack, secondsToNextAttempt } from '../job/job-release.ts';
import { inWords } from '../shared/errors.ts';
import type { Clock, Log, Received, WorkQueue } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { LATE_SECONDS } from './run-engine.ts';

type HandBackJob = { table: Table; jobs: WorkQueue<JobMessage>; clock: Clock; log: Log };

type Held = {
  job: SourcedJob;
  message: Received<JobMessage>;
  /** Of the worker's time, 0 to 1. */
  share: number;
  /** What of the work still goes on: an answer of the model that is under way, a checkpoint that S3 takes its time over. */
  unfinished: readonly Promise<unknown>[];
};

/** @returns what is left to do when the rest is over */
export async function handBackJob(
  deps: HandBackJob,
  { job, message, share, unfinished: rest }: Held,
  why: HandBack,
  error: unknown,
): Promise<() => Promise<void>> {
  deps.log.error('job handed back', { job_id: job.job_id, why, error });
  await deps.table.write(handBack(job, why, deps.clock.now(), inWords(error), share));
  await show(deps, message, rest.length > 0 ? LATE_SECONDS : secondsToNextAttempt(job, why));
  return () => showAfter(deps, message, rest);
}

/** Whoever took the job before its checkpoint is whole would ask the model again for what it is about to answer. */
async function showAfter(
  deps: HandBackJob,
  message: Received<JobMessage>,
  rest: readonly Promise<unknown>[],
): Promise<void> {
  if (rest.length === 0) return;
  await Promise.all(rest);
  await show(deps, message, 0);
}

/** The row is right already. A receipt that is worth nothing by now says that others have seen the message. */
async function show(deps: HandBackJob, { receipt, body }: Received<JobMessage>, seconds: number): Promise<void> {
  await deps.jobs
    .hide(receipt, seconds)
    .catch((fault) => deps.log.warn('the message of a job handed back is shown later', { job_id: body.job_id, fault }));
}
