import { Checkpoint } from '../contracts/checkpoint.ts';
import type { EngineOptions, EnginePart } from '../contracts/engine-protocol.ts';
import type { SourcedJob } from '../contracts/job-row.ts';
import { parseJson } from '../shared/json.ts';
import { checkpointKey } from '../shared/object-keys.ts';
import type { Objects } from '../shared/object-ports.ts';
import type { Clock, Engine, Log } from '../shared/ports.ts';
import { isFrom, type Origin, originOf } from '../transcript/checkpoint.ts';

export type KeepCheckpoint = {
  objects: Pick<Objects, 'getText' | 'put'>;
  engine: Pick<Engine, 'ready'>;
  clock: Clock;
  log: Log;
};

/** What is heard of a job so far, in memory for another try on this worker, and in S3 for another worker. */
export type KeptCheckpoint = {
  /** What to go on with: another worker's parts, then ours. */
  readonly parts: readonly EnginePart[];
  /** Seconds of the file that their text reaches to. */
  readonly seconds: number;
  add(part: EnginePart): void;
  /** Seconds of the file that the text reaches to. */
  reached(seconds: number): void;
  /** Puts what is new into S3. Never throws: without a checkpoint the work is only done again. */
  save(): Promise<void>;
};

/** A worker that is killed without notice loses at most this much work; a checkpoint of a ten-hour file has some 10 MB. */
const SAVE_EVERY_SECONDS = 60;

/** Takes up what an earlier attempt left, if it was made from the same file with the same options, engine and model. */
export async function keepCheckpoint(
  deps: KeepCheckpoint,
  job: SourcedJob,
  options: EngineOptions,
): Promise<KeptCheckpoint> {
  const origin = originOf(job, options, await deps.engine.ready());
  const earlier = job.attempt > 1 ? await findCheckpoint(deps, job, origin) : undefined;
  return new Keeper(deps, origin, earlier);
}

async function findCheckpoint(deps: KeepCheckpoint, { job_id }: SourcedJob, origin: Origin) {
  try {
    const text = await deps.objects.getText(checkpointKey(job_id));
    if (text === undefined) return undefined;
    const checkpoint = Checkpoint.safeParse(parseJson(text));
    const usable = checkpoint.success && isFrom(checkpoint.data, origin) ? checkpoint.data : undefined;
    deps.log.info(
      usable ? 'job resumed from a checkpoint' : 'checkpoint ignored: it is of another file, model or option',
      {
        job_id,
        seconds_done: usable?.seconds_done,
        parts: usable?.parts.length,
      },
    );
    return usable;
  } catch (error) {
    deps.log.warn('the checkpoint could not be read; the job begins anew', { job_id, error });
    return undefined;
  }
}

class Keeper implements KeptCheckpoint {
  readonly parts: EnginePart[];
  readonly #deps: KeepCheckpoint;
  readonly #origin: Origin;
  #seconds: number;
  #saved: number;
  #nextSave: number;
  #saving: Promise<void> = Promise.resolve();

  constructor(deps: KeepCheckpoint, origin: Origin, earlier: Checkpoint | undefined) {
    this.#deps = deps;
    this.#origin = origin;
    this.parts = [...(earlier?.parts ?? [])];
    this.#seconds = earlier?.seconds_done ?? 0;
    this.#saved = this.parts.length;
    this.#nextSave = this.#now() + SAVE_EVERY_SECONDS * 1000;
  }

  add(part: EnginePart): void {
    this.parts.push(part);
    if (this.#now() < this.#nextSave) return;
    this.#nextSave = this.#now() + SAVE_EVERY_SECONDS * 1000;
    void this.save();
  }

  get seconds(): number {
    return this.#seconds;
  }

  reached(seconds: number): void {
    this.#seconds = Math.max(this.#seconds, seconds);
  }

  /** One after the other: an older one must not come to stand over a newer. */
  save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#put());
    return this.#saving;
  }

  async #put(): Promise<void> {
    const count = this.parts.length;
    if (count === this.#saved) return;
    const { job_id } = this.#origin;
    const checkpoint: Checkpoint = { schema: 1, ...this.#origin, seconds_done: this.#seconds, parts: this.parts };
    try {
      const body = JSON.stringify(checkpoint);
      await this.#deps.objects.put(checkpointKey(job_id), body, { content_type: 'application/json' });
      this.#saved = count;
      this.#deps.log.info('checkpoint written', { job_id, parts: count, seconds_done: this.#seconds });
    } catch (error) {
      this.#deps.log.warn('a checkpoint could not be written; the next one is tried', { job_id, error });
    }
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}
