import type { EngineDone, EngineReady, Quality, Segment } from '../../../core/contracts/engine-protocol.ts';
import type { Clock, Engine, EngineJob } from '../../../core/ports.ts';

export type Script = {
  texts?: string[];
  /** How long each segment takes, and how long the audio of each is. */
  seconds_per_segment?: number;
  warnings?: EngineDone['warnings'];
  /** Thrown after the segments. */
  error?: Error;
};

const READY: EngineReady = {
  type: 'ready',
  engine: 'memory',
  model: 'demo',
  device: 'cpu',
  compute_type: 'int8',
  batch_size: 8,
  languages: ['en', 'sv'],
  tasks: ['transcribe'],
  load_seconds: 4,
  versions: {},
};

/** An engine that says what the test wrote down. */
export class MemoryEngine implements Engine {
  readonly #clock: Clock;
  readonly jobs: EngineJob[] = [];
  /** For the next files, in order; then `usual` for every other. */
  readonly scripts: Script[] = [];
  usual: Script = { texts: ['Hello there.', 'Goodbye.'] };
  closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async ready(): Promise<EngineReady> {
    return READY;
  }

  async transcribe(job: EngineJob): Promise<EngineDone> {
    this.jobs.push(job);
    const { texts = [], seconds_per_segment = 2, warnings = [], error } = this.scripts.shift() ?? this.usual;
    const duration_seconds = texts.length * seconds_per_segment;
    job.on_started(duration_seconds);
    for (const [id, text] of texts.entries()) {
      await this.#clock.sleep(seconds_per_segment * 1000, job.signal);
      job.signal.throwIfAborted();
      job.on_segment(makeSegment({ id, text, start: id * seconds_per_segment, end: (id + 1) * seconds_per_segment }));
    }
    if (error) throw error;
    return makeDone({ id: job.job_id, duration_seconds, warnings });
  }

  async close(): Promise<void> {
    this.closed = true;
  }
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
