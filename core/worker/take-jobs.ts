/** Takes jobs from the queue, one after the other or several short ones at once, until the worker has to end. */
import type { WorkerEnding } from '../contracts/fleet-rows.ts';
import type { JobMessage } from '../contracts/messages.ts';
import type { UserData } from '../contracts/settings.ts';
import { SpotInterruptionError } from '../shared/errors.ts';
import type { Received } from '../shared/ports.ts';
import { iso, secondsBetween } from '../shared/time.ts';
import { Places } from './places.ts';
import { report, startDraining, type WorkerState } from './report-state.ts';
import { type Circumstances, type Run, type RunJob, runJob } from './run.ts';

export type TakeJobs = RunJob & {
  workerSettings: Pick<UserData, 'idle_seconds' | 'jobs_per_worker' | 'short_jobs_at_once'>;
};

export type Worker = WorkerState & { finishing: Set<Promise<void>> };
type Signals = { shutdown: AbortSignal; drain: AbortSignal };

type AtHand = {
  places: Places;
  jobs: Set<Promise<void>>;
  /** Jobs that are not over yet; the last words on one may still be said. */
  busyWith: number;
  /** Towards `jobs_per_worker`. */
  counted: number;
  /** Its own start is charged to its first job. */
  hasBegun: boolean;
  idleFrom: string;
  /** Aborts with what makes this worker take no other job. */
  failed: AbortController;
};

/** SQS long polling ends at 20 s. Below 1 s it would ask only some of SQS's servers. */
const LONGEST_WAIT_SECONDS = 20;
const SHORTEST_WAIT_SECONDS = 1;

/** @throws what a job ended with that is this worker's fault, when the jobs beside it are over */
export async function takeJobs(
  deps: TakeJobs,
  worker: Worker,
  { launchedAt, ...signals }: Signals & { launchedAt: string },
): Promise<WorkerEnding> {
  const places = new Places(deps.workerSettings.short_jobs_at_once ?? 1, deps.clock);
  const idleFrom = iso(deps.clock.now());
  const failed = new AbortController();
  const hand: AtHand = { places, jobs: new Set(), busyWith: 0, counted: 0, hasBegun: false, idleFrom, failed };
  while (await mayTakeAnother(deps, worker, hand)) {
    const message = await nextMessage(deps, worker, hand, signals).catch((error) => void failed.abort(error));
    if (!message) break;
    await begin(deps, worker, hand, { message, launchedAt, ...signals });
  }
  await Promise.all(hand.jobs);
  failed.signal.throwIfAborted();
  const ending = worker.state === 'draining' ? 'idle' : 'jobs_done';
  return endingAskedFor(signals) ?? (worker.gives_place ? 'gave_place' : ending);
}

export function endingAskedFor({ shutdown, drain }: Signals): WorkerEnding | undefined {
  if (shutdown.aborted) return shutdown.reason instanceof SpotInterruptionError ? 'interrupted' : 'stopped';
  return drain.aborted ? 'rebalance' : undefined;
}

/** Waits for a place, if there is to be another job at all. */
async function mayTakeAnother(deps: TakeJobs, worker: Worker, hand: AtHand): Promise<boolean> {
  const isFull = () => !hand.places.isOpen || hand.counted + hand.jobs.size >= limitOf(deps);
  while (hand.jobs.size > 0 && isFull()) await Promise.race(hand.jobs);
  return !hand.failed.signal.aborted && worker.state !== 'draining' && hand.counted < limitOf(deps);
}

const limitOf = ({ workerSettings }: TakeJobs) => workerSettings.jobs_per_worker || Number.POSITIVE_INFINITY;

/** The next message; undefined when the worker should take no other: told so, or idle for long enough. */
async function nextMessage(
  deps: TakeJobs,
  worker: Worker,
  hand: AtHand,
  { shutdown, drain }: Signals,
): Promise<Received<JobMessage> | undefined> {
  const stop = AbortSignal.any([shutdown, drain, hand.failed.signal]);
  const idleLeft = () => deps.workerSettings.idle_seconds - secondsBetween(hand.idleFrom, iso(deps.clock.now()));
  do {
    if (stop.aborted) return undefined;
    const isBusy = hand.busyWith > 0;
    if (isBusy) hand.idleFrom = iso(deps.clock.now());
    // SQS gives messages to a poll that was left behind too, and they are hidden for a while then: those of the jobs at hand,
    // should the worker vanish, or hand them back. So such a poll is short, and is not broken off.
    const message = await (isBusy ? receive(deps, SHORTEST_WAIT_SECONDS) : receive(deps, idleLeft(), stop));
    if (message && stop.aborted) return giveBack(deps, message);
    if (message) return message;
  } while ((hand.busyWith > 0 || idleLeft() > 0) && !worker.gives_place);
  if (hand.busyWith > 0) return undefined;
  await startDraining(deps, worker);
  return stop.aborted ? undefined : receive(deps, SHORTEST_WAIT_SECONDS, stop);
}

function receive(deps: TakeJobs, seconds: number, signal?: AbortSignal): Promise<Received<JobMessage> | undefined> {
  const wait_seconds = Math.min(LONGEST_WAIT_SECONDS, Math.max(SHORTEST_WAIT_SECONDS, Math.ceil(seconds)));
  return deps.jobs.receive({ wait_seconds, ...(signal && { signal }) });
}

async function giveBack(deps: TakeJobs, { receipt, body: { job_id } }: Received<JobMessage>): Promise<undefined> {
  const words = 'a message that came too late for this worker could not be given back; it is shown again soon';
  await deps.jobs.hide(receipt, 0).catch((error) => deps.log.warn(words, { job_id, error }));
}

type Beginning = Signals & { message: Received<JobMessage>; launchedAt: string };

/** @returns when it is known whether the worker has room for another beside it */
async function begin(deps: TakeJobs, worker: Worker, hand: AtHand, beginning: Beginning): Promise<void> {
  let hasPlace = () => {};
  const placed = new Promise<void>((resolve) => {
    hasPlace = resolve;
  });
  const takePlace: Circumstances['takePlace'] = (job) => {
    hasPlace();
    return hand.places.take(job);
  };
  hand.busyWith += 1;
  const job = carryOut(deps, worker, hand, { ...beginning, takePlace })
    .catch((error) => hand.failed.abort(error))
    .finally(() => hand.jobs.delete(job));
  hand.jobs.add(job);
  await Promise.race([placed, job]);
}

async function carryOut(
  deps: TakeJobs,
  worker: Worker,
  hand: AtHand,
  { message, launchedAt, ...around }: Beginning & Pick<Circumstances, 'takePlace'>,
): Promise<void> {
  const isFirst = !hand.hasBegun;
  hand.hasBegun = true;
  const startUp = isFirst ? { boot_seconds: secondsBetween(launchedAt, iso(deps.clock.now())) } : undefined;
  const [run] = await Promise.all([
    runJob(deps, message, { ...around, startUp }).finally(() => {
      hand.busyWith -= 1;
    }),
    report(deps, worker, 'busy'),
  ]);
  finishInBackground(deps, worker, run);
  if (isFirst && !run.worked) hand.hasBegun = false;
  // In place of a job that was cancelled it takes the next.
  if (run.worked && !run.cancelled) hand.counted += 1;
  if (run.ended) worker.jobs_done += 1;
  hand.idleFrom = iso(deps.clock.now());
  if (hand.busyWith === 0 && hand.counted < limitOf(deps)) await report(deps, worker, 'idle');
}

function finishInBackground(deps: TakeJobs, worker: Worker, run: Run): void {
  const finishing = run
    .finish()
    .catch((error) => deps.log.error('a finish broke off; the message brings the job back to be finished', { error }))
    .finally(() => worker.finishing.delete(finishing));
  worker.finishing.add(finishing);
}
