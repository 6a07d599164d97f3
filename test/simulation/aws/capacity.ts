import type { Market } from '../../../core/contracts/settings.ts';
import type { VirtualClock } from '../../support/memory/clock.ts';
import type { Answer } from '../../support/memory/compute.ts';
import type { Random } from '../random.ts';

export type CapacityOptions = {
  clock: VirtualClock;
  random: Random;
  instance_types: readonly string[];
  zones: number;
  /** vCPUs that the account may run at once, per market. */
  quota_vcpus: number;
  /** Instances of one type that one zone has free for us, in the middle; it changes all the time. */
  median_free: number;
  /** Share of launches that find nothing free anywhere. */
  capacity_error: number;
};

/** The types in use are all `.xlarge`. */
const VCPUS = 4;
const REDRAW_MS = 600_000;

type Pool = { free: number; drawn_at: number };

/** What EC2 has to give: free machines per type, zone and market, and the account's quota. */
export class Capacity {
  readonly #options: CapacityOptions;
  readonly #pools = new Map<string, Pool>();
  readonly #running: Record<Market, number> = { spot: 0, 'on-demand': 0 };

  constructor(options: CapacityOptions) {
    this.#options = options;
  }

  decide({ count, market }: { count: number; market: Market }): Answer {
    const { random, capacity_error, instance_types, quota_vcpus } = this.#options;
    if (random.chance(capacity_error)) return { granted: 0, errors: instance_types.map(noCapacity) };
    const allowed = Math.max(0, Math.floor(quota_vcpus / VCPUS) - this.#running[market]);
    const types = this.#takeFrom(market, Math.min(count, allowed));
    this.#running[market] += types.length;
    const missing = count - types.length;
    const errors = missing === 0 ? [] : allowed < count ? [OVER_QUOTA[market]] : instance_types.map(noCapacity);
    return { granted: types.length, instance_types: types, errors };
  }

  release(market: Market): void {
    this.#running[market] -= 1;
  }

  #takeFrom(market: Market, count: number): string[] {
    const taken: string[] = [];
    for (const type of this.#options.instance_types) {
      for (let zone = 0; zone < this.#options.zones; zone += 1) {
        const pool = this.#pool(`${market}/${type}/${zone}`);
        while (pool.free > 0 && taken.length < count) {
          pool.free -= 1;
          taken.push(type);
        }
      }
    }
    return taken;
  }

  #pool(name: string): Pool {
    const { clock, random, median_free } = this.#options;
    const known = this.#pools.get(name);
    if (known && clock.milliseconds() - known.drawn_at < REDRAW_MS) return known;
    const pool = { free: Math.round(random.lognormal(median_free, 1)), drawn_at: clock.milliseconds() };
    this.#pools.set(name, pool);
    return pool;
  }
}

function noCapacity(type: string) {
  return { code: 'InsufficientInstanceCapacity', message: `${type}: no capacity in any zone` };
}

const OVER_QUOTA = {
  spot: { code: 'MaxSpotInstanceCountExceeded', message: 'the quota for spot instances is used up' },
  'on-demand': { code: 'VcpuLimitExceeded', message: 'the quota for instances is used up' },
};
