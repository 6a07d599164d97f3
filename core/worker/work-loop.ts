/**
 * The life of a worker: report for duty → (take a job → work on it)* → drain → end. A worker that is about to end writes
 * `draining` first and looks into the queue once more, so that a job queued while it still counted as free is not left
 * to nobody.
 */

import type { WorkerEnding } from '../contracts/fleet-rows.ts';
import type { JobMessage } from '../contracts/messages.ts';
import { workerKey } from '../contracts/rows.ts';
import type { UserData } from '../contracts/settings.ts';
import {
  endedWorker,
  launchCounted,
  selfReportedWorker,
  WORKER_HEARTBEAT_SECONDS,
  type WorkerFacts,
  workerState,
} from '../fleet/worker.ts';
import { EngineUnusableError, SpotInterruptionError } from '../shared/errors.ts';
import type { Received } from '../shared/ports.ts';
import { iso, secondsBetween } from '../shared/time.ts';
import { type Run, type RunJob, runJob } from './run.ts';
import { waitForFinishes } from './wait-for-finishes.ts';

export type WorkLoop = RunJob & { workerSettings: Pick<UserData, 'idle_seconds' | 'jobs_per_worker'> };

/** SQS long polling ends at 20 s. Below 1 s it would ask only some of SQS's servers. */
const LONGEST_WAIT_SECONDS = 20;
const SHORTEST_WAIT_SECONDS = 1;

/**
 * @param shutdown aborts when the machine is being taken away: work is handed back at once
 * @param drain aborts when the machine may be taken away soon: the job at hand is finished and no other begun
 */
export async function workLoop(deps: WorkLoop, shutdown: AbortSignal, drain = NEVER): Promise<void> {
  const launchedAt = await reportForDuty(deps);
  const ended = new AbortController();
  const worker: Worker = { state: 'idle', jobs_done: 0, finishing: new Set() };
  const beating = keepReporting(deps, worker, ended.signal);
  try {
    worker.ended_reason = await takeJobs(deps, worker, { launchedAt, shutdown, drain });
  } catch (error) {
    worker.ended_reason = endingAskedFor({ shutdown, drain }) ?? endingBy(error);
    throw error;
  } finally {
    await startDraining(deps, worker);
    await waitForFinishes(deps, worker.finishing, shutdown);
    ended.abort();
    await beating;
    await reportEnd(deps, worker);
  }
}

const NEVER = new AbortController().signal;

type Worker = {
  state: 'idle' | 'busy' | 'draining';
  jobs_done: number;
  ended_reason?: WorkerEnding;
  draining_since?: string;
  gives_place?: true;
  finishing: Set<Promise<void>>;
};
type Signals = { shutdown: AbortSignal; drain: AbortSignal };

async function takeJobs(
  deps: WorkLoop,
  worker: Worker,
  { launchedAt, ...signals }: Signals & { launchedAt: string },
): Promise<WorkerEnding> {
  const { shutdown } = signals;
  const limit = deps.workerSettings.jobs_per_worker;
  let [jobs, begun] = [0, 0];
  do {
    const message = await nextMessage(deps, worker, signals);
    if (!message) return endingAskedFor(signals) ?? (worker.gives_place ? 'gave_place' : 'idle');
    const startUp = begun === 0 ? { boot_seconds: secondsBetween(launchedAt, iso(deps.clock.now())) } : undefined;
    const [run] = await Promise.all([
      runJob(deps, message, startUp, shutdown, signals.drain),
      report(deps, worker, 'busy'),
    ]);
    finishInBackground(deps, worker, run);
    if (run.worked) begun += 1;
    // In place of a job that was cancelled it takes the next.
    if (run.worked && !run.cancelled) jobs += 1;
    if (run.ended) worker.jobs_done += 1;
    if (jobs !== limit) await report(deps, worker, 'idle');
  } while (worker.state !== 'draining' && (limit === 0 || jobs < limit));
  if (worker.gives_place) return endingAskedFor(signals) ?? 'gave_place';
  return endingAskedFor(signals) ?? (worker.state === 'draining' ? 'idle' : 'jobs_done');
}

function endingAskedFor({ shutdown, drain }: Signals): WorkerEnding | undefined {
  if (shutdown.aborted) return shutdown.reason instanceof SpotInterruptionError ? 'interrupted' : 'stopped';
  return drain.aborted ? 'rebalance' : undefined;
}

/** The next message; undefined when the worker should end: told to, or idle for long enough. */
async function nextMessage(
  deps: WorkLoop,
  worker: Worker,
  { shutdown, drain }: Signals,
): Promise<Received<JobMessage> | undefined> {
  const stop = AbortSignal.any([shutdown, drain]);
  const idleFrom = iso(deps.clock.now());
  const idleLeft = () => deps.workerSettings.idle_seconds - secondsBetween(idleFrom, iso(deps.clock.now()));
  do {
    if (stop.aborted) return undefined;
    const message = await receive(deps, idleLeft(), stop);
    if (message) return message;
  } while (idleLeft() > 0 && !worker.gives_place);
  await startDraining(deps, worker);
  return stop.aborted ? undefined : receive(deps, SHORTEST_WAIT_SECONDS, stop);
}

function receive(deps: WorkLoop, seconds: number, signal: AbortSignal): Promise<Received<JobMessage> | undefined> {
  const wait_seconds = Math.min(LONGEST_WAIT_SECONDS, Math.max(SHORTEST_WAIT_SECONDS, Math.ceil(seconds)));
  return deps.jobs.receive({ wait_seconds, signal });
}

/** @returns when the instance was launched, from the row its launcher wrote; a worker without a row writes its own */
async function reportForDuty(deps: WorkLoop): Promise<string> {
  const now = deps.clock.now();
  const first = selfReportedWorker({ ...deps.worker, model: deps.model.name }, now);
  const isNew = await deps.table.write(first, launchCounted(deps.worker));
  if (!isNew) await deps.table.write(workerState(deps.worker.instance_id, 'idle', now));
  const row = await deps.table.get(workerKey(deps.worker.instance_id));
  return row?.kind === 'worker' ? row.launched_at : iso(now);
}

async function keepReporting(deps: WorkLoop, worker: Worker, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await deps.clock.sleep(WORKER_HEARTBEAT_SECONDS * 1000, ended);
    if (!ended.aborted) await report(deps, worker, worker.state);
  }
}

/** Once draining, a worker stays so: the fleet has stopped counting on it. */
async function report(deps: WorkLoop, worker: Worker, state: Worker['state']): Promise<void> {
  if (worker.state !== 'draining') worker.state = state;
  try {
    const beat = () => workerState(deps.worker.instance_id, worker.state, deps.clock.now(), factsOf(worker));
    if ((await deps.table.write(beat())) || worker.state === 'draining') return;
    if (await isAskedToLeave(deps, worker)) await deps.table.write(beat());
  } catch (error) {
    deps.log.warn('the worker could not report its state; it tries again with the next beat', { state, error });
  }
}

/** The row refuses beats of a worker that somebody else has made a draining one. */
async function isAskedToLeave(deps: WorkLoop, worker: Worker): Promise<boolean> {
  const row = await deps.table.get(workerKey(deps.worker.instance_id));
  if (row?.kind !== 'worker' || row.asked_to_leave_at === undefined) return false;
  deps.log.info('the worker ends after its job: another model has fewer workers than its share');
  Object.assign(worker, { state: 'draining', gives_place: true });
  return true;
}

/** The worker's last word; without it, EC2's own word takes the worker out of the count, a little later. */
async function reportEnd(deps: WorkLoop, worker: Worker): Promise<void> {
  const write = endedWorker(deps.worker.instance_id, factsOf(worker), deps.clock.now());
  await deps.table.write(write).catch((error) => deps.log.warn('the worker could not report its end', { error }));
}

function factsOf({ jobs_done, ended_reason, draining_since }: Worker): WorkerFacts {
  return { jobs_done, ...(ended_reason && { ended_reason }), ...(draining_since && { draining_since }) };
}

/** What no file did, the fleet's breaker has to know: no engine starts here, or a service that it needs is out of reach. */
function endingBy(error: unknown): WorkerEnding {
  if (!(error instanceof EngineUnusableError)) return 'cut_off';
  return error.after_crash ? 'failed' : 'engine_unusable';
}

/** From here on it has no job, unless it finds a last one; then this is said again after that. */
async function startDraining(deps: WorkLoop, worker: Worker): Promise<void> {
  worker.draining_since = iso(deps.clock.now());
  await report(deps, worker, 'draining');
}

function finishInBackground(deps: WorkLoop, worker: Worker, run: Run): void {
  const finishing = run
    .finish()
    .catch((error) => deps.log.error('a finish broke off; the message brings the job back to be finished', { error }))
    .finally(() => worker.finishing.delete(finishing));
  worker.finishing.add(finishing);
}
