import { JobFailure } from '../../../core/shared/errors.ts';
import type { Engine } from '../../../core/shared/ports.ts';
import { withMethod } from '../with-method.ts';

/** An engine whose crash over one file is a crash for all that it has: they share a process. */
export function inOneProcess(engine: Engine): Engine {
  let process = new AbortController();
  const transcribe: Engine['transcribe'] = async (job) => {
    const mine = process;
    try {
      return await engine.transcribe({ ...job, signal: AbortSignal.any([job.signal, mine.signal]) });
    } catch (error) {
      if (isCrash(error) && !mine.signal.aborted) {
        process = new AbortController();
        mine.abort(error);
      }
      throw error;
    }
  };
  return withMethod(engine, 'transcribe', transcribe);
}

const isCrash = (error: unknown) => error instanceof JobFailure && error.code === 'engine_crashed';
