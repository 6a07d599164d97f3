import { JobFailure } from '../../core/shared/errors.ts';
import type { Engine, EngineJob } from '../../core/shared/ports.ts';
import { MemoryEngine, type Script } from '../support/memory/engine.ts';
import { inOneProcess } from '../support/memory/engine-process.ts';
import type { Account } from './account.ts';

/** What is said in every file; a part of it takes a part of the file. */
export const TEXTS = ['One.', 'Two.', 'Three.'];

/** The engine of one worker, which finds in the file how long it is and what will happen. */
export function scriptedEngine({ clock, objects, options }: Account): Engine {
  const crashed = new Set<string>();

  function scriptFor(job: EngineJob): Script {
    const audio = JSON.parse(objects.files.get(job.audio_path) ?? '{}') as { seconds: number; kind: string };
    const script: Script = {
      texts: TEXTS,
      seconds_per_segment: audio.seconds / TEXTS.length,
      speed: options.realtime_factor,
    };
    if (audio.kind === 'bad') return { texts: [], error: new JobFailure('no_audio_stream', 'it holds no audio') };
    const crashes = audio.kind === 'poison' || (audio.kind === 'crash' && !crashed.has(job.job_id));
    if (!crashes) return script;
    crashed.add(job.job_id);
    return { ...script, texts: TEXTS.slice(0, 1), error: new JobFailure('engine_crashed', 'the engine died') };
  }

  const engine = new MemoryEngine(clock, (job) => {
    // It remembers its jobs for tests that ask; a worker of a long run has thousands.
    engine.jobs.length = 0;
    engine.heard.length = 0;
    engine.heard.length = 0;
    return scriptFor(job);
  });
  return inOneProcess(engine);
}
