/** What a job's row says about it. */
import type { JobError, JobRow } from '../contracts/job-row.ts';
import { jobError } from '../shared/errors.ts';
import { plusSeconds } from '../shared/time.ts';
import { WAITING_CHECK_SECONDS } from './job-writes.ts';

/** Attempts that may end so (see `crashes`) before a job without a result is failed as `engine_crashed`. */
const MAX_CRASHES = 3;
/** Further ends that a job survives for the result it has in S3. */
const TRIES_TO_ADOPT = 3;
/** Interruptions before a job is failed as `interrupted_too_often`; each attempt goes on where the one before ended. */
const MAX_INTERRUPTIONS = 20;

export function isTerminal(job: JobRow): boolean {
  return job.status === 'completed' || job.status === 'failed' || job.status === 'cancelled';
}

/** Seconds until someone else may take the job; 0 when it is free. */
export function leaseSecondsLeft(job: JobRow, now: Date): number {
  if (job.status !== 'processing' || !job.lease_until) return 0;
  return Math.max(0, Math.ceil((Date.parse(job.lease_until) - now.getTime()) / 1000));
}

/** How far the clock of whoever wrote a row may be ahead; chrony keeps EC2's within milliseconds, and Lambda's are. */
const CLOCK_SKEW_SECONDS = 5;

/** A waiting job that is due later has a message that is still hidden after a crash: a worker launched for it would find nothing. */
export function latestDueOfReady(now: Date): string {
  return plusSeconds(now, WAITING_CHECK_SECONDS + CLOCK_SKEW_SECONDS);
}

export function crashedTooOften(job: Pick<JobRow, 'crashes'>): boolean {
  return job.crashes >= MAX_CRASHES;
}

export function interruptedTooOften(job: JobRow): boolean {
  return job.interruptions >= MAX_INTERRUPTIONS;
}

/** Whether a job that is over by its counts may be tried for the result that an attempt left. */
export function mayStillAdopt({ crashes, interruptions }: JobRow): boolean {
  return crashes < MAX_CRASHES + TRIES_TO_ADOPT && interruptions < MAX_INTERRUPTIONS + TRIES_TO_ADOPT;
}

/** The number of the next message for a job whose last one may be lost. */
export function nextSequence(job: JobRow): number {
  return (job.sequence ?? 0) + 1;
}

/** Why no further worker may try the job; undefined while one may. A result that stands in S3 may still be adopted. */
export function endOfAttempts(job: JobRow): JobError | undefined {
  if (crashedTooOften(job)) return tooManyCrashes(job);
  return interruptedTooOften(job) ? tooManyInterruptions(job) : undefined;
}

function tooManyCrashes(job: JobRow): JobError {
  const message = `${job.crashes} attempts at this file ended without a result, as a worker vanished or the service failed; send it again`;
  return jobError('engine_crashed', message);
}

function tooManyInterruptions(job: JobRow): JobError {
  const message = `spot took ${job.interruptions} workers back while they worked on this file; send it again, or ask the operator for workers on demand`;
  return jobError('interrupted_too_often', message);
}
