/** Which of the jobs that the index shows as waiting a worker would find in its queue. */
import type { JobRow } from '../contracts/job-row.ts';
import type { FleetSettings } from '../contracts/settings.ts';
import { isTerminal, latestDueOfReady } from '../job/job-state.ts';
import type { Clock } from '../shared/ports.ts';
import type { DueItem, Table } from '../shared/table.ts';
import { countedFor, type ServedModels } from '../transcript/served-models.ts';

export type CountWaiting = { table: Table; clock: Clock; fleet: FleetSettings; models: ServedModels };

/** A model whose jobs all stand behind as many of another gets workers when its uploads come. */
const LOOKED_AT = 20_000;
const PAGE = 1000;
const READ_AT_ONCE = 100;

/**
 * The rows themselves, of those ids that a worker of the model would find. The index also shows rows that nobody can read, and jobs whose
 * message never got into the queue: a worker that came for one of these would find nothing to do.
 */
export async function jobsInQueue(
  deps: CountWaiting,
  model: string,
  ids: readonly string[],
  justQueued: readonly string[] = [],
): Promise<JobRow[]> {
  const queued = new Set(justQueued);
  const jobs = await readJobs(deps, ids);
  return jobs.filter((job) => {
    if (countedFor(deps.models, job.model) !== model) return false;
    // One that a worker still holds will be handed back in seconds, or the caller would not have named it.
    return queued.has(job.job_id) ? !isTerminal(job) && job.queued_at !== undefined : isInQueue(job);
  });
}

/** As many as were counted: what was counted and is in no queue hides none of those that stand behind it. */
export async function asManyInQueue(
  deps: CountWaiting,
  model: string,
  ids: readonly string[],
  justQueued: readonly string[],
): Promise<JobRow[]> {
  const jobs = new Map((await jobsInQueue(deps, model, ids, justQueued)).map((job) => [job.job_id, job]));
  if (jobs.size === ids.length) return [...jobs.values()];
  for await (const others of othersOf(deps, model, new Set(ids))) {
    for (const job of await jobsInQueue(deps, model, others)) jobs.set(job.job_id, job);
    if (jobs.size >= ids.length) break;
  }
  return [...jobs.values()];
}

/** A few at a time, as each row is read whole. */
async function* othersOf(deps: CountWaiting, model: string, known: ReadonlySet<string>): AsyncGenerator<string[]> {
  for await (const page of pagesOfWaiting(deps)) {
    const ours = readyAmong(deps, page).filter(({ state }) => countedFor(deps.models, state) === model);
    const others = ours.flatMap(({ job_id }) => (known.has(job_id) ? [] : [job_id]));
    for (let from = 0; from < others.length; from += READ_AT_ONCE) yield others.slice(from, from + READ_AT_ONCE);
  }
}

/** @param first what was read of the index already */
export async function* pagesOfWaiting(deps: CountWaiting, first: readonly DueItem[] = []): AsyncGenerator<DueItem[]> {
  let [after, seen] = [first.at(-1), first.length];
  while (seen < LOOKED_AT) {
    const page = await deps.table.due('waiting', { limit: PAGE, ...(after && { after }) });
    yield page;
    if (page.length < PAGE) return;
    after = page.at(-1);
    seen += page.length;
  }
}

export function readyAmong(deps: Pick<CountWaiting, 'clock'>, items: readonly DueItem[]): DueItem[] {
  const latest = latestDueOfReady(deps.clock.now());
  return items.filter(({ due_at }) => due_at <= latest);
}

/** In the order of their ids. */
export async function readJobs(deps: Pick<CountWaiting, 'table'>, ids: readonly string[]): Promise<JobRow[]> {
  const rows = await deps.table.getMany(ids);
  const jobs = new Map(rows.flatMap((row) => (row.kind === 'job' ? [[row.job_id, row] as const] : [])));
  return ids.flatMap((id) => jobs.get(id) ?? []);
}

function isInQueue({ status, queued_at }: JobRow): boolean {
  return status === 'launching' && queued_at !== undefined;
}
