import { type FaultKind, FaultyProcess } from '../support/faulty-process.ts';
import type { VirtualClock } from '../support/memory/clock.ts';
import type { Random } from './random.ts';
import type { Rates } from './rates.ts';

export type ProcessOptions = {
  name: string;
  clock: VirtualClock;
  random: Random;
  rates: Pick<Rates, 'call_error' | 'crash' | 'stall'>;
  /** How likely its clock is off by minutes. */
  broken_clock: number;
  /** Dies at the call of this number, whatever the rates say. */
  dies_at?: number;
  /** Told when it died by itself. */
  on_death: () => void;
};

/** A call to an AWS service of the same region takes a few milliseconds, seldom many. */
const TRAVEL_MS = 6;
const LONGEST_STALL_MS = 600_000;
/** Of a clock that is kept right: Lambda's and EC2's own are, to milliseconds. */
const SKEW_MS = 50;
const BROKEN_SKEW_MS = 120_000;

/** One Lambda invocation or worker: it has its own idea of the time, its calls take time, and any may be its last. */
export class SimulatedProcess extends FaultyProcess {
  readonly name: string;
  isDead = false;
  stalledUntil = 0;
  readonly #options: ProcessOptions;
  readonly #skewMs: number;
  #calls = 0;
  readonly #crashAt: number;
  #stallAt: number;
  #errorAt: number;

  constructor(options: ProcessOptions) {
    super();
    const { random, rates } = options;
    this.name = options.name;
    this.#options = options;
    const skew = random.chance(options.broken_clock) ? BROKEN_SKEW_MS : SKEW_MS;
    this.#skewMs = Math.round(random.between(-skew, skew));
    this.#crashAt = options.dies_at ?? random.trials(rates.crash);
    this.#stallAt = random.trials(rates.stall);
    this.#errorAt = random.trials(rates.call_error);
  }

  /** The clock as this process reads it. */
  get clock() {
    const { clock } = this.#options;
    return {
      now: () => new Date(clock.milliseconds() + this.#skewMs),
      sleep: (milliseconds: number, signal?: AbortSignal) => clock.sleep(milliseconds, signal),
    };
  }

  override die(): void {
    if (this.isDead) return;
    this.end();
    this.#options.on_death();
  }

  /** Ends it from outside: nobody has to be told. */
  end(): void {
    this.isDead = true;
    super.die();
  }

  protected override faultOf(): FaultKind | undefined {
    const { random, rates } = this.#options;
    this.#calls += 1;
    if (this.#calls === this.#crashAt) return random.chance(0.5) ? 'dies before' : 'dies after';
    if (this.#calls === this.#stallAt) {
      this.#stallAt += random.trials(rates.stall);
      return 'stalls before';
    }
    if (this.#calls !== this.#errorAt) return undefined;
    this.#errorAt += random.trials(rates.call_error);
    return random.chance(0.5) ? 'fails before' : 'fails after';
  }

  protected override travel(): Promise<void> {
    return this.#options.clock.sleep(Math.ceil(this.#options.random.exponential(TRAVEL_MS)));
  }

  protected override stall(): Promise<unknown> {
    const { clock, random } = this.#options;
    this.stalledUntil = clock.milliseconds() + random.between(1_000, LONGEST_STALL_MS);
    clock.at(this.stalledUntil, () => {
      if (!this.isDead) this.resume();
    });
    return super.stall();
  }
}
