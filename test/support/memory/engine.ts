import type { EngineDone, EngineReady, Quality, Segment } from '../../../core/contracts/engine-protocol.ts';
import type { Clock, Engine, EngineJob } from '../../../core/shared/ports.ts';

export type Script = {
  texts?: string[];
  /** How long the audio of each segment is. */
  seconds_per_segment?: number;
  /** Seconds of audio that are transcribed in a second. Default 1. */
  speed?: number;
  warnings?: EngineDone['warnings'];
  /** Thrown after the segments. */
  error?: Error;
};

/** An engine that says what the test wrote down. */
export class MemoryEngine implements Engine {
  readonly #clock: Clock;
  readonly #scriptFor: ((job: EngineJob) => Script) | undefined;
  readonly jobs: EngineJob[] = [];
  /** For the next files, in order; then `usual` for every other. */
  readonly scripts: Script[] = [];
  usual: Script = { texts: ['Hello there.', 'Goodbye.'] };
  closed = false;
  /** Every segment that took its time, over all files. */
  readonly heard: number[] = [];

  /** @param scriptFor what it does with a file, for those that no test wrote a script for */
  constructor(clock: Clock, scriptFor?: (job: EngineJob) => Script) {
    this.#clock = clock;
    this.#scriptFor = scriptFor;
  }

  async ready(): Promise<EngineReady> {
    return makeReady();
  }

  async transcribe(job: EngineJob): Promise<EngineDone> {
    this.jobs.push(job);
    const script = this.scripts.shift() ?? this.#scriptFor?.(job) ?? this.usual;
    const { texts = [], seconds_per_segment = 2, speed = 1, warnings = [], error } = script;
    const duration_seconds = texts.length * seconds_per_segment;
    job.on_started(duration_seconds);
    for (const [id, text] of texts.entries()) {
      await this.#hear(job, id, seconds_per_segment / speed);
      job.on_segment(makeSegment({ id, text, start: id * seconds_per_segment, end: (id + 1) * seconds_per_segment }));
    }
    if (error) throw error;
    return makeDone({ id: job.job_id, duration_seconds, warnings });
  }

  /** A segment that an earlier run told is there at once; another one takes its time, also when told to stop. */
  async #hear(job: EngineJob, id: number, seconds: number): Promise<void> {
    if (job.resume.some((part) => part['segment'] === id)) return;
    job.stop.throwIfAborted();
    await this.#clock.sleep(seconds * 1000, job.signal);
    job.signal.throwIfAborted();
    this.heard.push(id);
    job.on_part({ segment: id });
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

export function makeReady(ready: Partial<EngineReady> = {}): EngineReady {
  return {
    type: 'ready',
    engine: 'memory',
    model: 'demo',
    device: 'cpu',
    batch_size: 8,
    languages: ['en', 'sv'],
    tasks: ['transcribe'],
    load_seconds: 4,
    versions: {},
    ...ready,
  };
}

export function makeSegment(segment: Partial<Segment> = {}): Segment {
  return { id: 0, start: 0, end: 1, text: 'Hello.', words: [], confidence: 0.9, ...segment };
}

export function makeDone(done: Partial<EngineDone> = {}): EngineDone {
  return {
    type: 'done',
    id: 'job-1',
    language: { code: 'en', probability: 0.99 },
    duration_seconds: 4,
    speech_seconds: 3,
    transcribe_seconds: 0.5,
    quality: makeQuality(),
    timings: NO_TIMINGS,
    warnings: [],
    ...done,
  };
}

export function makeQuality(quality: Partial<Quality> = {}): Quality {
  return {
    speech_seconds: 3,
    transcribed_seconds: 3,
    mean_confidence: 0.9,
    lowest_confidence: 0.8,
    low_confidence_spans: [],
    gaps: [],
    redecoded_segments: [],
    removed_segments: [],
    ...quality,
  };
}

const NO_TIMINGS: EngineDone['timings'] = {
  decode_seconds: 0,
  vad_seconds: 0,
  language_seconds: 0,
  features_seconds: 0,
  model_seconds: 0,
  redecode_seconds: 0,
};
