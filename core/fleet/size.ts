import type { FleetRow } from '../contracts/fleet-rows.ts';
import type { JobRow } from '../contracts/job-row.ts';
import { FLEET_KEY } from '../contracts/rows.ts';
import { retryOnConflict } from '../shared/retry-on-conflict.ts';
import type { Table } from '../shared/table.ts';
import { FLEET_HALTED } from './breaker.ts';
import { countHeads, type Heads } from './count.ts';
import { emptyFleet, type Launched, type LaunchPlan, planLaunch, reserve, settle } from './fleet.ts';
import { type LaunchWorkers, launchWorkers, type Reserved } from './launch.ts';
import { BUDGET_SPENT, isMonthSpent } from './month-budget.ts';
import { asManyInQueue } from './queued-jobs.ts';
import { refusalsCounted } from './refusals.ts';
import { trustIn } from './trust.ts';
import { type Turn, turnsOf } from './turns.ts';

/** `newId` gives at least 128 random bits, so that no two sizings are taken for one. */
export type SizeFleet = LaunchWorkers & { newId: () => string };

/** Sizings that lose the lock, or wait for a call to EC2, read again; each loser means that another one just succeeded. */
const LOCK_TRIES = 10;

/**
 * Launches the workers that the waiting jobs need. Capacity, quota and throttling answers are logged and leave the jobs
 * waiting: `reconcile` sizes again within a minute.
 *
 * @param justQueued jobs the caller has queued, which the eventually consistent index may not show yet
 * @returns instance ids launched
 */
export async function sizeFleet(deps: SizeFleet, justQueued: readonly string[] = []): Promise<string[]> {
  const launched: string[] = [];
  // One launch is for one model: each has a launch template of its own.
  for (const _model of deps.models) {
    const sizing = await reserveWorkers(deps, justQueued);
    if (sizing?.reserved) launched.push(...(await launchReserved(deps, sizing.reserved)));
    else {
      if (sizing && deps.models.length > 1) await (await import('./give-place.ts')).givePlaces(deps, sizing);
      break;
    }
  }
  return launched;
}

async function launchReserved(deps: SizeFleet, reserved: Reserved): Promise<string[]> {
  const launched = await launchWorkers(deps, reserved);
  await settleReservation(deps, reserved.version, launched);
  const model = reserved.part === undefined ? {} : { model: reserved.part };
  deps.log.info('fleet sized', { wanted: reserved.count, launched: launched.instance_ids, ...model });
  return launched.instance_ids;
}

/** What was reserved; without, why nothing was: who was there, and waited. */
type Sizing = { reserved: Reserved } | { reserved?: undefined; fleet: FleetRow; heads: Heads };

async function reserveWorkers(deps: SizeFleet, justQueued: readonly string[]): Promise<Sizing | undefined> {
  const sizing = await retryOnConflict(LOCK_TRIES, () => tryToReserve(deps, justQueued));
  if (sizing !== false) return sizing;
  deps.log.warn('the fleet lock was busy on every try; the next sizing takes over', { tries: LOCK_TRIES });
  return undefined;
}

/** @returns false when another sizing was first, or a call to EC2 was waited for */
async function tryToReserve(deps: SizeFleet, justQueued: readonly string[]): Promise<Sizing | false> {
  const fleet = await readFleet(deps);
  const { heads, waiting } = await countHeads(deps, fleet, justQueued);
  for (const turn of turnsOf(fleet, heads, deps.fleet, deps.clock.now())) {
    const ids = waiting.get(turn.model) ?? [];
    const { plan, jobs } = await planFor(deps, fleet, turn, { ids, justQueued });
    if (plan.kind === 'launch') {
      const reserved = await tryToHave(deps, fleet, turn, { ...plan, jobs });
      return reserved && { reserved };
    }
    if (plan.kind === 'throttled') {
      await deps.clock.sleep(plan.milliseconds);
      return false;
    }
    explain(deps, plan.kind, fleet, turn);
  }
  return { fleet, heads };
}

type Planned = LaunchPlan & { kind: 'launch' } & Pick<Reserved, 'jobs'>;

async function tryToHave(deps: SizeFleet, fleet: FleetRow, turn: Turn, plan: Planned): Promise<Reserved | false> {
  const by = deps.newId();
  const { part, model } = turn;
  const launched = deps.models.length > 1 ? model : undefined;
  const { write, version } = reserve(fleet, { ...plan, by, part, launched }, deps.clock.now());
  const reserved = { ...plan, created_at: fleet.created_at, version, part };
  return ((await deps.table.write(write)) || (await isOurReservation(deps, version, by))) && reserved;
}

/** The jobs are read before anything is reserved: what fails after that holds the reservation until it lapses. */
async function planFor(
  deps: SizeFleet,
  fleet: FleetRow,
  turn: Turn,
  { ids, justQueued }: { ids: readonly string[]; justQueued: readonly string[] },
): Promise<{ plan: LaunchPlan; jobs: JobRow[] }> {
  const { model, heads, most } = turn;
  const settings = { ...deps.fleet, max_workers: most };
  const plan = planLaunch(fleet, heads, settings, deps.clock.now(), turn);
  if (plan.kind !== 'launch') return { plan, jobs: [] };
  if (await isMonthSpent(deps)) return { plan: { kind: 'spent' }, jobs: [] };
  const jobs = await asManyInQueue(deps, model, ids, justQueued);
  return { plan: planLaunch(fleet, { ...heads, waiting: jobs.length }, settings, deps.clock.now(), turn), jobs };
}

/** The reservation was written, but its answer was lost and its repetition refused. */
async function isOurReservation(deps: SizeFleet, version: number, by: string): Promise<boolean> {
  return (await readFleet(deps)).reservations[String(version)]?.by === by;
}

/** Says why nothing is launched although jobs wait. */
function explain(deps: SizeFleet, why: Exclude<LaunchPlan['kind'], 'launch'>, fleet: FleetRow, turn: Turn): void {
  const { breaker, backoff } = trustIn(fleet, turn.part);
  if (why === 'halted') {
    const advice =
      'the last workers ended without doing a job: read their logs and go back to an image that works, or mend their network';
    deps.log.error(FLEET_HALTED, { ...breaker, model: turn.model, advice });
  }
  if (why === 'spent') {
    const advice = 'jobs wait until the next month of UTC; raise limits.stageUsdPerMonth in the stage file and deploy';
    deps.log.error(BUDGET_SPENT, { usd_per_month: deps.fleet.usd_per_month, advice });
  }
  if (why === 'refused')
    deps.log.info('EC2 has no worker for now; it is asked again later', { ...backoff, model: turn.model });
}

export async function readFleet(deps: { table: Table; clock: SizeFleet['clock'] }): Promise<FleetRow> {
  const row = await deps.table.get(FLEET_KEY);
  return row?.kind === 'fleet' ? row : emptyFleet(deps.clock.now());
}

async function settleReservation(deps: SizeFleet, version: number, launched: Launched): Promise<void> {
  const settled = await retryOnConflict(LOCK_TRIES, async () => {
    const fleet = await readFleet(deps);
    const settled = settle(fleet, version, launched, deps.fleet, deps.clock.now());
    return deps.table.write(settled, ...refusalsCounted(fleet, launched.attempts));
  });
  if (settled) return;
  deps.log.warn('the reservation was not settled; it lapses by itself', { version });
}
