import { FLEET_KEY, type FleetRow, workerKey } from '../contracts/rows.ts';
import type { FleetSettings, Market } from '../contracts/settings.ts';
import {
  clientToken,
  emptyFleet,
  type Headcount,
  launchedWorker,
  liveReservations,
  reserve,
  settle,
  workersToLaunch,
} from '../fleet.ts';
import type { Clock, Compute, LaunchedInstance, LaunchOutcome, Log } from '../ports.ts';
import type { Table } from '../table.ts';

export type SizeFleet = {
  table: Table;
  compute: Compute;
  clock: Clock;
  log: Log;
  stage: string;
  fleet: FleetSettings;
};

/** Sizings that lose the lock read again; each loser means that another one just succeeded. */
const LOCK_TRIES = 10;

/**
 * Launches the workers that the waiting jobs need. Capacity, quota and throttling answers are logged and leave the jobs
 * waiting: `reconcile` sizes again within a minute.
 *
 * @param justQueued jobs the caller has queued, which the eventually consistent index may not show yet
 * @returns instance ids launched
 */
export async function sizeFleet(deps: SizeFleet, justQueued: readonly string[] = []): Promise<string[]> {
  const reserved = await reserveWorkers(deps, justQueued);
  if (!reserved) return [];
  const launched = await launch(deps, reserved);
  for (const instance of launched) await deps.table.write(launchedWorker(instance, deps.clock.now()));
  const ids = launched.map((instance) => instance.instance_id);
  await settleReservation(deps, reserved.version, ids);
  deps.log.info('fleet sized', { wanted: reserved.count, launched: ids });
  return ids;
}

type Reserved = { created_at: string; version: number; count: number };

async function reserveWorkers(deps: SizeFleet, justQueued: readonly string[]): Promise<Reserved | undefined> {
  for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
    const fleet = await readFleet(deps);
    const headcount = await countHeads(deps, fleet, justQueued);
    const count = workersToLaunch(headcount, deps.fleet);
    if (count === 0) return undefined;
    const { write, version } = reserve(fleet, count, deps.clock.now());
    if (await deps.table.write(write)) return { created_at: fleet.created_at, version, count };
  }
  deps.log.warn('the fleet lock was busy on every try; the next sizing takes over', { tries: LOCK_TRIES });
  return undefined;
}

async function readFleet(deps: SizeFleet): Promise<FleetRow> {
  const row = await deps.table.get(FLEET_KEY);
  return row?.kind === 'fleet' ? row : emptyFleet(deps.clock.now());
}

async function countHeads(deps: SizeFleet, fleet: FleetRow, justQueued: readonly string[]): Promise<Headcount> {
  const enough = deps.fleet.max_workers * deps.fleet.waiting_jobs_per_worker + justQueued.length;
  const waiting = await deps.table.due('waiting', { limit: enough });
  const workers = await workerStates(deps, fleet);
  const reserved = liveReservations(fleet, deps.clock.now()).reduce((sum, held) => sum + held.count, 0);
  const inState = (state: string) => [...workers.values()].filter((value) => value === state).length;
  return {
    waiting: new Set([...waiting.map((item) => item.job_id), ...justQueued]).size,
    launching: inState('launching') + reserved,
    idle: inState('idle'),
    busy: inState('busy'),
  };
}

/** Live workers by row key: from the index, and of the just launched, whom the index may not show yet, from their rows. */
async function workerStates(deps: SizeFleet, fleet: FleetRow): Promise<Map<string, string>> {
  const indexed = await deps.table.due('worker', { limit: deps.fleet.max_workers * 2 });
  const states = new Map(indexed.map((item) => [item.job_id, item.state ?? 'busy']));
  const recent = liveReservations(fleet, deps.clock.now()).flatMap((held) => held.instance_ids.map(workerKey));
  const rows = await deps.table.getMany(recent.filter((key) => !states.has(key)));
  for (const row of rows) if (row.kind === 'worker' && row.state !== 'draining') states.set(row.job_id, row.state);
  return states;
}

/** Asks each purchase option at most once, for what the ones before it did not grant. */
async function launch(deps: SizeFleet, reserved: Reserved): Promise<LaunchedInstance[]> {
  const launched: LaunchedInstance[] = [];
  for (const market of deps.fleet.markets) {
    const missing = reserved.count - launched.length;
    if (missing <= 0) break;
    launched.push(...(await ask(deps, reserved, missing, market)).instances);
  }
  return launched;
}

async function ask(deps: SizeFleet, reserved: Reserved, count: number, market: Market): Promise<LaunchOutcome> {
  const outcome = await deps.compute.launch({ count, market, token: clientToken(deps.stage, reserved, market) });
  if (outcome.errors.length > 0) {
    deps.log.warn('EC2 did not grant all workers', {
      asked: count,
      market,
      granted: outcome.instances.length,
      errors: outcome.errors,
    });
  }
  return outcome;
}

async function settleReservation(deps: SizeFleet, version: number, instanceIds: string[]): Promise<void> {
  for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
    const fleet = await readFleet(deps);
    if (await deps.table.write(settle(fleet, version, instanceIds, deps.clock.now()))) return;
  }
  deps.log.warn('the reservation was not settled; it lapses by itself', { version });
}
