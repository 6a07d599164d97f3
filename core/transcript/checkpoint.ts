/** Whether a job can be gone on with where another worker left it. */
import type { Checkpoint } from '../contracts/checkpoint.ts';
import type { EngineOptions, EngineReady } from '../contracts/engine-protocol.ts';
import type { SourcedJob } from '../contracts/job-row.ts';

/** What a checkpoint was made from and with. */
export type Origin = Pick<Checkpoint, 'job_id' | 'upload_version' | 'options' | 'engine'>;

/** Facts of `ready.versions` that differ from instance to instance and change no text. */
const NOT_OF_THE_ENGINE = ['cuda', 'python'];

export function originOf(job: SourcedJob, options: EngineOptions, ready: EngineReady): Origin {
  const versions = Object.entries(ready.versions).filter(([name]) => !NOT_OF_THE_ENGINE.includes(name));
  const engine = { ...Object.fromEntries(versions), engine: ready.engine, model: ready.model };
  return { job_id: job.job_id, upload_version: job.upload_version ?? '', options, engine };
}

/** True when the checkpoint was made from the same file with the same options, engine and model. */
export function isFrom(checkpoint: Checkpoint, origin: Origin): boolean {
  const { job_id, upload_version, options, engine } = checkpoint;
  return canonical({ job_id, upload_version, options, engine }) === canonical(origin);
}

/** JSON with the names of every object in order: S3 gave it back as it was written, by a version that may order otherwise. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
