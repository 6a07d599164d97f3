/** A job that takes its way: registered, in the queue, with one worker or with several after each other, completed. */
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { tellSegments } from '../../../core/worker/tell-segments.ts';
import { makeJob } from '../../support/records.ts';
import type { Random } from '../random.ts';
import type { LiveService } from './service.ts';

const LAUNCH_SECONDS = 30;
/** A checkpoint is written now and then. */
const CHECKPOINT_SEGMENTS = 12;

export class ScriptedJob {
  readonly #service: LiveService;
  readonly #random: Random;
  readonly #jobId: string;
  #checkpoint = 0;

  constructor(service: LiveService, jobId: string) {
    this.#service = service;
    this.#jobId = jobId;
    this.#random = service.random.fork(`job ${jobId}`);
  }

  async live(): Promise<void> {
    const { clock, options } = this.#service;
    this.#change({ status: 'registered' });
    await clock.sleep(this.#random.exponential(options.wait_seconds * 1000));
    for (let attempt = 1, isDone = false; !isDone; attempt += 1) {
      this.#change({ status: 'launching' });
      await clock.sleep(this.#random.exponential(LAUNCH_SECONDS * 1000));
      isDone = await this.#attempt(this.#change({ status: 'processing', attempt }));
    }
    this.#change({ status: 'completed' });
  }

  /** @returns whether it came to the end of the file */
  async #attempt(row: JobRow): Promise<boolean> {
    const { clock, options, segments } = this.#service;
    const isInterrupted = this.#random.chance(options.interrupted);
    const until = isInterrupted ? this.#random.below(segments.length) : segments.length;
    const telling = tellSegments(this.#service.worker(), row as Parameters<typeof tellSegments>[1]);
    telling.restart(segments[this.#checkpoint - 1]?.end ?? 0);
    const each = options.audio_seconds / segments.length / options.realtime_factor;
    for (const [at, segment] of segments.slice(0, until).entries()) {
      if (at >= this.#checkpoint) await clock.sleep(each * 1000);
      telling.heard(segment, options.audio_seconds);
      if (at % CHECKPOINT_SEGMENTS === 0) this.#checkpoint = Math.max(this.#checkpoint, at);
    }
    await telling.end();
    return !isInterrupted;
  }

  #change(changes: Partial<JobRow>): JobRow {
    const { rows } = this.#service;
    const before = rows.get(this.#jobId);
    const { tenant, clock } = this.#service;
    const begin = before ?? makeJob({ job_id: this.#jobId, tenant });
    const row: JobRow = { ...begin, ...changes, updated_at: clock.now().toISOString() };
    rows.set(this.#jobId, row);
    this.#service.rowChanged(before, row);
    return row;
  }
}
