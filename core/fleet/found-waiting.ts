/**
 * Of several models one may have all that was queued longest. What waits behind that is looked for twice a minute at most, and noted on
 * the fleet's row: to look with every upload would cost more than all the rest of it.
 */
import type { FleetRow, FoundWaiting } from '../contracts/fleet-rows.ts';
import { FLEET_KEY } from '../contracts/rows.ts';
import type { DueItem } from '../shared/table.ts';
import { iso, secondsBetween } from '../shared/time.ts';
import { countedFor } from '../transcript/served-models.ts';
import { type CountWaiting, jobsInQueue, pagesOfWaiting, readyAmong } from './queued-jobs.ts';

/** Of each model; where there are more, the next look finds others. They stand on a row that is read with each sizing. */
const KEPT = 25;
const FRESH_SECONDS = 30;

/** What an earlier sizing found, unless that is too long ago. */
export function foundBefore({ clock }: CountWaiting, { found_waiting: found }: FleetRow): FoundWaiting | undefined {
  return found && secondsBetween(found.at, iso(clock.now())) < FRESH_SECONDS ? found : undefined;
}

/** @param first what was read of the queue already */
export async function lookThrough(deps: CountWaiting, first: readonly DueItem[]): Promise<FoundWaiting> {
  const jobs: FoundWaiting['jobs'] = Object.fromEntries(deps.models.map(({ name }) => [name, []]));
  const keep = (items: readonly DueItem[]) => {
    for (const { job_id, state } of readyAmong(deps, items)) {
      const own = jobs[countedFor(deps.models, state)];
      if (own && own.length < KEPT) own.push(job_id);
    }
  };
  keep(first);
  for await (const page of pagesOfWaiting(deps, first)) {
    keep(page);
    if (Object.values(jobs).every((own) => own.length === KEPT)) break;
  }
  return note(deps, { at: iso(deps.clock.now()), jobs });
}

/** Those of one model that wait still, besides some that are known. */
export async function stillWaiting(
  deps: CountWaiting,
  { jobs }: FoundWaiting,
  model: string,
  known: readonly string[],
): Promise<string[]> {
  const others = (jobs[model] ?? []).filter((id) => !known.includes(id));
  return (await jobsInQueue(deps, model, others)).map(({ job_id }) => job_id);
}

/** Jobs that were queued since, so that who sizes next knows of them. */
export async function noteQueued(
  deps: CountWaiting,
  found: FoundWaiting,
  queued: ReadonlyMap<string, string[]>,
): Promise<void> {
  const jobs = { ...found.jobs };
  for (const [model, ids] of queued) {
    const own = jobs[model] ?? [];
    const news = ids.filter((id) => !own.includes(id)).slice(0, Math.max(0, KEPT - own.length));
    if (news.length > 0) jobs[model] = [...own, ...news];
  }
  if (Object.entries(jobs).some(([model, own]) => own !== found.jobs[model])) await note(deps, { ...found, jobs });
}

/** Whoever writes last is right: what one leaves out of another's, the next look finds. */
async function note(deps: CountWaiting, found: FoundWaiting): Promise<FoundWaiting> {
  await deps.table.write({ kind: 'update', key: FLEET_KEY, when: [], set: { found_waiting: found } });
  return found;
}
