import type { Clock } from '../../../core/shared/ports.ts';
import { Agenda, type Entry } from './agenda.ts';

/** More wake-ups than any test's scenario needs: past it, something turns in circles. */
const MAX_STEPS = 100_000;
/** Every so many steps the real event loop gets its turn, or signals and output would wait for the end. */
const STEPS_PER_TURN = 10_000;

/** Time that passes only when a test lets it. Sleepers wake in the order of their times, then of falling asleep. */
export class VirtualClock implements Clock {
  #time: number;
  #slept = 0;
  #steps = 0;
  readonly #agenda = new Agenda();
  readonly #maxSteps: number;

  constructor(start = '2026-03-01T12:00:00.000Z', { max_steps = MAX_STEPS } = {}) {
    this.#time = Date.parse(start);
    this.#maxSteps = max_steps;
  }

  now(): Date {
    return new Date(this.#time);
  }

  /** Milliseconds since 1970, for those who only compare. */
  milliseconds(): number {
    return this.#time;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const entry = this.#enter(milliseconds, resolve);
      if (!signal) return;
      const abort = () => {
        this.#agenda.callOff(entry);
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
      entry.wake = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
    });
  }

  /** Calls back at that time; like `sleep`, without a promise. What it returns calls it off. */
  at(milliseconds: number, callback: () => void): () => void {
    const entry = this.#enter(milliseconds - this.#time, callback);
    return () => this.#agenda.callOff(entry);
  }

  /** Lets that much time pass, and everything happen that happens in it. */
  async advance(seconds: number): Promise<void> {
    const end = this.#time + seconds * 1000;
    await quiet();
    for (let steps = 0; this.#wakeNext(end); steps += 1) {
      if (steps === this.#maxSteps) throw new Error('the virtual clock was advanced and never came to its end');
      await this.#settled();
    }
    this.#time = end;
  }

  /** Lets time pass until the work is done. Fails when it waits for something that no passing of time brings. */
  async until<Result>(work: Promise<Result>): Promise<Result> {
    let settled = false;
    const settle = () => {
      settled = true;
    };
    work.then(settle, settle);
    await quiet();
    for (let steps = 0; !settled; steps += 1) {
      if (steps === this.#maxSteps || !this.#wakeNext(Number.POSITIVE_INFINITY)) throw new Error('the work never ends');
      await this.#settled();
    }
    return work;
  }

  #enter(milliseconds: number, wake: () => void): Entry {
    this.#slept += 1;
    const entry: Entry = { wakes_at: this.#time + Math.max(0, milliseconds), number: this.#slept, wake };
    this.#agenda.add(entry);
    return entry;
  }

  #wakeNext(end: number): boolean {
    const next = this.#agenda.takeUntil(end);
    if (!next) return false;
    this.#time = next.wakes_at;
    next.wake?.();
    return true;
  }

  #settled(): Promise<void> {
    this.#steps += 1;
    return this.#steps % STEPS_PER_TURN === 0 ? new Promise((resolve) => setImmediate(resolve)) : quiet();
  }
}

/** Resolves when nothing is left that can run without time passing: the twins wait for nothing but promises. */
export function quiet(): Promise<void> {
  // Node empties the queue of promises before it runs the next tick; a turn of the event loop costs ten times as much.
  return new Promise((resolve) => process.nextTick(resolve));
}
