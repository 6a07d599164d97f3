import type { Usage } from '../contracts/document.ts';
import type { EngineDone } from '../contracts/engine-protocol.ts';
import type { JobAttempt, JobRow } from '../contracts/job-row.ts';
import type { InstancePrices, Market } from '../contracts/settings.ts';
import type { LaunchedInstance } from '../shared/ports.ts';
import { secondsBetween } from '../shared/time.ts';

/**
 * What a job took of its worker, in seconds; boot and model load are 0 for all but the worker's first job, and own_seconds
 * are those that it is charged for: where jobs are worked on side by side, each has its part of the time.
 */
export type Spent = {
  boot_seconds: number;
  model_load_seconds: number;
  download_seconds: number;
  own_seconds: number;
};

export type Worker = Pick<LaunchedInstance, 'instance_type' | 'market'> & { prices: InstancePrices };

export function usageOf(job: JobRow, done: EngineDone, worker: Worker, spent: Spent): Usage {
  const { instance_type, market, prices } = worker;
  const price = prices[instance_type]?.[market] ?? null;
  const { own_seconds, ...times } = spent;
  const billed = spent.boot_seconds + own_seconds;
  const cost = price === null ? null : (price * billed) / 3600 + costOfEarlierAttempts(job, prices);
  return {
    audio_seconds: done.duration_seconds,
    speech_seconds: done.speech_seconds,
    queue_seconds: secondsBetween(job.uploaded_at ?? job.created_at, firstClaim(job)),
    ...times,
    transcribe_seconds: done.transcribe_seconds,
    instance_type,
    market,
    price_usd_per_hour: price,
    usd: cost === null ? null : inMicroDollars(cost),
  };
}

/** Seconds that workers spent on the job before the one that has it now. */
export function secondsOfEarlierAttempts(job: JobRow): number {
  return earlierAttempts(job).reduce((sum, attempt) => sum + durationOf(attempt), 0);
}

/** USD at today's prices; an instance type without one counts as free. */
function costOfEarlierAttempts(job: JobRow, prices: InstancePrices): number {
  const costs = earlierAttempts(job).map(
    ({ instance_type, market, share = 1, ...attempt }) =>
      ((prices[instance_type]?.[market as Market] ?? 0) * share * durationOf(attempt)) / 3600,
  );
  return costs.reduce((sum, cost) => sum + cost, 0);
}

function earlierAttempts(job: JobRow): JobAttempt[] {
  return job.attempts.filter((attempt) => attempt.attempt < job.attempt);
}

function durationOf({ started_at, ended_at }: Pick<JobAttempt, 'started_at' | 'ended_at'>): number {
  return secondsBetween(started_at, ended_at ?? started_at);
}

function firstClaim(job: JobRow): string {
  return job.attempts[0]?.started_at ?? job.started_at ?? job.created_at;
}

/** A short job costs a fraction of a cent. */
function inMicroDollars(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
