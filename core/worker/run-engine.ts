/** One file through the engine: within its time, gone on with after a crash, left in good order when the worker must stop. */

import type { EngineDone, Segment } from '../contracts/engine-protocol.ts';
import type { SourcedJob } from '../contracts/job-row.ts';
import { orAborted, whenAborted } from '../shared/abort.ts';
import { EngineUnusableError, JobFailure, SpotInterruptionError } from '../shared/errors.ts';
import type { Engine, EngineJob } from '../shared/ports.ts';
import { within } from '../shared/within.ts';
import { engineOptions } from '../transcript/options.ts';
import type { Transcription } from '../transcript/transcript.ts';
import { type KeepCheckpoint, type KeptCheckpoint, keepCheckpoint } from './checkpoint.ts';
import type { Turn } from './engine-turns.ts';
import { type InstructEngine, instructions, listeners } from './instruct-engine.ts';
import { jobClocks } from './job-clocks.ts';
import type { Place } from './places.ts';
import { type Telling, type TellSegments, tellSegments } from './tell-segments.ts';
import { graceAfter } from './time-limit.ts';

export type RunEngine = KeepCheckpoint & InstructEngine & TellSegments & { engine: Engine; place: Place };

/**
 * When to leave a job: `drop` at once, as nothing more may be written; `stop` in good order, as the machine goes. `drain`
 * says that the machine may go soon. `later` is told of what goes on after the job was handed back, `aside` of what goes on
 * and no job waits for.
 */
export type LeaveSignals = {
  drop: AbortSignal;
  stop: AbortSignal;
  drain: AbortSignal;
  later(rest: Promise<unknown>): void;
  aside(rest: Promise<void>): void;
};

/**
 * How long the engine may finish what the model was asked when the worker must stop. Notice to hand-back is to take 5 s:
 * this, up to 1 s to find the notice, one PUT and the write of the row.
 */
const STOP_SECONDS = 2;
/** An S3 that is slow must not hold the job back; the checkpoint comes a little later then. */
const LAST_SAVE_SECONDS = 1;
/** Spot leaves two minutes: a batch that the model is slow with is not lost, and nobody begins before it is saved. */
export const LATE_SECONDS = 30;

/**
 * Transcribes a file that lies at `path`, from where an earlier attempt left it.
 *
 * @throws JobFailure for a reason the client is told; the reason of a signal that aborted
 */
export async function runEngine(
  deps: RunEngine,
  job: SourcedJob,
  path: string,
  leave: LeaveSignals,
): Promise<Transcription> {
  const left = AbortSignal.any([leave.drop, leave.stop]);
  const checkpoint = await orAborted(keepCheckpoint(deps, job, engineOptions(job.options, deps.model)), left);
  const telling = tellSegments(deps, job);
  const work: Work = { path, leave, checkpoint, telling, asking: false, goingOn: Promise.resolve() };
  // Should the machine go without a further word, little is lost.
  const takeBack = whenAborted(leave.drain, () => void checkpoint.save());
  try {
    return await tryTwice(deps, job, work);
  } catch (error) {
    if (leave.stop.aborted && !leave.drop.aborted) await saveInTime(deps, work);
    throw error;
  } finally {
    takeBack();
    leave.aside(telling.end());
  }
}

/** What the model answers after the hand-back, or a slow S3 takes after it, is waited for by the next worker. */
async function saveInTime(deps: RunEngine, work: Work): Promise<void> {
  const { checkpoint, leave } = work;
  const saved = checkpoint.save().then(() => true);
  const isSaved = await within(deps.clock, LAST_SAVE_SECONDS * 1000, saved);
  if (work.asking || !isSaved) leave.later(work.goingOn.then(() => checkpoint.save()));
}

/** `asking` until the engine has left the file, which is the end of `goingOn`. */
type Work = {
  path: string;
  leave: LeaveSignals;
  checkpoint: KeptCheckpoint;
  telling: Telling;
  asking: boolean;
  goingOn: Promise<unknown>;
  /** The last one. */
  turn?: Turn;
  largest_batch?: number;
};

/**
 * A crash of the engine is tried once more on this worker, from where it crashed and with half as much in its memory at
 * once; a file that crashes it twice is failed. Where other files were in it, nobody knows whose crash it was: each is tried
 * alone, and the crash does not count.
 */
async function tryTwice(deps: RunEngine, job: SourcedJob, work: Work): Promise<Transcription> {
  const { drop, stop } = work.leave;
  const { batch_size } = await orAborted(deps.engine.ready(), AbortSignal.any([drop, stop]));
  try {
    return await transcribe(deps, job, work);
  } catch (error) {
    const crashed = error instanceof JobFailure && error.code === 'engine_crashed';
    if (!crashed || drop.aborted || stop.aborted) throw error;
    const { hadCompany = false } = work.turn ?? {};
    const about = { job_id: job.job_id, reason: error.message, had_company: hadCompany };
    deps.log.warn('the engine crashed; the file is tried once more', about);
    deps.place.goAlone();
    if (hadCompany) return await tryTwice(deps, job, work).catch(blameCrash('shared'));
    work.largest_batch = Math.max(1, Math.floor(batch_size / 2));
    return await transcribe(deps, job, work).catch(blameCrash('own'));
  }
}

function blameCrash(after_crash: 'own' | 'shared'): (error: unknown) => never {
  return (error) => {
    const isBlame = error instanceof EngineUnusableError && error.after_crash === undefined;
    throw isBlame ? new EngineUnusableError(error.message, { after_crash }) : error;
  };
}

async function transcribe(deps: RunEngine, job: SourcedJob, work: Work): Promise<Transcription> {
  const { drop, stop } = work.leave;
  const segments: Segment[] = [];
  work.telling.restart(work.checkpoint.seconds);
  const clocks = jobClocks(deps, job);
  const inTime = graceAfter(deps.clock, stop, () => STOP_SECONDS);
  const late = graceAfter(deps.clock, stop, secondsToEnd);
  const engineJob = {
    ...instructions(deps, job, work),
    ...listeners(deps, job, work.checkpoint, { segments, clocks, telling: work.telling }),
  };
  const signal = AbortSignal.any([drop, clocks.signal, late.signal]);
  const done = inTurn(deps, work, { ...engineJob, stop, signal });
  work.asking = true;
  work.goingOn = done
    .catch(() => undefined)
    .finally(() => {
      work.asking = false;
      for (const timer of [clocks, inTime, late]) timer.release();
    });
  return { segments, done: await orAborted(done, inTime.signal) };
}

async function inTurn({ engine, place }: RunEngine, work: Work, job: EngineJob): Promise<EngineDone> {
  const turn = await place.takeTurn(AbortSignal.any([job.signal, job.stop]));
  work.turn = turn;
  try {
    return await engine.transcribe(job);
  } finally {
    turn.end();
  }
}

function secondsToEnd(reason: unknown): number {
  return reason instanceof SpotInterruptionError ? LATE_SECONDS : STOP_SECONDS;
}
