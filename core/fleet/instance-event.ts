/**
 * What EC2 tells about an instance, seconds after it happened. Events are best effort: whatever is missed here, the
 * next minute's `reconcile` finds. Instances of others are told apart by one read, and one more when they are gone.
 */
import type { WorkerRow } from '../contracts/fleet-rows.ts';
import { type Row, workerKey } from '../contracts/rows.ts';
import { type ReleaseJobs, releaseJobsOf } from '../job/release.ts';
import { type SizeFleet, sizeFleet } from './size.ts';
import { workerLeft } from './tend.ts';
import { endingWorker, interruptedWorker } from './worker.ts';

export type HandleInstanceEvent = SizeFleet & ReleaseJobs;

/**
 * `at_risk`: EC2 may take it away. `interrupted`: it will, within two minutes. `ending`: it shuts down.
 * `ended`: it is gone, or stopped, which no worker of ours ever is on purpose.
 */
export type InstanceEvent = { instance_id: string; what: 'at_risk' | 'interrupted' | 'ending' | 'ended' };

export async function handleInstanceEvent(deps: HandleInstanceEvent, event: InstanceEvent): Promise<void> {
  const row = await deps.table.get(workerKey(event.instance_id));
  const counts = row?.kind === 'worker' && row.due_class !== undefined;
  if (!counts && event.what === 'ended') return releaseItsJobs(deps, event.instance_id, row);
  if (!counts) return;
  deps.log.info('EC2 told of a worker', { ...event, state: row.state });
  await sizeFleet(deps, await jobsToReplace(deps, row, event));
}

/**
 * Of an instance that is not counted: another's, a worker of ours whose row was removed, or one that `reconcile` counted out
 * while it was shutting down. Jobs name the last two.
 */
async function releaseItsJobs(deps: HandleInstanceEvent, instance_id: string, row: Row | undefined): Promise<void> {
  const held = await jobsOf(deps, instance_id);
  if (held.length === 0) return;
  const interrupted = row?.kind === 'worker' && row.interrupted_at !== undefined;
  await sizeFleet(deps, await releaseJobsOf(deps, held, { instance_id, interrupted }));
}

/** Counts the worker out, and says which jobs need another one now. */
async function jobsToReplace(deps: HandleInstanceEvent, worker: WorkerRow, { what }: InstanceEvent): Promise<string[]> {
  const { instance_id } = worker;
  if (what === 'at_risk') return [];
  if (what === 'ended') {
    const interrupted = worker.interrupted_at !== undefined;
    const waiting = await releaseJobsOf(deps, await jobsOf(deps, instance_id), { instance_id, interrupted });
    await workerLeft(deps, worker);
    return waiting;
  }
  const now = deps.clock.now();
  await deps.table.write(what === 'interrupted' ? interruptedWorker(instance_id, now) : endingWorker(worker, now));
  // Its machine takes minutes to replace, and the job will be handed back within seconds.
  return what === 'interrupted' ? jobsOf(deps, instance_id) : [];
}

async function jobsOf(deps: HandleInstanceEvent, instanceId: string): Promise<string[]> {
  const running = await deps.table.due('running', { limit: RUNNING_JOBS });
  return running.filter((item) => item.instance_id === instanceId).map((item) => item.job_id);
}

/** More than any fleet has workers. */
const RUNNING_JOBS = 10_000;
