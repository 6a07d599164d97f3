import type { Clock } from '../../../core/ports.ts';

type Sleeper = { wakes_at: number; wake: () => void };

/** More wake-ups than any scenario needs: past it, something turns in circles. */
const MAX_STEPS = 100_000;

/** Time that passes only when a test lets it. Sleepers wake in the order of their times, then of falling asleep. */
export class VirtualClock implements Clock {
  #time: number;
  #sleepers: Sleeper[] = [];

  constructor(start = '2026-03-01T12:00:00.000Z') {
    this.#time = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#time);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { wakes_at: this.#time + Math.max(0, milliseconds), wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Lets that much time pass, and everything happen that happens in it. */
  async advance(seconds: number): Promise<void> {
    const end = this.#time + seconds * 1000;
    await quiet();
    for (let steps = 0; this.#wakeNext(end); steps += 1) {
      if (steps === MAX_STEPS) throw new Error('the virtual clock was advanced and never came to its end');
      await quiet();
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
      if (steps === MAX_STEPS || !this.#wakeNext(Number.POSITIVE_INFINITY)) throw new Error('the work never ends');
      await quiet();
    }
    return work;
  }

  #wakeNext(end: number): boolean {
    const due = this.#sleepers.filter((sleeper) => sleeper.wakes_at <= end);
    const next = due.reduce<Sleeper | undefined>(
      (first, sleeper) => (first && first.wakes_at <= sleeper.wakes_at ? first : sleeper),
      undefined,
    );
    if (!next) return false;
    this.#time = next.wakes_at;
    next.wake();
    return true;
  }
}

/** Resolves when nothing is left that can run without time passing: the twins wait for nothing but promises. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
