import type { FleetRow } from '../contracts/fleet-rows.ts';
import { workerKey } from '../contracts/rows.ts';
import type { DueItem } from '../shared/table.ts';
import { iso, plusSeconds } from '../shared/time.ts';
import { countedFor, furtherModel } from '../transcript/served-models.ts';
import { type Headcount, liveReservations, liveWorkers } from './fleet.ts';
import type { CountWaiting } from './queued-jobs.ts';
import { trustIn } from './trust.ts';
import { type Interest, type Waiting, waitingByModel } from './waiting.ts';
import { BOOT_SECONDS } from './worker.ts';

export type CountHeads = CountWaiting;

/** By the names of the models, the default first. */
export type Heads = ReadonlyMap<string, Headcount>;

/**
 * Launched so long ago without a word, a worker is not counted on any more: another is launched for the jobs that wait. It
 * counts towards the cap until its time to boot is over. Several times what a boot takes.
 */
const LATE_SECONDS = 180;
/**
 * Where more than these are late, it is not the machine: another one would be late too, unless one launched no earlier has
 * done a job. The share is of all of its model that live.
 */
const FEW_LATE = 3;
const FEW_LATE_SHARE = 0.1;

/** Workers beyond the cap that a count may meet: launches whose answers were lost, a cap that was lowered. */
export const MORE_THAN_CAP = 4;

/** `waiting`: which jobs were counted. */
export type Counted = { heads: Heads; waiting: Waiting };

/**
 * Who is there, and what waits for whom as far as that could change something, from the table alone: SQS's counts are approximate,
 * EC2's come late.
 *
 * @param justQueued jobs the caller has queued, which the eventually consistent index may not show yet
 */
export async function countHeads(deps: CountHeads, fleet: FleetRow, justQueued: readonly string[]): Promise<Counted> {
  const there = await workersByModel(deps, fleet);
  const waiting = await waitingByModel(deps, fleet, interestOf(deps, there), justQueued);
  const heads = [...there].map(
    ([model, own]) => [model, { ...own, waiting: waiting.get(model)?.length ?? 0 }] as const,
  );
  return { heads: new Map(heads), waiting };
}

async function workersByModel(deps: CountHeads, fleet: FleetRow): Promise<Heads> {
  const workers = await liveWorkersOf(deps, fleet);
  const reservations = liveReservations(fleet, deps.clock.now());
  const heads = deps.models.map(({ name }) => {
    const states = workers.flatMap((worker) => (worker.model === name ? [worker.state] : []));
    const reserved = reservations.filter((held) => countedFor(deps.models, held.model) === name);
    const asked = reserved.reduce((sum, held) => sum + held.count, 0);
    return [name, { waiting: 0, ...headsIn(states, asked) }] as const;
  });
  return new Map(heads);
}

/** Jobs for all places that are free; where none is, for those that another model would have to give. */
function interestOf({ fleet, models }: CountHeads, there: Heads): Interest {
  const live = [...there.values()].map(liveWorkers);
  const free = fleet.max_workers - live.reduce((sum, count) => sum + count, 0);
  const most = [...there].map(([model, own]) => {
    const sharing = live.filter((count) => count > 0).length + (liveWorkers(own) > 0 ? 0 : 1);
    const share = models.length > 1 ? Math.max(1, Math.floor(fleet.max_workers / sharing)) - liveWorkers(own) : 0;
    const places = free > 0 ? free : Math.max(0, share);
    const workers = places === 0 ? 0 : places + own.launching + own.idle;
    return [model, workers * fleet.waiting_jobs_per_worker] as const;
  });
  return { most: new Map(most), isFull: free <= 0 };
}

function headsIn(states: readonly string[], reserved: number): Omit<Headcount, 'waiting'> {
  const inState = (state: string) => states.filter((value) => value === state).length;
  const late = inState('late');
  const awaited = late > Math.max(FEW_LATE, states.length * FEW_LATE_SHARE) ? late : 0;
  return {
    launching: inState('launching') + awaited + reserved,
    idle: inState('idle'),
    busy: inState('busy'),
    draining: inState('draining') + inState('stuck') + late - awaited,
  };
}

/** Until it reports, a worker is due when its time to boot is over, which tells when it was launched. */
function stateOf({ state = 'busy', due_at }: DueItem, proven_at: string | undefined, now: Date): string {
  if (state !== 'launching' || due_at >= plusSeconds(now, BOOT_SECONDS - LATE_SECONDS)) return state;
  const isProven = proven_at !== undefined && due_at <= plusSeconds(new Date(proven_at), BOOT_SECONDS);
  return isProven ? 'stuck' : 'late';
}

type LiveWorker = { state: string; model: string };

/** From the index, and those that were just launched, whom the index may not show yet, from their rows. */
async function liveWorkersOf(deps: CountHeads, fleet: FleetRow): Promise<LiveWorker[]> {
  const { models } = deps;
  const now = iso(deps.clock.now());
  // Who is due has ended or fallen silent: whatever its row says, it takes no job.
  const after: DueItem = { job_id: workerKey(''), due_class: 'worker', due_at: now };
  const alive = await deps.table.due('worker', { after, limit: deps.fleet.max_workers * MORE_THAN_CAP });
  const indexed = new Map(alive.map((item) => [item.job_id, item]));
  const recent = liveReservations(fleet, deps.clock.now()).flatMap((held) => held.instance_ids.map(workerKey));
  // Which model a worker serves, its row alone says.
  const wanted = models.length > 1 ? [...indexed.keys(), ...recent] : recent.filter((key) => !indexed.has(key));
  const rows = (await deps.table.getMany([...new Set(wanted)])).filter((row) => row.kind === 'worker');
  const known = new Map(rows.map((row) => [row.job_id, row]));
  const seen = alive.map((item) => {
    const model = countedFor(models, known.get(item.job_id)?.model);
    return { model, state: stateOf(item, trustIn(fleet, furtherModel(models, model)).proven_at, deps.clock.now()) };
  });
  const unseen = rows.filter((row) => !indexed.has(row.job_id) && (row.due_at ?? '') > now);
  return [...seen, ...unseen.map(({ state, model }) => ({ state, model: countedFor(models, model) }))];
}
