import type { VirtualClock } from '../../support/memory/clock.ts';

/** EC2's limit on the rate of launch calls per account and region: a bucket that calls empty and time refills. */
export class CallBucket {
  readonly #clock: VirtualClock;
  readonly #size: number;
  readonly #perSecond: number;
  #tokens: number;
  #filledAt: number;
  refused = 0;

  /** @param size calls at once; 5 and 2 a second are EC2's for RunInstances and CreateFleet */
  constructor(clock: VirtualClock, { size = 5, per_second = 2 } = {}) {
    this.#clock = clock;
    this.#size = size;
    this.#perSecond = per_second;
    this.#tokens = size;
    this.#filledAt = clock.milliseconds();
  }

  /** False when the call is refused. */
  take(): boolean {
    const now = this.#clock.milliseconds();
    this.#tokens = Math.min(this.#size, this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) {
      this.refused += 1;
      return false;
    }
    this.#tokens -= 1;
    return true;
  }
}
