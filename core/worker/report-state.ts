/** What a worker says of itself in its row, which the fleet counts by: with each change, and with a beat in between. */
import type { WorkerEnding } from '../contracts/fleet-rows.ts';
import { workerKey } from '../contracts/rows.ts';
import {
  endedWorker,
  launchCounted,
  selfReportedWorker,
  WORKER_HEARTBEAT_SECONDS,
  type WorkerFacts,
  workerState,
} from '../fleet/worker.ts';
import type { Clock, LaunchedInstance, Log } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso } from '../shared/time.ts';

export type ReportState = {
  table: Table;
  clock: Clock;
  log: Log;
  worker: LaunchedInstance;
  model: { name: string };
};

export type WorkerState = {
  state: 'idle' | 'busy' | 'draining';
  jobs_done: number;
  ended_reason?: WorkerEnding;
  draining_since?: string;
  gives_place?: true;
  /** What is being said: of two words at once the older could be the last. */
  saying?: Promise<void>;
};

/** @returns when the instance was launched, from the row its launcher wrote; a worker without a row writes its own */
export async function reportForDuty(deps: ReportState): Promise<string> {
  const now = deps.clock.now();
  const first = selfReportedWorker({ ...deps.worker, model: deps.model.name }, now);
  const isNew = await deps.table.write(first, launchCounted(deps.worker));
  if (!isNew) await deps.table.write(workerState(deps.worker.instance_id, 'idle', now));
  const row = await deps.table.get(workerKey(deps.worker.instance_id));
  return row?.kind === 'worker' ? row.launched_at : iso(now);
}

export async function keepReporting(deps: ReportState, worker: WorkerState, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await deps.clock.sleep(WORKER_HEARTBEAT_SECONDS * 1000, ended);
    if (!ended.aborted) await report(deps, worker, worker.state);
  }
}

/** Once draining, a worker stays so: the fleet has stopped counting on it. */
export function report(deps: ReportState, worker: WorkerState, state: WorkerState['state']): Promise<void> {
  if (worker.state !== 'draining') worker.state = state;
  worker.saying = (worker.saying ?? Promise.resolve()).then(() => sayState(deps, worker));
  return worker.saying;
}

async function sayState(deps: ReportState, worker: WorkerState): Promise<void> {
  const { state } = worker;
  try {
    const beat = () => workerState(deps.worker.instance_id, worker.state, deps.clock.now(), factsOf(worker));
    if ((await deps.table.write(beat())) || worker.state === 'draining') return;
    if (await isAskedToLeave(deps, worker)) await deps.table.write(beat());
  } catch (error) {
    deps.log.warn('the worker could not report its state; it tries again with the next beat', { state, error });
  }
}

/** The row refuses beats of a worker that somebody else has made a draining one. */
async function isAskedToLeave(deps: ReportState, worker: WorkerState): Promise<boolean> {
  const row = await deps.table.get(workerKey(deps.worker.instance_id));
  if (row?.kind !== 'worker' || row.asked_to_leave_at === undefined) return false;
  deps.log.info('the worker ends after its job: another model has fewer workers than its share');
  Object.assign(worker, { state: 'draining', gives_place: true });
  return true;
}

/** From here on it has no job, unless it finds a last one; then this is said again after that. */
export async function startDraining(deps: ReportState, worker: WorkerState): Promise<void> {
  worker.draining_since = iso(deps.clock.now());
  await report(deps, worker, 'draining');
}

/** The worker's last word; without it, EC2's own word takes the worker out of the count, a little later. */
export async function reportEnd(deps: ReportState, worker: WorkerState): Promise<void> {
  const write = endedWorker(deps.worker.instance_id, factsOf(worker), deps.clock.now());
  await deps.table.write(write).catch((error) => deps.log.warn('the worker could not report its end', { error }));
}

function factsOf({ jobs_done, ended_reason, draining_since }: WorkerState): WorkerFacts {
  return { jobs_done, ...(ended_reason && { ended_reason }), ...(draining_since && { draining_since }) };
}
