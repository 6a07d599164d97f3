/** The jobs for which workers may be launched, by the model that each is for. */
import type { FleetRow } from '../contracts/fleet-rows.ts';
import type { DueItem } from '../shared/table.ts';
import { countedFor } from '../transcript/served-models.ts';
import { foundBefore, lookThrough, noteQueued, stillWaiting } from './found-waiting.ts';
import { type CountWaiting, readJobs, readyAmong } from './queued-jobs.ts';

/** Ids by the names of the models, about in the order in which they were queued. */
export type Waiting = ReadonlyMap<string, readonly string[]>;
type ByModel = Map<string, string[]>;

/** `most`: so many waiting jobs of each model could change something. */
export type Interest = { most: ReadonlyMap<string, number>; isFull: boolean };

/**
 * As many as could change something: where none could, nothing is read; of a queue that is longer than the fleet needs, the beginning, and
 * what stands behind it for models that have too little there.
 *
 * @param justQueued jobs the caller has queued, which the eventually consistent index may not show yet
 */
export async function waitingByModel(
  deps: CountWaiting,
  fleet: FleetRow,
  { most, isFull }: Interest,
  justQueued: readonly string[],
): Promise<Waiting> {
  if ([...most.values()].every((count) => count === 0)) return new Map();
  const before = foundBefore(deps, fleet);
  // Who has its share wants nothing then, and the beginning of a queue that was long is of who has.
  const limit = isFull && before ? 0 : enoughFor(deps, justQueued);
  const items = limit === 0 ? [] : await deps.table.due('waiting', { limit });
  const queued = await queuedByModel(deps, justQueued);
  const waiting = grouped(deps, items, queued);
  const scarce = [...most].filter(([model, count]) => (waiting.get(model)?.length ?? 0) < count);
  if (deps.models.length === 1 || items.length < limit || scarce.length === 0) return waiting;
  const found = before ?? (await lookThrough(deps, items));
  for (const [model, count] of scarce) {
    const own = waiting.get(model) ?? [];
    own.push(...(await stillWaiting(deps, found, model, own)).slice(0, count - own.length));
  }
  await noteQueued(deps, found, new Map(scarce.map(([model]) => [model, queued.get(model) ?? []])));
  return waiting;
}

/** What the index shows, then what it may not show yet. */
function grouped(deps: CountWaiting, items: readonly DueItem[], queued: ByModel): ByModel {
  const waiting: ByModel = new Map(deps.models.map(({ name }) => [name, []]));
  const known = new Set([...queued.values()].flat());
  for (const { job_id, state } of readyAmong(deps, items))
    if (!known.has(job_id)) waiting.get(countedFor(deps.models, state))?.push(job_id);
  for (const [model, ids] of queued) waiting.get(model)?.push(...ids);
  return waiting;
}

/** More waiting jobs than that change nothing about how many workers are launched. */
function enoughFor({ fleet }: CountWaiting, justQueued: readonly string[]): number {
  return fleet.max_workers * fleet.waiting_jobs_per_worker + justQueued.length;
}

/** Which model a job is for, its row alone says. */
async function queuedByModel(deps: CountWaiting, justQueued: readonly string[]): Promise<ByModel> {
  const [{ name }, ...others] = deps.models;
  const queued: ByModel = new Map();
  if (others.length === 0) return queued.set(name, [...new Set(justQueued)]);
  for (const { job_id, model } of await readJobs(deps, [...new Set(justQueued)])) {
    const counted = countedFor(deps.models, model);
    queued.set(counted, [...(queued.get(counted) ?? []), job_id]);
  }
  return queued;
}
