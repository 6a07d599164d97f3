/**
 * How many workers there should be. The `fleet` row is the lock: a plan counts only if the row still has the version it
 * was made from, so two sizings at once cannot both launch for the same jobs.
 */
import type { FleetReservation, FleetRow, WorkerRow } from './contracts/rows.ts';
import { FLEET_KEY, workerKey } from './contracts/rows.ts';
import type { FleetSettings, Market } from './contracts/settings.ts';
import type { LaunchedInstance } from './ports.ts';
import type { PutIfAbsent, Update, Write } from './table.ts';
import { DAY_SECONDS, epochSecondsIn, iso, plusSeconds } from './time.ts';

/** Tag on every worker and its disk; reconcile finds workers by it and may end nothing without it. */
export const STAGE_TAG = 'transcription:stage';

/** A reservation whose launch was never reported (the Lambda died) stops counting after this. */
export const RESERVATION_SECONDS = 300;
/** From launch to the worker's first beat: boot of a cold GPU instance takes 1 to 3 minutes, slow ones more. */
export const BOOT_SECONDS = 600;
/** A live worker writes its row this often… */
export const WORKER_BEAT_SECONDS = 30;
/** …and is taken for dead after this long without. */
export const WORKER_SILENCE_SECONDS = 150;
/** The row of an ended worker is kept for the operator to read. */
const WORKER_TTL_SECONDS = 7 * DAY_SECONDS;

export type Headcount = { waiting: number; launching: number; idle: number; busy: number };

/** How many workers to launch now: one per `waiting_jobs_per_worker` jobs that no free worker will take, within the cap. */
export function workersToLaunch(
  heads: Headcount,
  settings: Pick<FleetSettings, 'max_workers' | 'waiting_jobs_per_worker'>,
): number {
  const free = heads.launching + heads.idle;
  const wanted = Math.ceil(heads.waiting / settings.waiting_jobs_per_worker) - free;
  const room = settings.max_workers - free - heads.busy;
  return Math.max(0, Math.min(wanted, room));
}

export function emptyFleet(now: Date): FleetRow {
  return { job_id: FLEET_KEY, kind: 'fleet', created_at: iso(now), version: 0, reservations: {} };
}

/** Reservations that still count: workers asked for whose rows may not be visible yet. */
export function liveReservations(fleet: FleetRow, now: Date): FleetReservation[] {
  return Object.values(fleet.reservations).filter((reservation) => reservation.until > iso(now));
}

/** Version v → v+1 with `count` workers reserved under the new version. */
export function reserve(fleet: FleetRow, count: number, now: Date): { write: Write; version: number } {
  const version = fleet.version + 1;
  const reservation = { count, instance_ids: [], until: plusSeconds(now, RESERVATION_SECONDS) };
  const kept = Object.entries(fleet.reservations).filter(([, held]) => held.until > iso(now));
  const reservations = { ...Object.fromEntries(kept), [String(version)]: reservation };
  if (fleet.version === 0) return { version, write: { kind: 'put', row: { ...fleet, version, reservations } } };
  return { version, write: fleetChange(fleet.version, { version, reservations }) };
}

/**
 * Turns the reservation of a version into the instances it got. They count by name for a little longer, until the
 * eventually consistent index shows their rows; what was not granted is given back.
 */
export function settle(fleet: FleetRow, reserved: number, instanceIds: string[], now: Date): Write {
  const { [String(reserved)]: _settled, ...others } = fleet.reservations;
  const settled = { count: 0, instance_ids: instanceIds, until: plusSeconds(now, INDEX_LAG_SECONDS) };
  const reservations = instanceIds.length > 0 ? { ...others, [String(reserved)]: settled } : others;
  return fleetChange(fleet.version, { version: fleet.version + 1, reservations });
}

/** DynamoDB indexes usually follow within a second; this is the outside. */
const INDEX_LAG_SECONDS = 60;

/**
 * CreateFleet's client token: 64 ASCII characters at most, never the same for other parameters. The row's age is part of
 * it, as versions start again when a stage is removed and deployed anew.
 */
export function clientToken(stage: string, fleet: Pick<FleetRow, 'created_at' | 'version'>, market: Market): string {
  const born = Date.parse(fleet.created_at).toString(36);
  return `${stage.slice(0, 30)}-${born}-${fleet.version}-${market}`;
}

export function launchedWorker(instance: LaunchedInstance, now: Date): PutIfAbsent {
  const due = plusSeconds(now, BOOT_SECONDS);
  return newWorker(instance, 'launching', due, now);
}

/** The first row of a worker whose launcher died before writing it. */
export function selfReportedWorker(instance: LaunchedInstance, now: Date): PutIfAbsent {
  const due = plusSeconds(now, WORKER_SILENCE_SECONDS);
  return newWorker(instance, 'idle', due, now);
}

/**
 * A beat of a live worker, with what it does now. `draining` takes it out of the count of the fleet for good: other
 * beats are refused from then on.
 */
export function workerState(instanceId: string, state: 'idle' | 'busy' | 'draining', now: Date): Update {
  const aliveUntil = plusSeconds(now, WORKER_SILENCE_SECONDS);
  const update = { kind: 'update', key: workerKey(instanceId) } as const;
  const set = { state, alive_until: aliveUntil, updated_at: iso(now) };
  if (state === 'draining') return { ...update, when: [], set, remove: ['due_class', 'due_at'] };
  return {
    ...update,
    when: [{ attribute: 'state', is: 'one_of', values: ['launching', 'idle', 'busy'] }],
    set: { ...set, due_class: 'worker', due_at: aliveUntil },
  };
}

/** Takes a worker that EC2 no longer has out of the count. */
export function goneWorker(instanceId: string, now: Date): Update {
  return {
    kind: 'update',
    key: workerKey(instanceId),
    when: [],
    set: { state: 'draining', updated_at: iso(now) },
    remove: ['due_class', 'due_at'],
  };
}

function newWorker(instance: LaunchedInstance, state: WorkerRow['state'], aliveUntil: string, now: Date): PutIfAbsent {
  const row: WorkerRow = {
    ...instance,
    job_id: workerKey(instance.instance_id),
    kind: 'worker',
    state,
    alive_until: aliveUntil,
    launched_at: iso(now),
    updated_at: iso(now),
    expires_at: epochSecondsIn(now, WORKER_TTL_SECONDS),
    due_class: 'worker',
    due_at: aliveUntil,
  };
  return { kind: 'put', row };
}

function fleetChange(version: number, set: Pick<FleetRow, 'version' | 'reservations'>): Update {
  return { kind: 'update', key: FLEET_KEY, when: [{ attribute: 'version', is: 'one_of', values: [version] }], set };
}
