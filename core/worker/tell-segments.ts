/**
 * Tells listeners what a worker hears, as it hears it. Nothing waits for it and nothing fails by it: what cannot be told is logged, and
 * told with the next batch. While nobody listens one item is read every two seconds, and nothing written.
 */
import type { Segment } from '../contracts/engine-protocol.ts';
import type { SourcedJob } from '../contracts/job-row.ts';
import { jobChannel, type LogHead } from '../contracts/live-items.ts';
import { appendNext } from '../live/log.ts';
import { type Heard, nextSegments, type SegmentsPlan } from '../live/next-segments.ts';
import { isListenedTo } from '../live/presence.ts';
import type { LiveLog, Presences } from '../shared/live-ports.ts';
import type { Clock, Log } from '../shared/ports.ts';
import { within } from '../shared/within.ts';
import { segmentAsAsked } from '../transcript/transcript.ts';

export type TellSegments = {
  /** Absent where the stage has no live updates. */
  live?: Pick<LiveLog, 'lastEvent' | 'appendEvent'> & Pick<Presences, 'presence'>;
  clock: Clock;
  log: Log;
};

export type Telling = {
  /** The engine begins with the file, or begins again: it says everything anew, and the same up to that second. */
  restart(sameUntil: number): void;
  heard(segment: Segment, durationSeconds: number): void;
  /** Tells the rest. Never throws, and is over soon whatever the table does. */
  end(): Promise<void>;
};

const EVERY_MS = 2000;
/** A worker may be about to end, and its last words are in the transcript too. */
const LAST_WORDS_MS = 2000;

const TO_NOBODY: Telling = { restart() {}, heard() {}, end: async () => {} };

export function tellSegments({ live, clock, log }: TellSegments, job: SourcedJob): Telling {
  return live ? new Teller({ live, clock, log }, job) : TO_NOBODY;
}

class Teller implements Telling {
  readonly #deps: Required<TellSegments>;
  readonly #job: SourcedJob;
  readonly #ended = new AbortController();
  readonly #telling: Promise<void>;
  #segments: Segment[] = [];
  #heard: Omit<Heard, 'segments'> = { duration_seconds: 0, told: undefined, same_until: 0 };
  #head: LogHead | undefined;

  constructor(deps: Required<TellSegments>, job: SourcedJob) {
    this.#deps = deps;
    this.#job = job;
    this.#telling = this.#keepTelling();
  }

  restart(same_until: number): void {
    this.#segments = [];
    this.#heard = { ...this.#heard, told: undefined, same_until };
  }

  heard(segment: Segment, duration_seconds: number): void {
    this.#segments.push(segmentAsAsked(segment, this.#job.options));
    this.#heard.duration_seconds = duration_seconds;
  }

  async end(): Promise<void> {
    this.#ended.abort();
    await within(this.#deps.clock, LAST_WORDS_MS, this.#telling);
  }

  async #keepTelling(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      await this.#deps.clock.sleep(EVERY_MS, this.#ended.signal);
      await this.#tell();
    }
  }

  async #tell(): Promise<void> {
    const channel = jobChannel(this.#job.job_id);
    try {
      if (!this.#hasNews() || !(await isListenedTo(this.#deps, channel))) return;
      while (await this.#tellNext(channel));
    } catch (error) {
      // What was written without an answer, the log says.
      this.#head = undefined;
      if (this.#heard.told !== undefined) this.#heard.same_until = Number.POSITIVE_INFINITY;
      this.#heard.told = undefined;
      this.#deps.log.warn('listeners could not be told what was heard; it is tried again', {
        job_id: this.#job.job_id,
        error,
      });
    }
  }

  #hasNews(): boolean {
    return this.#segments.length > (this.#heard.told ?? 0);
  }

  /** @returns whether there may be more */
  async #tellNext(channel: string): Promise<boolean> {
    const segments = this.#segments;
    let plan: SegmentsPlan | undefined;
    const next = (head: LogHead) => {
      plan = nextSegments(this.#job, { ...this.#heard, segments }, head, this.#deps.clock.now());
      return plan?.event;
    };
    this.#head = await appendNext(this.#deps, channel, next, this.#head);
    // The engine may have begun again meanwhile.
    if (plan && segments === this.#segments) this.#heard.told = plan.told;
    return plan !== undefined;
  }
}
