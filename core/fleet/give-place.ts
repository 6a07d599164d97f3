/**
 * When all places are taken, workers of a model that has more than its share are asked to end after the job that they have, so that
 * the jobs of another are not left waiting for as long as the first one's queue lasts.
 */
import type { FleetRow, WorkerRow } from '../contracts/fleet-rows.ts';
import type { Log } from '../shared/ports.ts';
import { iso, secondsBetween } from '../shared/time.ts';
import { countedFor, furtherModel } from '../transcript/served-models.ts';
import { workersAllowed } from './breaker.ts';
import { type CountHeads, type Heads, MORE_THAN_CAP } from './count.ts';
import { liveWorkers, workersMissing } from './fleet.ts';
import { isWaiting } from './launch-budget.ts';
import { isMonthSpent } from './month-budget.ts';
import { trustIn } from './trust.ts';
import { askedToLeave } from './worker.ts';

/**
 * Where there are fewer places than models that want one, they take turns: a worker keeps its place for so long at least, some
 * times what the boot of the next one costs.
 */
const LEAST_TURN_SECONDS = 600;

/** `wants`: further workers for which its jobs wait. */
export type Claim = { model: string; live: number; draining: number; wants: number };
/** How many of a model are to leave, of those that have been there for so long. */
export type Giving = { model: string; count: number; after_seconds: number };

/** None while there is room, or while enough are leaving anyway. No model gives more than what it has beyond its share. */
export function placesToGive(claims: readonly Claim[], places: number): Giving[] {
  const share = places / claims.filter(({ live, wants }) => live > 0 || wants > 0).length;
  const least = Math.max(1, Math.floor(share));
  const missing = sum(claims, ({ live, wants }) => Math.max(0, Math.min(wants, least - live)));
  const isFull = sum(claims, ({ live }) => live) >= places;
  let left = isFull ? missing - sum(claims, ({ draining }) => draining) : 0;
  const after_seconds = share < 1 ? LEAST_TURN_SECONDS : 0;
  return [...claims]
    .sort((one, other) => other.live - one.live)
    .flatMap(({ model, live, draining }) => {
      const count = Math.max(0, Math.min(left, live - draining - Math.floor(share)));
      left -= count;
      return count > 0 ? [{ model, count, after_seconds }] : [];
    });
}

export async function givePlaces(
  deps: CountHeads & { log: Log },
  { fleet, heads }: { fleet: FleetRow; heads: Heads },
): Promise<void> {
  const claims = claimsOf(deps, fleet, heads);
  const giving = placesToGive(claims, placesIn(deps, fleet));
  if (giving.length === 0 || (await isMonthSpent(deps))) return;
  const now = deps.clock.now();
  const workers = await workersOf(deps);
  const leaving = giving.flatMap(({ model, count, after_seconds }) =>
    workers
      .filter((worker) => countedFor(deps.models, worker.model) === model)
      .filter(({ launched_at }) => secondsBetween(launched_at, iso(now)) >= after_seconds)
      .slice(0, count),
  );
  for (const worker of leaving) await deps.table.write(askedToLeave(worker, now));
  const instances = leaving.map(({ instance_id }) => instance_id);
  if (instances.length > 0) deps.log.info('workers were asked to make room for another model', { instances, claims });
}

/** A quota that refused more may leave fewer than the cap. */
function placesIn({ fleet: { max_workers }, models }: CountHeads, fleet: FleetRow): number {
  const trusts = models.map(({ name }) => trustIn(fleet, furtherModel(models, name)));
  return Math.min(max_workers, ...trusts.flatMap(({ backoff }) => backoff?.quota_met_with ?? []));
}

/** Nobody leaves for a model that would get no worker: its own breaker or EC2 has none for it. A place within a quota is one. */
function claimsOf(deps: CountHeads, fleet: FleetRow, heads: Heads): Claim[] {
  const now = deps.clock.now();
  return [...heads].map(([model, own]) => {
    const { breaker, backoff } = trustIn(fleet, furtherModel(deps.models, model));
    const allowed = isWaiting(backoff, 0, now) ? 0 : workersAllowed(breaker, now);
    const wants = Math.max(0, Math.min(workersMissing(own, deps.fleet), allowed));
    return { model, live: liveWorkers(own), draining: own.draining, wants };
  });
}

/** Those that can be asked, the idle ones first, then the oldest: two sizings at once ask the same ones. */
async function workersOf({ table, fleet }: CountHeads): Promise<WorkerRow[]> {
  const items = await table.due('worker', { limit: MORE_THAN_CAP * fleet.max_workers });
  const rows = await table.getMany(items.map(({ job_id }) => job_id));
  const order = ({ state, launched_at, instance_id }: WorkerRow) =>
    `${state === 'idle' ? 0 : 1} ${launched_at} ${instance_id}`;
  return (
    rows
      .filter((row) => row.kind === 'worker')
      .filter(({ state }) => state === 'idle' || state === 'busy')
      // One of a version that knew one model would not hear of it, and be taken for silent.
      .filter(({ model }) => model !== undefined)
      .sort((one, other) => order(one).localeCompare(order(other)))
  );
}

function sum(claims: readonly Claim[], of: (claim: Claim) => number): number {
  return claims.reduce((total, claim) => total + of(claim), 0);
}
