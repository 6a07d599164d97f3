/**
 * The life of a worker: report for duty → take jobs and work on them → drain → end. A worker that is about to end writes
 * `draining` first and looks into the queue once more, so that a job queued while it still counted as free is not left
 * to nobody.
 */
import type { WorkerEnding } from '../contracts/fleet-rows.ts';
import { EngineUnusableError } from '../shared/errors.ts';
import { keepReporting, reportEnd, reportForDuty, startDraining } from './report-state.ts';
import { endingAskedFor, type TakeJobs, takeJobs, type Worker } from './take-jobs.ts';
import { waitForFinishes } from './wait-for-finishes.ts';

export type WorkLoop = TakeJobs;

/**
 * @param shutdown aborts when the machine is being taken away: work is handed back at once
 * @param drain aborts when the machine may be taken away soon: the jobs at hand are finished and no other begun
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

/** What no file did, the fleet's breaker has to know: no engine starts here, or a service that it needs is out of reach. */
function endingBy(error: unknown): WorkerEnding {
  if (!(error instanceof EngineUnusableError)) return 'cut_off';
  return error.after_crash ? 'failed' : 'engine_unusable';
}
