/** Ends instances that nobody accounts for, and takes workers that are no more out of the count of the fleet. */

import type { Breaker, FleetRow, WorkerRow } from '../contracts/fleet-rows.ts';
import { forEachRow, type Step } from '../shared/due-rows.ts';
import type { LiveInstance } from '../shared/ports.ts';
import { retryOnConflict } from '../shared/retry-on-conflict.ts';
import type { Update } from '../shared/table.ts';
import { iso, secondsBetween } from '../shared/time.ts';
import { type FurtherModel, furtherModel } from '../transcript/served-models.ts';
import { afterFailure, verdictOn } from './breaker.ts';
import { recordBreaker } from './fleet.ts';
import { readFleet, type SizeFleet } from './size.ts';
import { straysAmong } from './stray.ts';
import { trustIn } from './trust.ts';
import { BOOT_SECONDS, goneWorker } from './worker.ts';

/** EC2's answers lag behind a launch by seconds, rarely more. */
const EC2_LAG_SECONDS = 120;
/** Live workers, and the ended ones of some minutes of a busy fleet; the rest is seen by the next run. */
const ROWS_PER_RUN = 1000;
const FLEET_TRIES = 10;

export async function tendWorkers(deps: SizeFleet, step: Step): Promise<void> {
  const instances = await deps.compute.list();
  await endStrays(deps, step, instances);
  const present = new Set(instances.map((instance) => instance.instance_id));
  const items = await deps.table.due('worker', { limit: ROWS_PER_RUN });
  const workers = (await deps.table.getMany(items.map((item) => item.job_id))).filter((row) => row.kind === 'worker');
  const gone = workers.filter((worker) => hasEnded(deps, worker, present));
  await forEachRow(deps, step, gone, (worker) => workerLeft(deps, worker));
  await closeBreakersOnDoneJobs(deps, workers);
}

/** One that cannot be ended holds up nothing else. */
async function endStrays(deps: SizeFleet, step: Step, instances: readonly LiveInstance[]): Promise<void> {
  const rules = { max_lifetime_seconds: deps.fleet.max_lifetime_seconds, older_than_seconds: BOOT_SECONDS };
  const stray = await straysAmong(deps.table, instances, rules, deps.clock.now());
  if (stray.length === 0) return;
  deps.log.warn('terminating workers that nobody accounts for', { instances: stray });
  try {
    await deps.compute.terminate(stray.map((instance) => instance.instance_id));
  } catch (error) {
    step.failures += 1;
    deps.log.error('workers that nobody accounts for could not all be terminated', { error });
  }
}

/** By its own last word, or because EC2 no longer has its instance. */
function hasEnded(deps: SizeFleet, worker: WorkerRow, present: ReadonlySet<string>): boolean {
  if (worker.state === 'ended') return true;
  const age = secondsBetween(worker.launched_at, iso(deps.clock.now()));
  return !present.has(worker.instance_id) && age >= EC2_LAG_SECONDS;
}

/** Takes a worker that is no more out of the index, and counts, in the same transaction, what its end says. */
export async function workerLeft(deps: SizeFleet, worker: WorkerRow): Promise<void> {
  const left = await retryOnConflict(FLEET_TRIES, async () => {
    const gone = goneWorker(worker.instance_id, deps.clock.now());
    const judgement = judgementBy(deps, await readFleet(deps), worker);
    if (await deps.table.write(gone, ...(judgement ? [judgement] : []))) return true;
    const row = await deps.table.get(worker.job_id);
    return row?.kind !== 'worker' || row.due_class === undefined;
  });
  if (left) return;
  deps.log.warn('the fleet row was busy on every try; the worker is counted out later', { worker: worker.job_id });
}

function judgementBy(deps: SizeFleet, fleet: FleetRow, worker: WorkerRow): Update<FleetRow> | undefined {
  if (fleet.version === 0) return undefined;
  const verdict = verdictOn(worker);
  const part = furtherModel(deps.models, worker.model);
  if (verdict === 'useful') return proofBy(fleet, part, worker);
  // Of many machines some never boot, and a worker launched no earlier has shown what the image is worth.
  const { breaker, proven_at = '' } = trustIn(fleet, part);
  if (verdict !== 'useless' || worker.launched_at <= proven_at) return undefined;
  return recordBreaker(fleet, part, afterFailure(breaker, worker, deps.clock.now()));
}

/** The first job that is done closes the breaker; the worker that did it may go on for long. */
async function closeBreakersOnDoneJobs(deps: SizeFleet, workers: readonly WorkerRow[]): Promise<void> {
  const useful = workers.filter((worker) => verdictOn(worker) === 'useful');
  for (const { name } of deps.models) {
    const part = furtherModel(deps.models, name);
    const serving = useful.filter((worker) => furtherModel(deps.models, worker.model) === part);
    await closeBreakerOn(deps, part, serving);
  }
}

async function closeBreakerOn(deps: SizeFleet, part: FurtherModel, useful: readonly WorkerRow[]): Promise<void> {
  const latest = useful.reduce<WorkerRow | undefined>((last, one) => (isLater(one, last) ? one : last), undefined);
  const proof = latest && proofBy(await readFleet(deps), part, latest);
  if (!proof || !(await deps.table.write(proof))) return;
  deps.log.info('workers are of use', { instance_id: latest.instance_id });
}

function isLater(one: WorkerRow, other: WorkerRow | undefined): boolean {
  return one.launched_at > (other?.launched_at ?? '');
}

/** What a worker says that has done a job; undefined when it is known. */
function proofBy(fleet: FleetRow, part: FurtherModel, worker: WorkerRow): Update<FleetRow> | undefined {
  const { breaker, proven_at = '' } = trustIn(fleet, part);
  const latest = [proven_at, worker.launched_at].sort()[1];
  if (isNews(breaker, worker)) return recordBreaker(fleet, part, undefined, latest);
  return latest === proven_at ? undefined : recordBreaker(fleet, part, breaker, latest);
}

/** A worker from before the breaker opened ran another image, for all we know. */
function isNews(breaker: Breaker | undefined, worker: WorkerRow): boolean {
  return breaker !== undefined && worker.launched_at > (breaker.opened_at ?? '');
}
