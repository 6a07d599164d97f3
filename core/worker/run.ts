/** One message taken from the queue, worked on to the end. */

import type { JobError, SourcedJob } from '../contracts/job-row.ts';
import type { JobMessage } from '../contracts/messages.ts';
import { completeJob, type EndJob, recordFailure } from '../job/end.ts';
import type { HandBack } from '../job/job-release.ts';
import { endOfAttempts } from '../job/job-state.ts';
import { isWorthAnother } from '../job/stored-result.ts';
import {
  EngineUnusableError,
  JobCancelledError,
  JobFailure,
  LeaseLostError,
  SpotInterruptionError,
  toJobError,
} from '../shared/errors.ts';
import type { Received, WorkQueue } from '../shared/ports.ts';
import type { DeliverWebhook } from '../webhook/deliver.ts';
import { FIRST_ATTEMPT_SECONDS } from '../webhook/delivery.ts';
import { type ClaimJob, claimJob } from './claim.ts';
import { finishJob } from './finish.ts';
import { handBackJob } from './hand-back.ts';
import { holdLease } from './lease.ts';
import type { Place } from './places.ts';
import { JOB_SECONDS, timeLimit } from './time-limit.ts';
import { type StartUp, type TranscribeJob, transcribeJob } from './transcribe.ts';

export type RunJob = ClaimJob &
  Omit<TranscribeJob, 'place'> &
  EndJob &
  DeliverWebhook & { jobs: WorkQueue<JobMessage>; max_webhook_bytes: number };

/**
 * `worked`: the message was ours to work on; `ended`: its job came to an end by it; `cancelled`: by its client, under our hands.
 * `finish` is what remains once the outcome is safe: it may overlap the worker's next job.
 */
export type Run = { worked: boolean; ended: boolean; cancelled?: boolean; finish: () => Promise<void> };

const NOTHING_LEFT = async () => {};

export type Circumstances = {
  /** What the worker's own start took, for its first job. */
  startUp: StartUp;
  /** Aborts when the worker must stop: the job is handed back. */
  shutdown: AbortSignal;
  /** Aborts when the worker may have to stop soon: what is heard so far is saved. */
  drain: AbortSignal;
  /** Gives a job that is ours now its place among those that the worker has. */
  takePlace: (job: SourcedJob) => Place;
};

type Attempt = Omit<Circumstances, 'takePlace'> & {
  job: SourcedJob;
  message: Received<JobMessage>;
  place: Place;
  /** What goes on after the job was handed back. */
  unfinished: Promise<unknown>[];
  /** What goes on beside, and no job waits for. */
  aside: Promise<void>[];
};

/** @throws EngineUnusableError after handing the job back, when this worker can do no job at all */
export async function runJob(
  deps: RunJob,
  message: Received<JobMessage>,
  { takePlace, ...around }: Circumstances,
): Promise<Run> {
  const claim = await claimJob(deps, message);
  switch (claim.kind) {
    case 'passed':
      return { worked: false, ended: false, finish: NOTHING_LEFT };
    case 'ended':
      return { worked: false, ended: false, finish: () => deps.jobs.delete(message.receipt) };
    case 'hopeless': {
      const ended = await recordFailure(deps, claim.job, claim.error, FIRST_ATTEMPT_SECONDS);
      return { worked: false, ended: false, finish: () => finishJob(deps, ended, message) };
    }
    case 'held': {
      const { job } = claim;
      return inItsPlace(deps, { ...around, job, message, place: takePlace(job), unfinished: [], aside: [] });
    }
  }
}

/** The worker ends when what goes on aside is over too. */
async function inItsPlace(deps: RunJob, run: Attempt): Promise<Run> {
  try {
    const done = await attempt(deps, run);
    return { ...done, finish: async () => void (await Promise.all([done.finish(), ...run.aside])) };
  } finally {
    run.place.leave();
  }
}

async function attempt(deps: RunJob, run: Attempt): Promise<Run> {
  const { job, message, shutdown, place } = run;
  const lease = holdLease(deps, job, message.receipt);
  const limit = timeLimit(deps.clock, JOB_SECONDS);
  const drop = AbortSignal.any([lease.signal, limit.signal]);
  try {
    const document = await transcribeJob({ ...deps, place }, job, run.startUp, {
      drop,
      stop: shutdown,
      drain: run.drain,
      later: (rest) => void run.unfinished.push(rest),
      aside: (rest) => void run.aside.push(rest),
    });
    const ended = await completeJob(deps, job, document, deps.max_webhook_bytes);
    return { worked: true, ended: true, finish: () => finishJob(deps, ended, message) };
  } catch (error) {
    // No beat may follow a hand-back: it would hide the message again.
    await lease.release();
    const told = [drop, shutdown].find((signal) => signal.aborted);
    return await stop(deps, run, told ? told.reason : error);
  } finally {
    limit.release();
    void lease.release();
  }
}

async function stop(deps: RunJob, attempt: Attempt, error: unknown): Promise<Run> {
  const { job, message, place, shutdown, unfinished: rest } = attempt;
  if (error instanceof JobCancelledError) {
    deps.log.info('job dropped: it was cancelled', { job_id: job.job_id });
    return { worked: true, ended: false, cancelled: true, finish: () => deps.jobs.delete(message.receipt) };
  }
  if (error instanceof LeaseLostError) {
    deps.log.warn('job dropped: another attempt holds it', { job_id: job.job_id });
    return { worked: true, ended: false, finish: NOTHING_LEFT };
  }
  const why = reasonToGiveUp(error, shutdown);
  const failure = error instanceof JobFailure ? toJobError(error) : await lastCrash(deps, job, why);
  if (failure && !(error instanceof EngineUnusableError)) {
    const ended = await recordFailure(deps, job, failure, FIRST_ATTEMPT_SECONDS);
    return { worked: true, ended: true, finish: () => finishJob(deps, ended, message) };
  }
  const finishBack = await handBackJob(deps, { job, message, share: place.share(), unfinished: rest }, why, error);
  if (error instanceof EngineUnusableError) throw error;
  return { worked: true, ended: false, finish: finishBack };
}

/** What ends the job with this crash; undefined where another worker may try, or a result is left for it to adopt. */
async function lastCrash(deps: RunJob, job: SourcedJob, why: HandBack): Promise<JobError | undefined> {
  const counted = { ...job, crashes: job.crashes + 1 };
  const error = why === 'crashed' ? endOfAttempts(counted) : undefined;
  return error && !(await isWorthAnother(deps.objects, counted)) ? error : undefined;
}

/** A job is not to blame for the machine: any number of broken or interrupted workers leave it as healthy as it was. */
function reasonToGiveUp(error: unknown, shutdown: AbortSignal): HandBack {
  if (shutdown.aborted) return shutdown.reason instanceof SpotInterruptionError ? 'interrupted' : 'handed_back';
  // A file that crashed the engine alone, and left a machine where none starts any more, may have broken it.
  return error instanceof EngineUnusableError && error.after_crash !== 'own' ? 'engine_unusable' : 'crashed';
}
