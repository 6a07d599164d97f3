/**
 * How many workers there should be. The `fleet` row is the lock: a plan counts only if the row still has the version it
 * was made from, so two sizings at once cannot both launch for the same jobs. What limits launches stands on the same row
 * and is written with the plan: calls to EC2 (`launch-budget.ts`), and the circuit breaker (`breaker.ts`).
 */

import type { Breaker, FleetReservation, FleetRow } from '../contracts/fleet-rows.ts';
import type { LaunchAttempt } from '../contracts/job-row.ts';
import { FLEET_KEY } from '../contracts/rows.ts';
import type { FleetSettings } from '../contracts/settings.ts';
import type { Update, Write } from '../shared/table.ts';
import { iso, plusSeconds } from '../shared/time.ts';
import { trying, workersAllowed } from './breaker.ts';
import { backoffAfter, callsLeft, isWaiting, millisecondsToCall, takeCalls } from './launch-budget.ts';
import { newRefusals } from './refusals.ts';

/** Tag on every worker and its disk; reconcile finds workers by it and may end nothing without it. */
export const STAGE_TAG = 'transcription:stage';

/** A reservation whose launch was never reported (the Lambda died) stops counting after this. */
export const RESERVATION_SECONDS = 300;
/** An hour's worth while EC2 has nothing at all; more is in the log. */
const REFUSALS_KEPT = 10;
/** DynamoDB indexes usually follow within a second; this is the outside. */
const INDEX_LAG_SECONDS = 60;

/** `draining`: there, and free for no job; one that is late to boot is counted among them. */
export type Headcount = { waiting: number; launching: number; idle: number; busy: number; draining: number };

/** How many workers to launch now: one per `waiting_jobs_per_worker` jobs that no free worker will take, within the cap. */
export function workersToLaunch(
  heads: Headcount,
  settings: Pick<FleetSettings, 'max_workers' | 'waiting_jobs_per_worker'>,
): number {
  const free = heads.launching + heads.idle;
  const wanted = Math.ceil(heads.waiting / settings.waiting_jobs_per_worker) - free;
  const room = settings.max_workers - liveWorkers(heads);
  return Math.max(0, Math.min(wanted, room));
}

export function liveWorkers(heads: Headcount): number {
  return heads.launching + heads.idle + heads.busy + heads.draining;
}

/** `halted`: by the breaker. `spent`: the month's budget is. `refused`: EC2 is left alone for a while. `throttled`: out of calls, for that long. */
export type LaunchPlan =
  | { kind: 'launch'; count: number; calls: number; workers: number }
  | { kind: 'enough' | 'halted' | 'spent' | 'refused' }
  | { kind: 'throttled'; milliseconds: number };

export function planLaunch(fleet: FleetRow, heads: Headcount, settings: FleetSettings, now: Date): LaunchPlan {
  const wanted = workersToLaunch(heads, settings);
  const count = Math.min(wanted, workersAllowed(fleet.breaker, now));
  const workers = liveWorkers(heads);
  if (wanted === 0) return { kind: 'enough' };
  if (count === 0) return { kind: 'halted' };
  if (isWaiting(fleet.backoff, workers, now)) return { kind: 'refused' };
  const calls = Math.min(settings.markets.length, callsLeft(fleet.calls, now));
  if (calls === 0) return { kind: 'throttled', milliseconds: millisecondsToCall(fleet.calls, now) };
  return { kind: 'launch', count, calls, workers };
}

export function emptyFleet(now: Date): FleetRow {
  return { job_id: FLEET_KEY, kind: 'fleet', created_at: iso(now), version: 0, reservations: {} };
}

/** Reservations that still count: workers asked for whose rows may not be visible yet. */
export function liveReservations(fleet: FleetRow, now: Date): FleetReservation[] {
  return Object.values(fleet.reservations).filter((reservation) => reservation.until > iso(now));
}

/** Version v → v+1 with `count` workers reserved under the new version, and `calls` to EC2 to launch them. */
export function reserve(
  fleet: FleetRow,
  { count, calls, by }: { count: number; calls: number; by: string },
  now: Date,
): { write: Write; version: number } {
  const version = fleet.version + 1;
  const reservation = { count, instance_ids: [], until: plusSeconds(now, RESERVATION_SECONDS), by };
  const kept = Object.entries(fleet.reservations).filter(([, held]) => held.until > iso(now));
  const breaker = trying(fleet.breaker, now);
  const set = {
    version,
    reservations: { ...Object.fromEntries(kept), [String(version)]: reservation },
    calls: takeCalls(fleet.calls, calls, now),
    ...(breaker && { breaker }),
  };
  if (fleet.version === 0) return { version, write: { kind: 'put', row: { ...fleet, ...set } } };
  return { version, write: fleetChange(fleet, set) };
}

/** `unanswered`: workers of a call that EC2 gave no answer to; they may be there. */
export type Launched = {
  instance_ids: string[];
  unanswered: number;
  attempts: LaunchAttempt[];
  calls: number;
  workers: number;
};

/**
 * Turns the reservation of a version into the instances it got. They count by name for a little longer, until the
 * eventually consistent index shows their rows; what was not granted, or not called for, is given back.
 */
export function settle(
  fleet: FleetRow,
  reserved: number,
  { instance_ids, unanswered, attempts, calls, workers }: Launched,
  waits: Pick<FleetSettings, 'first_wait_seconds' | 'longest_wait_seconds'>,
  now: Date,
): Write {
  const { [String(reserved)]: _settled, ...others } = fleet.reservations;
  const seconds = unanswered > 0 ? RESERVATION_SECONDS : INDEX_LAG_SECONDS;
  const settled = { count: unanswered, instance_ids, until: plusSeconds(now, seconds) };
  const found = instance_ids.length + unanswered;
  const reservations = found > 0 ? { ...others, [String(reserved)]: settled } : others;
  const backoff = backoffAfter(fleet.backoff, attempts, { workers, waits }, now);
  // The one worker that was to be tried was not to be had: it may be asked for again.
  const untried = fleet.breaker?.until !== undefined && found === 0;
  const breaker = untried ? { breaker: { ...fleet.breaker, until: iso(now) } as Breaker } : {};
  const refused = newRefusals(fleet, attempts);
  const set = {
    reservations,
    ...(refused.length > 0 && { refused: [...(fleet.refused ?? []), ...refused].slice(-REFUSALS_KEPT) }),
    calls: takeCalls(fleet.calls, attempts.length + (unanswered > 0 ? 1 : 0) - calls, now),
    ...breaker,
  };
  if (backoff) return fleetChange(fleet, { ...set, backoff });
  return { ...fleetChange(fleet, set), remove: ['backoff'] };
}

/** What the end of a worker, or a job that one has done, says about the image. */
export function recordBreaker(
  fleet: FleetRow,
  breaker: Breaker | undefined,
  proven_at = fleet.proven_at,
): Update<FleetRow> {
  const proven = proven_at === undefined ? {} : { proven_at };
  return breaker ? fleetChange(fleet, { ...proven, breaker }) : { ...fleetChange(fleet, proven), remove: ['breaker'] };
}

/** An operator who has mended the reason lets workers be launched at once, and as many as wait. */
export function endHalt(fleet: FleetRow): Update<FleetRow> {
  return { ...fleetChange(fleet, {}), remove: ['breaker', 'backoff'] };
}

/** Since when no worker that is of use was to be had; undefined while workers come. */
export function starvedSince(fleet: FleetRow): string | undefined {
  return [fleet.backoff?.since, fleet.breaker?.since].filter((since) => since !== undefined).sort()[0];
}

function fleetChange(fleet: FleetRow, set: Partial<FleetRow>): Update<FleetRow> {
  const when = [{ attribute: 'version', is: 'one_of', values: [fleet.version] }] as const;
  return { kind: 'update', key: FLEET_KEY, when, set: { ...set, version: fleet.version + 1 } };
}
