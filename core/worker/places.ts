/**
 * How many jobs a worker has at once. Between short files the engine would be idle while one is fetched and another's result is
 * stored, and its batches half empty; a long one fills it by itself.
 */
import type { SourcedJob } from '../contracts/job-row.ts';
import type { Clock } from '../shared/ports.ts';
import { EngineTurns, type Turn } from './engine-turns.ts';

/** A worker takes no further job beside one whose file is larger: a minute of WAV, two of MP3, ten of telephone Opus. */
const SHORT_BYTES = 2_000_000;

type Facts = Pick<SourcedJob, 'size_bytes' | 'attempts'>;

/** How large a file of the web is, nobody knows before it is fetched. */
export const isShort = ({ size_bytes }: Pick<Facts, 'size_bytes'>): boolean =>
  size_bytes !== undefined && size_bytes <= SHORT_BYTES;

/** Of what ends an attempt, all that its file may be the cause of: others shall not be there when it is so again. */
const SUSPICIOUS = ['crashed', 'lost', 'engine_unusable'];

const isSuspicious = ({ attempts }: Facts) => attempts.some(({ outcome = '' }) => SUSPICIOUS.includes(outcome));

export type Place = {
  /** @throws the signal's reason when it aborts before there is a turn */
  takeTurn(signal: AbortSignal): Promise<Turn>;
  /** From its next turn on, as its file may have crashed the engine. */
  goAlone(): void;
  /** @returns how much of the worker's time since the job was taken is its own, 0 to 1 */
  share(): number;
  leave(): void;
};

type Occupied = { isAlone: boolean; since: number; ownMs: number };

export class Places {
  readonly #limit: number;
  readonly #clock: Clock;
  readonly #turns = new EngineTurns();
  readonly #occupied = new Set<Occupied>();
  #sharedSince = 0;

  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Whether another job may be taken. */
  get isOpen(): boolean {
    return this.#occupied.size < this.#limit && ![...this.#occupied].some(({ isAlone }) => isAlone);
  }

  take(job: Facts): Place {
    this.#divideTime();
    const mine: Occupied = { isAlone: !isShort(job) || isSuspicious(job), since: this.#now(), ownMs: 0 };
    this.#occupied.add(mine);
    return {
      takeTurn: (signal) => this.#turns.take(mine.isAlone, signal),
      goAlone: () => {
        mine.isAlone = true;
      },
      share: () => {
        this.#divideTime();
        const passed = this.#now() - mine.since;
        return passed > 0 ? mine.ownMs / passed : 1 / this.#occupied.size;
      },
      leave: () => {
        this.#divideTime();
        this.#occupied.delete(mine);
      },
    };
  }

  /** What passed since the last change belongs to those who were there, in equal parts. */
  #divideTime(): void {
    const now = this.#now();
    for (const one of this.#occupied) one.ownMs += (now - this.#sharedSince) / this.#occupied.size;
    this.#sharedSince = now;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
