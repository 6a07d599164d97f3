/**
 * Stops launches of workers that are of no use: a broken image, a driver that does not load, a model that is not there,
 * a network that reaches the table and not the queue.
 * After three workers in a row that ended without having done a job, nothing is launched for 5 minutes, then one worker
 * is tried; if it fails too, the wait doubles, up to an hour. The first job that is done closes the breaker.
 */
import type { Breaker, WorkerRow } from '../contracts/fleet-rows.ts';
import { iso, plusSeconds } from '../shared/time.ts';
import { BOOT_SECONDS } from './worker.ts';

/** The line that reconcile logs while it launches nothing although jobs wait; an alarm counts these. */
export const FLEET_HALTED = 'fleet halted';

const FAILURES_TO_OPEN = 3;
const FIRST_WAIT_SECONDS = 300;
const LONGEST_WAIT_SECONDS = 3600;
/** Nothing heard of the one worker that was tried: another may be. Longer than a boot, and the look at who is silent. */
const TRIAL_SECONDS = BOOT_SECONDS + 300;

/** What the end of a worker says about the image that it ran. */
export function verdictOn(worker: WorkerRow): 'useful' | 'useless' | 'unknown' {
  if ((worker.jobs_done ?? 0) > 0) return 'useful';
  if (worker.ended_reason === 'engine_unusable') return 'useless';
  // At its end it never wrote to its row, or waited for a job and wrote no more. One that EC2 takes away proves nothing.
  const wentSilent = worker.state === 'launching' || worker.state === 'idle' || worker.ended_reason === 'cut_off';
  return wentSilent && worker.interrupted_at === undefined ? 'useless' : 'unknown';
}

export function isHalted(breaker: Breaker | undefined, now: Date): boolean {
  return breaker?.until !== undefined && breaker.until > iso(now);
}

/** How many workers may be launched now: all, none, or the one that is tried. */
export function workersAllowed(breaker: Breaker | undefined, now: Date): number {
  if (breaker?.until === undefined) return Number.POSITIVE_INFINITY;
  return isHalted(breaker, now) ? 0 : 1;
}

/** The one worker is under way; no second one until its fate is known. */
export function trying(breaker: Breaker | undefined, now: Date): Breaker | undefined {
  return breaker?.until === undefined ? breaker : { ...breaker, until: plusSeconds(now, TRIAL_SECONDS) };
}

/** @param worker one that ended and was of no use */
export function afterFailure(breaker: Breaker | undefined, worker: WorkerRow, now: Date): Breaker {
  const failures = (breaker?.failures ?? 0) + 1;
  const openings = breaker?.openings ?? 0;
  const counted = { ...breaker, failures, openings };
  if (failures < FAILURES_TO_OPEN) return counted;
  // Of many that were launched together, those that fail after the third say nothing new.
  if (breaker?.opened_at !== undefined && worker.launched_at <= breaker.opened_at) return counted;
  const wait = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** openings);
  const since = breaker?.since ?? iso(now);
  return { failures, openings: openings + 1, since, opened_at: iso(now), until: plusSeconds(now, wait) };
}
