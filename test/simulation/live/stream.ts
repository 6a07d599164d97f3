/** A stream of a table as Lambda reads it: by shards, in their order, one batch of a shard at a time. */
import type { VirtualClock } from '../../support/memory/clock.ts';
import { hash32, type Random } from '../random.ts';

/** As lib/constructs/live-updates.ts has it, and as many shards as a new table on demand. */
const [BATCH, SHARDS] = [100, 4];
/** Lambda polls a shard four times a second. */
const POLL_MS = 250;
/** What broke off is tried so often in all. */
const TRIES = 3;

type Shard<Item> = { waiting: Item[]; isRead: boolean };

export class Stream<Item> {
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #invoke: (batch: Item[]) => Promise<boolean>;
  readonly #shards: Shard<Item>[] = Array.from({ length: SHARDS }, () => ({ waiting: [], isRead: false }));

  /** @param invoke says whether it came to its end */
  constructor(clock: VirtualClock, random: Random, invoke: (batch: Item[]) => Promise<boolean>) {
    this.#clock = clock;
    this.#random = random;
    this.#invoke = invoke;
  }

  add(key: string, item: Item): void {
    const shard = this.#shards[hash32(key) % SHARDS] as Shard<Item>;
    shard.waiting.push(item);
    if (!shard.isRead) void this.#read(shard);
  }

  async #read(shard: Shard<Item>): Promise<void> {
    shard.isRead = true;
    await this.#clock.sleep(this.#random.between(0, POLL_MS));
    while (shard.waiting.length > 0) await this.#give(shard.waiting.splice(0, BATCH));
    shard.isRead = false;
  }

  async #give(batch: Item[]): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) if (await this.#invoke(batch)) return;
  }
}
