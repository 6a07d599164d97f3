/** The jobs for which workers may be launched, by the model that each is for. */
import type { JobRow } from '../contracts/job-row.ts';
import type { FleetSettings } from '../contracts/settings.ts';
import { isTerminal, latestDueOfReady } from '../job/job-state.ts';
import type { Clock } from '../shared/ports.ts';
import type { DueItem, Table } from '../shared/table.ts';
import { countedFor, type ServedModels } from '../transcript/served-models.ts';

export type CountWaiting = { table: Table; clock: Clock; fleet: FleetSettings; models: ServedModels };

/** Of several models, one may have all that was queued longest: the others' jobs are looked for up to here. */
const LOOKED_AT = 20_000;
const PAGE = 1000;

/** How many wait for each; up to where more change nothing. */
export async function waitingByModel(
  deps: CountWaiting,
  justQueued: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const [{ name }, ...others] = deps.models;
  const limit = others.length > 0 ? LOOKED_AT : enoughFor(deps, justQueued);
  const ready = readyAmong(deps, await deps.table.due('waiting', { limit }));
  if (others.length === 0)
    return new Map([[name, new Set([...ready.map(({ job_id }) => job_id), ...justQueued]).size]]);
  const counts = new Map<string, number>();
  const add = (model: string | undefined) => {
    const counted = countedFor(deps.models, model);
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
  };
  const queued = new Set(justQueued);
  for (const item of ready) if (!queued.has(item.job_id)) add(item.state);
  for (const job of await readJobs(deps, justQueued)) add(job.model);
  return counts;
}

/**
 * Those rows themselves of one model, the longest waiting first. The index also shows rows that nobody can read, and jobs whose
 * message never got into the queue: a worker that came for one of these would find nothing to do.
 */
export async function jobsInQueue(deps: CountWaiting, model: string, justQueued: readonly string[]): Promise<JobRow[]> {
  const enough = enoughFor(deps, justQueued);
  const limit = deps.models.length > 1 ? PAGE : enough;
  const isOurs = (name: string | undefined) => countedFor(deps.models, name) === model;
  const jobs = new Map<string, JobRow>();
  let [page, seen]: [DueItem[], number] = [[], 0];
  do {
    const after = page.at(-1);
    page = await deps.table.due('waiting', { limit, ...(after && { after }) });
    const ids = readyAmong(deps, page).flatMap((item) => (isOurs(item.state) ? [item.job_id] : []));
    for (const job of await readJobs(deps, ids)) if (isInQueue(job) && isOurs(job.model)) jobs.set(job.job_id, job);
    seen += page.length;
  } while (page.length === limit && jobs.size < enough && seen < LOOKED_AT);
  // One that a worker still holds will be handed back in seconds, or the caller would not have named it.
  for (const job of await readJobs(deps, justQueued)) {
    if (!isTerminal(job) && job.queued_at && isOurs(job.model)) jobs.set(job.job_id, job);
  }
  return [...jobs.values()];
}

/** More waiting jobs than that change nothing about how many workers are launched. */
function enoughFor({ fleet }: CountWaiting, justQueued: readonly string[]): number {
  return fleet.max_workers * fleet.waiting_jobs_per_worker + justQueued.length;
}

function readyAmong(deps: CountWaiting, items: readonly DueItem[]): DueItem[] {
  const latest = latestDueOfReady(deps.clock.now());
  return items.filter(({ due_at }) => due_at <= latest);
}

async function readJobs(deps: CountWaiting, ids: readonly string[]): Promise<JobRow[]> {
  const rows = await deps.table.getMany(ids);
  const jobs = new Map(rows.flatMap((row) => (row.kind === 'job' ? [[row.job_id, row] as const] : [])));
  return ids.flatMap((id) => jobs.get(id) ?? []);
}

function isInQueue({ status, queued_at }: JobRow): boolean {
  return status === 'launching' && queued_at !== undefined;
}
