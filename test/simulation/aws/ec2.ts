/**
 * EC2 as a launcher meets it: a bucket of calls, quotas and capacity, instances that boot or never do, that are billed
 * until they end, and that are taken back with a notice or without.
 */
import type { InstancePrices } from '../../../core/contracts/settings.ts';
import type {
  Compute,
  LaunchedInstance,
  LaunchOutcome,
  LaunchRequest,
  LiveInstance,
} from '../../../core/shared/ports.ts';
import type { VirtualClock } from '../../support/memory/clock.ts';
import { MemoryCompute } from '../../support/memory/compute.ts';
import type { Random } from '../random.ts';
import type { Rates } from '../rates.ts';
import { CallBucket } from './call-bucket.ts';
import { Capacity } from './capacity.ts';
import { Instance, type Machine } from './instance.ts';

export type Ec2Options = {
  clock: VirtualClock;
  random: Random;
  rates: Pick<Rates, 'capacity_error' | 'throttled' | 'spot_kill_per_hour' | 'spot_kill_unannounced' | 'boot_failed'>;
  instance_types: readonly string[];
  zones: number;
  quota_vcpus: number;
  median_free: number;
  prices: InstancePrices;
  /** systemd's timer on the instance; undefined where that is not set up. */
  max_lifetime_seconds: number | undefined;
  /** Starts what the image starts when an instance has booted. */
  boot(instance: Instance): Machine;
  on_event(name: string, instance: Instance): void;
};

/** DescribeInstances knows of a new instance within seconds. */
const LIST_LAG_MS = 5_000;

export class SimulatedEc2 implements Compute {
  readonly bucket: CallBucket;
  readonly #options: Ec2Options;
  readonly #memory: MemoryCompute;
  readonly #capacity: Capacity;
  readonly #live = new Map<string, Instance>();
  readonly #models = new Map<string, string>();
  launched = 0;
  peak = 0;
  calls = 0;
  #costOfEnded = 0;

  constructor(options: Ec2Options) {
    const { clock, random, rates } = options;
    this.#options = options;
    this.bucket = new CallBucket(clock);
    this.#capacity = new Capacity({
      ...options,
      random: random.fork('capacity'),
      capacity_error: rates.capacity_error,
    });
    this.#memory = new MemoryCompute(clock, (request) => this.#capacity.decide(request));
  }

  /** Instances that are billed now. */
  get live(): readonly Instance[] {
    return [...this.#live.values()];
  }

  /** USD until now. */
  get cost(): number {
    return this.live.reduce((sum, instance) => sum + this.#costOf(instance), this.#costOfEnded);
  }

  /** Which model's launch template an instance was launched from; undefined for the default's. */
  modelOf(instanceId: string): string | undefined {
    return this.#models.get(instanceId);
  }

  async launch(request: LaunchRequest): Promise<LaunchOutcome> {
    this.calls += 1;
    const { random, rates } = this.#options;
    if (!this.bucket.take() || random.chance(rates.throttled)) return TOO_MANY_CALLS;
    const outcome = await this.#memory.launch(request);
    for (const { instance_id } of outcome.instances) if (request.model) this.#models.set(instance_id, request.model);
    for (const instance of outcome.instances) if (!this.#live.has(instance.instance_id)) this.#start(instance);
    return outcome;
  }

  async list(): Promise<LiveInstance[]> {
    const known = new Date(this.#options.clock.milliseconds() - LIST_LAG_MS).toISOString();
    const isShown = ({ instance_id, launched_at }: LiveInstance) =>
      launched_at <= known && this.#live.get(instance_id)?.isRunning === true;
    return (await this.#memory.list()).filter(isShown);
  }

  async terminate(instanceIds: readonly string[]): Promise<void> {
    for (const id of instanceIds) this.#live.get(id)?.shutDown('terminated');
  }

  #start(launched: LaunchedInstance): void {
    const { clock, random, rates } = this.#options;
    this.launched += 1;
    const instance = new Instance(launched, {
      ...this.#options,
      clock,
      random,
      rates,
      on_end: (one) => this.#end(one),
    });
    this.#live.set(instance.instance_id, instance);
    this.peak = Math.max(this.peak, this.#live.size);
    instance.begin();
  }

  #end(instance: Instance): void {
    this.#live.delete(instance.instance_id);
    this.#memory.vanish(instance.instance_id);
    this.#capacity.release(instance.market);
    this.#costOfEnded += this.#costOf(instance);
  }

  /** EC2 bills seconds, 60 of them at least. */
  #costOf(instance: Instance): number {
    const price = this.#options.prices[instance.instance_type]?.[instance.market] ?? 0;
    return (Math.max(60, instance.ageSeconds) / 3600) * price;
  }
}

const TOO_MANY_CALLS: LaunchOutcome = {
  instances: [],
  errors: [{ code: 'RequestLimitExceeded', message: 'Request limit exceeded.' }],
};
