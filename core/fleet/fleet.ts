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
import type { FurtherModel } from '../transcript/served-models.ts';
import { trying, workersAllowed } from './breaker.ts';
import { backoffAfter, callsLeft, isWaiting, millisecondsToCall, takeCalls } from './launch-budget.ts';
import { newRefusals } from './refusals.ts';
import { trustChange, trustIn } from './trust.ts';

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
  const room = settings.max_workers - liveWorkers(heads);
  return Math.max(0, Math.min(workersMissing(heads, settings), room));
}

/** For which jobs wait that no free worker will take; below 0 when more are free. */
export function workersMissing(
  { waiting, launching, idle }: Headcount,
  { waiting_jobs_per_worker }: Pick<FleetSettings, 'waiting_jobs_per_worker'>,
): number {
  return Math.ceil(waiting / waiting_jobs_per_worker) - launching - idle;
}

export function liveWorkers(heads: Headcount): number {
  return heads.launching + heads.idle + heads.busy + heads.draining;
}

/** `halted`: by the breaker. `spent`: the month's budget is. `refused`: EC2 is left alone for a while. `throttled`: out of calls, for that long. */
export type LaunchPlan =
  | { kind: 'launch'; count: number; calls: number; workers: number }
  | { kind: 'enough' | 'halted' | 'spent' | 'refused' }
  | { kind: 'throttled'; milliseconds: number };

/**
 * @param heads of one model
 * @param settings its `max_workers` is what that model may have
 * @param turn which part of the fleet it is, and how many workers the other models have
 */
export function planLaunch(
  fleet: FleetRow,
  heads: Headcount,
  settings: FleetSettings,
  now: Date,
  { part, others }: { part: FurtherModel; others: number } = { part: undefined, others: 0 },
): LaunchPlan {
  const { breaker, backoff } = trustIn(fleet, part);
  const wanted = workersToLaunch(heads, settings);
  const count = Math.min(wanted, workersAllowed(breaker, now));
  const workers = liveWorkers(heads) + others;
  if (wanted === 0) return { kind: 'enough' };
  if (count === 0) return { kind: 'halted' };
  if (isWaiting(backoff, workers, now)) return { kind: 'refused' };
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

/** `launched`: the model that it is to be noted for, where a stage has several. */
type Reserving = { count: number; calls: number; by: string; part?: FurtherModel; launched?: string | undefined };

/** Version v → v+1 with `count` workers reserved under the new version, and `calls` to EC2 to launch them. */
export function reserve(
  fleet: FleetRow,
  { count, calls, by, part, launched }: Reserving,
  now: Date,
): { write: Write; version: number } {
  const version = fleet.version + 1;
  const until = plusSeconds(now, RESERVATION_SECONDS);
  const reservation = { count, instance_ids: [], until, by, ...(part && { model: part }) };
  const kept = Object.entries(fleet.reservations).filter(([, held]) => held.until > iso(now));
  const breaker = trying(trustIn(fleet, part).breaker, now);
  const set = {
    version,
    reservations: { ...Object.fromEntries(kept), [String(version)]: reservation },
    calls: takeCalls(fleet.calls, calls, now),
    ...(breaker && trustChange(fleet, part, { breaker }).set),
    ...(launched !== undefined && { launched: { ...fleet.launched, [launched]: iso(now) } }),
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
  part?: FurtherModel;
};

/**
 * Turns the reservation of a version into the instances it got. They count by name for a little longer, until the
 * eventually consistent index shows their rows; what was not granted, or not called for, is given back.
 */
export function settle(
  fleet: FleetRow,
  reserved: number,
  { instance_ids, unanswered, attempts, calls, workers, part }: Launched,
  waits: Pick<FleetSettings, 'first_wait_seconds' | 'longest_wait_seconds'>,
  now: Date,
): Write {
  const { [String(reserved)]: _settled, ...others } = fleet.reservations;
  const seconds = unanswered > 0 ? RESERVATION_SECONDS : INDEX_LAG_SECONDS;
  const model = part === undefined ? {} : { model: part };
  const settled = { count: unanswered, instance_ids, until: plusSeconds(now, seconds), ...model };
  const found = instance_ids.length + unanswered;
  const reservations = found > 0 ? { ...others, [String(reserved)]: settled } : others;
  const trust = trustIn(fleet, part);
  const backoff = backoffAfter(trust.backoff, attempts, { workers, waits }, now);
  // The one worker that was to be tried was not to be had: it may be asked for again.
  const untried = trust.breaker?.until !== undefined && found === 0;
  const breaker = untried ? { breaker: { ...trust.breaker, until: iso(now) } as Breaker } : {};
  const change = trustChange(fleet, part, { backoff, ...breaker });
  const refused = newRefusals(fleet, attempts);
  const set = {
    reservations,
    ...(refused.length > 0 && { refused: [...(fleet.refused ?? []), ...refused].slice(-REFUSALS_KEPT) }),
    calls: takeCalls(fleet.calls, attempts.length + (unanswered > 0 ? 1 : 0) - calls, now),
    ...change.set,
  };
  return { ...fleetChange(fleet, set), remove: change.remove };
}

/** What the end of a worker, or a job that one has done, says about the image. */
export function recordBreaker(
  fleet: FleetRow,
  part: FurtherModel,
  breaker: Breaker | undefined,
  proven_at = trustIn(fleet, part).proven_at,
): Update<FleetRow> {
  const { set, remove } = trustChange(fleet, part, { breaker, ...(proven_at && { proven_at }) });
  return { ...fleetChange(fleet, set), remove };
}

/** An operator who has mended the reason lets workers be launched at once, and as many as wait. */
export function endHalt(fleet: FleetRow): Update<FleetRow> {
  return { ...fleetChange(fleet, {}), remove: ['breaker', 'models', 'backoff'] };
}

/** Since when no worker of a model that is of use was to be had; undefined while workers come. */
export function starvedSince(fleet: FleetRow, part: FurtherModel): string | undefined {
  const { backoff, breaker } = trustIn(fleet, part);
  return [backoff?.since, breaker?.since].filter((since) => since !== undefined).sort()[0];
}

function fleetChange(fleet: FleetRow, set: Partial<FleetRow>): Update<FleetRow> {
  const when = [{ attribute: 'version', is: 'one_of', values: [fleet.version] }] as const;
  return { kind: 'update', key: FLEET_KEY, when, set: { ...set, version: fleet.version + 1 } };
}
