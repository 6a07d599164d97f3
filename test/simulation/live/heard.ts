/** What a client may be told: all of a job, in its order, once; and what it was told otherwise. */
import type { LiveMessage } from '../../../core/contracts/live.ts';
import type { Violations } from '../audit/violations.ts';

export class Heard {
  readonly #jobId: string;
  readonly #violations: Violations;
  readonly #segments: number;
  /** What it gives as `after` when it comes again. */
  seq: number | undefined;
  snapshots = 0;
  /** What came again, as what sent it had broken off. */
  repeats = 0;
  #starts: number[] = [];
  #isCompleted = false;
  #isCompletedBySnapshot = false;

  constructor(jobId: string, segments: number, violations: Violations) {
    this.#jobId = jobId;
    this.#segments = segments;
    this.#violations = violations;
  }

  /** Whoever gets the snapshot of a job that is over takes the transcript. */
  get isOver(): boolean {
    return this.#isCompletedBySnapshot || (this.#isCompleted && this.#starts.length === this.#segments);
  }

  take(message: LiveMessage): void {
    if (message.type === 'snapshot') {
      this.#begin(message);
      return;
    }
    if (this.seq === undefined) this.#violations.add('told before a snapshot', this.#jobId);
    else if (message.seq <= this.seq) {
      this.repeats += 1;
      return;
    }
    this.seq = message.seq;
    if (message.type === 'state') this.#isCompleted ||= message.job.status === 'completed';
    else this.#add(message);
  }

  /** Nothing more comes. */
  end(): void {
    if (this.isOver) return;
    const words = `${this.#jobId}: ${this.#starts.length} of ${this.#segments} segments, completed: ${this.#isCompleted}`;
    this.#violations.add('missed something', words);
  }

  #begin({ seq, job }: LiveMessage & { type: 'snapshot' }): void {
    this.seq = seq;
    this.snapshots += 1;
    this.#starts = [];
    this.#isCompleted = job?.status === 'completed';
    this.#isCompletedBySnapshot = this.#isCompleted;
  }

  #add({ segments, replace_from = Number.POSITIVE_INFINITY }: LiveMessage & { type: 'segments' }): void {
    this.#starts = this.#starts.filter((start) => start < replace_from);
    for (const { id, start } of segments) {
      if (id !== this.#starts.length) this.#violations.add('a segment out of its place', `${this.#jobId}: ${id}`);
      this.#starts.push(start);
    }
  }
}
