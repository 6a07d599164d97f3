/** The engine as a child process, started before the first job comes, and again after it died or was ended. */
import type { Engine, Log } from '../../core/shared/ports.ts';
import { type EngineLimits, LIMITS } from './engine-limits.ts';
import { type EngineCommand, RunningEngine } from './running-engine.ts';

export function engineProcess(command: EngineCommand, log: Log, limits: EngineLimits = LIMITS): Engine {
  let running = new RunningEngine(command, log, limits);
  return {
    ready: () => running.ready,
    async transcribe(job) {
      // A file that kills the engine must not take the worker with it.
      if (running.isOver) running = new RunningEngine(command, log, limits);
      return running.transcribe(job);
    },
    close: () => running.close(),
  };
}
