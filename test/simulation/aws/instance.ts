import type { Market } from '../../../core/contracts/settings.ts';
import type { LaunchedInstance } from '../../../core/shared/ports.ts';
import type { VirtualClock } from '../../support/memory/clock.ts';
import type { Random } from '../random.ts';
import type { Rates } from '../rates.ts';

/** What runs on an instance, as the instance sees it. */
export type Machine = {
  /** The system asks it to end: SIGTERM. */
  stop(): void;
  /** It may be taken back soon. */
  rebalance(): void;
  /** It will be taken back in two minutes. */
  notice(): void;
  /** It is gone. */
  kill(): void;
};

export type InstanceOptions = {
  clock: VirtualClock;
  random: Random;
  rates: Pick<Rates, 'spot_kill_per_hour' | 'spot_kill_unannounced' | 'boot_failed'>;
  max_lifetime_seconds: number | undefined;
  boot(instance: Instance): Machine;
  on_event(name: string, instance: Instance): void;
  on_end(instance: Instance): void;
};

/** Boot times that others published, slow ones included; no image of ours has been timed on EC2 yet (docs/performance.md). */
const MEDIAN_BOOT_MS = 35_000;
const NOTICE_MS = 120_000;
/** A recommendation to rebalance may come earlier than the notice, or with it. */
const LONGEST_REBALANCE_MS = 300_000;
/** From SIGTERM to the end of a system that shuts down. */
const SHUTDOWN_MS = 5_000;

/** One instance, billed from its launch to its end. */
export class Instance implements LaunchedInstance {
  readonly instance_id: string;
  readonly instance_type: string;
  readonly market: Market;
  readonly launchedAt: number;
  readonly #options: InstanceOptions;
  #machine: Machine | undefined;
  #state: 'running' | 'shutting down' | 'ended' = 'running';
  bootedAt: number | undefined;
  endedAt: number | undefined;
  endedBy: string | undefined;

  constructor({ instance_id, instance_type, market }: LaunchedInstance, options: InstanceOptions) {
    this.instance_id = instance_id;
    this.instance_type = instance_type;
    this.market = market;
    this.launchedAt = options.clock.milliseconds();
    this.#options = options;
  }

  get ageSeconds(): number {
    return ((this.endedAt ?? this.#options.clock.milliseconds()) - this.launchedAt) / 1000;
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  begin(): void {
    const { random, rates } = this.#options;
    this.#options.on_event('launched', this);
    if (this.market === 'spot' && rates.spot_kill_per_hour > 0) this.#planReclaim();
    if (!random.chance(rates.boot_failed)) this.#later(random.lognormal(MEDIAN_BOOT_MS, 0.4), () => this.#boot());
  }

  /** Asks the system to shut down; the instance ends a little later. */
  shutDown(by: string): void {
    if (this.#state !== 'running') return;
    this.#state = 'shutting down';
    this.endedBy = by;
    this.#options.on_event('shutting down', this);
    this.#machine?.stop();
    this.#options.clock.at(this.#options.clock.milliseconds() + SHUTDOWN_MS, () => this.#end());
  }

  #boot(): void {
    const { clock, max_lifetime_seconds } = this.#options;
    this.bootedAt = clock.milliseconds();
    this.#options.on_event('booted', this);
    if (max_lifetime_seconds) this.#later(max_lifetime_seconds * 1000, () => this.shutDown('timer'));
    this.#machine = this.#options.boot(this);
  }

  #planReclaim(): void {
    const { random, rates } = this.#options;
    const after = random.exponential(3_600_000 / rates.spot_kill_per_hour);
    if (random.chance(rates.spot_kill_unannounced)) {
      this.#later(after, () => this.#reclaim());
      return;
    }
    this.#later(after - random.between(0, LONGEST_REBALANCE_MS), () => {
      this.#options.on_event('rebalance recommended', this);
      this.#machine?.rebalance();
    });
    this.#later(after, () => {
      this.#options.on_event('interruption warned', this);
      this.#machine?.notice();
    });
    this.#later(after + NOTICE_MS, () => this.#reclaim());
  }

  #reclaim(): void {
    this.endedBy = 'reclaimed';
    this.#end();
  }

  #end(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.endedAt = this.#options.clock.milliseconds();
    this.#machine?.kill();
    this.#options.on_event(`ended: ${this.endedBy}`, this);
    this.#options.on_end(this);
  }

  /** Unless the instance has ended by then. */
  #later(milliseconds: number, action: () => void): void {
    const { clock } = this.#options;
    clock.at(clock.milliseconds() + milliseconds, () => {
      if (this.#state === 'running') action();
    });
  }
}
