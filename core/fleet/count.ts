import type { FleetRow } from '../contracts/fleet-rows.ts';
import type { JobRow } from '../contracts/job-row.ts';
import { workerKey } from '../contracts/rows.ts';
import type { FleetSettings } from '../contracts/settings.ts';
import { isTerminal, latestDueOfReady } from '../job/job-state.ts';
import type { Clock } from '../shared/ports.ts';
import type { DueItem, Table } from '../shared/table.ts';
import { iso, plusSeconds } from '../shared/time.ts';
import { type Headcount, liveReservations } from './fleet.ts';
import { BOOT_SECONDS } from './worker.ts';

export type CountHeads = { table: Table; clock: Clock; fleet: FleetSettings };

/**
 * Launched so long ago without a word, a worker is not counted on any more: another is launched for the jobs that wait. It
 * counts towards the cap until its time to boot is over. Several times what a boot takes.
 */
const LATE_SECONDS = 180;
/**
 * Where more than these are late, it is not the machine: another one would be late too, unless one launched no earlier has
 * done a job. The share is of all that live.
 */
const FEW_LATE = 3;
const FEW_LATE_SHARE = 0.1;

/** Workers beyond the cap that a count may meet: launches whose answers were lost, a cap that was lowered. */
const MORE_THAN_CAP = 4;

/**
 * What waits and who is there to take it, from the table alone: SQS's counts are approximate, EC2's come late.
 *
 * @param justQueued jobs the caller has queued, which the eventually consistent index may not show yet
 */
export async function countHeads(deps: CountHeads, fleet: FleetRow, justQueued: readonly string[]): Promise<Headcount> {
  const indexed = await deps.table.due('waiting', { limit: enoughFor(deps, justQueued) });
  const waiting = new Set([...readyIds(deps, indexed), ...justQueued]);
  const states = [...(await workerStates(deps, fleet)).values()];
  const reserved = liveReservations(fleet, deps.clock.now()).reduce((sum, held) => sum + held.count, 0);
  const inState = (state: string) => states.filter((value) => value === state).length;
  const late = inState('late');
  const awaited = late > Math.max(FEW_LATE, states.length * FEW_LATE_SHARE) ? late : 0;
  return {
    waiting: waiting.size,
    launching: inState('launching') + awaited + reserved,
    idle: inState('idle'),
    busy: inState('busy'),
    draining: inState('draining') + inState('stuck') + late - awaited,
  };
}

/**
 * The rows of the jobs for which workers may be launched, the longest waiting first. The index also shows rows that nobody
 * can read, and jobs whose message never got into the queue: a worker that came for one of these would find nothing to do.
 */
export async function jobsInQueue(deps: CountHeads, justQueued: readonly string[]): Promise<JobRow[]> {
  const enough = enoughFor(deps, justQueued);
  const jobs = new Map<string, JobRow>();
  let page: DueItem[] = [];
  do {
    const after = page.at(-1);
    page = await deps.table.due('waiting', { limit: enough, ...(after && { after }) });
    for (const job of await readJobs(deps, readyIds(deps, page))) if (isInQueue(job)) jobs.set(job.job_id, job);
  } while (page.length === enough && jobs.size < enough);
  // One that a worker still holds will be handed back in seconds, or the caller would not have named it.
  for (const job of await readJobs(deps, justQueued)) if (!isTerminal(job) && job.queued_at) jobs.set(job.job_id, job);
  return [...jobs.values()];
}

/** More waiting jobs than that change nothing about how many workers are launched. */
function enoughFor({ fleet }: CountHeads, justQueued: readonly string[]): number {
  return fleet.max_workers * fleet.waiting_jobs_per_worker + justQueued.length;
}

function readyIds(deps: CountHeads, items: readonly DueItem[]): string[] {
  const latest = latestDueOfReady(deps.clock.now());
  return items.filter(({ due_at }) => due_at <= latest).map(({ job_id }) => job_id);
}

async function readJobs(deps: CountHeads, ids: readonly string[]): Promise<JobRow[]> {
  const rows = await deps.table.getMany(ids);
  const jobs = new Map(rows.flatMap((row) => (row.kind === 'job' ? [[row.job_id, row] as const] : [])));
  return ids.flatMap((id) => jobs.get(id) ?? []);
}

function isInQueue({ status, queued_at }: JobRow): boolean {
  return status === 'launching' && queued_at !== undefined;
}

/** Until it reports, a worker is due when its time to boot is over, which tells when it was launched. */
function stateOf({ state = 'busy', due_at }: DueItem, { proven_at }: FleetRow, now: Date): string {
  if (state !== 'launching' || due_at >= plusSeconds(now, BOOT_SECONDS - LATE_SECONDS)) return state;
  const isProven = proven_at !== undefined && due_at <= plusSeconds(new Date(proven_at), BOOT_SECONDS);
  return isProven ? 'stuck' : 'late';
}

/** Live workers by row key: from the index, and of the just launched, whom the index may not show yet, from their rows. */
async function workerStates(deps: CountHeads, fleet: FleetRow): Promise<Map<string, string>> {
  const now = iso(deps.clock.now());
  // Who is due has ended or fallen silent: whatever its row says, it takes no job.
  const after: DueItem = { job_id: workerKey(''), due_class: 'worker', due_at: now };
  const alive = await deps.table.due('worker', { after, limit: deps.fleet.max_workers * MORE_THAN_CAP });
  const states = new Map(alive.map((item) => [item.job_id, stateOf(item, fleet, deps.clock.now())]));
  const recent = liveReservations(fleet, deps.clock.now()).flatMap((held) => held.instance_ids.map(workerKey));
  const rows = await deps.table.getMany(recent.filter((key) => !states.has(key)));
  for (const row of rows) if (row.kind === 'worker' && (row.due_at ?? '') > now) states.set(row.job_id, row.state);
  return states;
}
