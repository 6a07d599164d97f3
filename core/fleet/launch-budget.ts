/**
 * How often EC2 is asked for workers. Two rules, both kept on the fleet row and written with its reservations, so that
 * any number of Lambdas at once keep them together: a bucket of calls below EC2's own, and a growing wait after refusals.
 */
import type { LaunchBackoff, LaunchCalls } from '../contracts/fleet-rows.ts';
import type { LaunchAttempt } from '../contracts/job-row.ts';
import type { FleetSettings } from '../contracts/settings.ts';
import { iso, plusSeconds, secondsBetween } from '../shared/time.ts';

/**
 * EC2 lets an account and region make 5 calls at once and 2 a second for CreateFleet (EC2 API reference, "Request
 * throttling"). One call a second leaves the other half to whatever else runs in the account.
 */
const BURST = 4;
const CALLS_PER_SECOND = 1;
/** A quota or a wrong setting takes a person, or the end of other work; capacity comes and goes. */
const QUOTA_PATIENCE = 4;

/** Whole calls that may be made now. */
export function callsLeft(calls: LaunchCalls | undefined, now: Date): number {
  return Math.floor(refilled(calls, now));
}

/** Milliseconds until there is a call to make; 0 when there is one. */
export function millisecondsToCall(calls: LaunchCalls | undefined, now: Date): number {
  return Math.ceil((Math.max(0, 1 - refilled(calls, now)) * 1000) / CALLS_PER_SECOND);
}

/** The bucket after `count` calls were taken out, or put back when `count` is negative. */
export function takeCalls(calls: LaunchCalls | undefined, count: number, now: Date): LaunchCalls {
  return { tokens: Math.min(BURST, refilled(calls, now) - count), at: iso(now) };
}

function refilled(calls: LaunchCalls | undefined, now: Date): number {
  if (!calls) return BURST;
  const passed = Math.max(0, secondsBetween(calls.at, iso(now)));
  return Math.min(BURST, calls.tokens + passed * CALLS_PER_SECOND);
}

type Waits = Pick<FleetSettings, 'first_wait_seconds' | 'longest_wait_seconds'>;

/**
 * How long EC2 is left alone after these attempts; undefined when it granted anything, or was not asked.
 *
 * @param workers live workers when it was asked, without the ones asked for
 */
export function backoffAfter(
  before: LaunchBackoff | undefined,
  attempts: readonly LaunchAttempt[],
  { workers, waits }: { workers: number; waits: Waits },
  now: Date,
): LaunchBackoff | undefined {
  if (attempts.some((attempt) => attempt.granted > 0)) return undefined;
  if (attempts.length === 0) return before;
  const refusals = (before?.refusals ?? 0) + 1;
  const quota = attempts.every((attempt) => attempt.errors.length > 0 && attempt.errors.every(takesAPerson));
  const patience = quota ? QUOTA_PATIENCE : 1;
  const wait = Math.min(waits.longest_wait_seconds, waits.first_wait_seconds * 2 ** (refusals - 1)) * patience;
  const since = before?.since ?? iso(now);
  return { refusals, since, until: plusSeconds(now, wait), ...(quota ? { quota_met_with: workers } : {}) };
}

/** A quota that refused more workers has room again when some of them have ended. */
export function isWaiting(backoff: LaunchBackoff | undefined, workers: number, now: Date): boolean {
  if (!backoff || backoff.until <= iso(now)) return false;
  return backoff.quota_met_with === undefined || workers >= backoff.quota_met_with;
}

/** Quotas (VcpuLimitExceeded, MaxSpotInstanceCountExceeded, …), missing rights and wrong requests. Throttling passes. */
function takesAPerson(code: string): boolean {
  if (code === 'RequestLimitExceeded') return false;
  return /(Limit|Count|Quota)Exceeded$|^(Unauthorized|Invalid|AuthFailure|OptInRequired|Blocked)/.test(code);
}
