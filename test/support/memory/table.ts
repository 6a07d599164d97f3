import type { DueClass } from '../../../core/contracts/row-parts.ts';
import { Row } from '../../../core/contracts/rows.ts';
import {
  type DueItem,
  type JobIndex,
  type ListedItem,
  meets,
  type Table,
  type TableUpkeep,
  type Write,
} from '../../../core/shared/table.ts';
import { DueIndex, type DueQuery } from './due-index.ts';
import { added, copy, freeze, type Item, isSame, keyOf, projection, updated } from './items.ts';
import { compareTexts } from './sorted-list.ts';
import { refuseKey, refuseUnstorable } from './unstorable.ts';

/** An item never changes: a write makes another one, so what was read of it is read once. */
type Stored = { item: Item; due: DueItem | undefined; row: Row | undefined };
type IndexChange = { visible_at: number; before: DueItem | undefined; after: DueItem | undefined };

export type MemoryTableOptions = {
  /** Told of every change, with the item before and after it. */
  on_change?: (after: Item, before: Item | undefined) => void;
  /** When the index shows a change made now; both in milliseconds. */
  index?: { now(): number; lag(): number };
};

/** The table port in memory. Rows come out frozen inside, and read through the schema as the adapter reads them. */
export class MemoryTable implements Table, TableUpkeep, JobIndex {
  readonly #items = new Map<string, Stored>();
  readonly #index = new DueIndex();
  readonly #options: MemoryTableOptions;
  #unseen: IndexChange[] = [];
  #lags = false;

  constructor(options: MemoryTableOptions = {}) {
    this.#options = options;
  }

  async get(key: string): Promise<Row | undefined> {
    refuseKey(key);
    return this.#read(key);
  }

  async has(key: string): Promise<boolean> {
    refuseKey(key);
    return this.#items.has(key);
  }

  async getMany(keys: readonly string[]): Promise<Row[]> {
    keys.forEach(refuseKey);
    return [...new Set(keys)].map((key) => this.#read(key)).filter((row) => row !== undefined);
  }

  async write(...writes: readonly Write[]): Promise<boolean> {
    const keys = writes.map(keyOf);
    keys.forEach(refuseKey);
    if (new Set(keys).size < keys.length) throw new Error('a transaction may name each item only once');
    for (const write of writes) refuseUnstorable(storedBy(write));
    if (!writes.every((write) => this.#holds(write))) return false;
    for (const write of writes) this.#apply(write);
    return true;
  }

  async due(dueClass: DueClass, options: DueQuery): Promise<DueItem[]> {
    this.#showOlderThan(this.#options.index?.now() ?? 0);
    return this.#index.first(dueClass, options);
  }

  async remove(key: string): Promise<void> {
    this.lose(key);
  }

  async replace(row: Row): Promise<void> {
    this.lose(row.job_id);
    await this.write({ kind: 'put', row });
  }

  async jobsOf(s3Key: string): Promise<string[]> {
    refuseKey(s3Key);
    return [...this.#items].flatMap(([key, { item }]) => (item['s3_key'] === s3Key ? [key] : []));
  }

  async jobsUnder(prefix: string): Promise<string[]> {
    const found = [...this.#items].filter(([, { item }]) => String(item['s3_key'] ?? '').startsWith(prefix));
    return found.flatMap(([key, { item }]) => (item['s3_key'] === undefined ? [] : [key]));
  }

  async unlistedJobs(): Promise<string[]> {
    return this.rows().flatMap((row) => (row.kind === 'job' && row.tenant && !row.owner ? [row.job_id] : []));
  }

  async endlessRegistrations(): Promise<string[]> {
    return this.rows().flatMap((row) => (row.kind === 'registration' && !row.valid_until ? [row.job_id] : []));
  }

  async listed(
    owner: string,
    { from = '0000', until = '9999', after, limit }: Parameters<JobIndex['listed']>[1],
  ): Promise<ListedItem[]> {
    const items = [...this.#items.values()].flatMap(({ item }) => listedItem(item) ?? []);
    const wanted = items.filter((one) => one.owner === owner && one.listed_at >= from && one.listed_at <= until);
    const later = wanted.filter((one) => after === undefined || newestFirst(after, one) < 0);
    return later.sort(newestFirst).slice(0, limit);
  }

  async failedDeliveries(since: string): Promise<string[]> {
    const failed = this.rows().filter((row) => row.kind === 'delivery' && row.status === 'failed');
    return failed.flatMap((row) => ('webhook_id' in row && row.updated_at >= since ? [row.webhook_id] : []));
  }

  async keyRows(): Promise<string[]> {
    return [...this.#items].flatMap(([key, { item }]) => (item['kind'] === 'key' ? [key] : []));
  }

  /** Somebody removed the row by hand. */
  lose(key: string): void {
    const stored = this.#items.get(key);
    this.#items.delete(key);
    this.#show(stored?.due, undefined);
  }

  /** Somebody changed the row by hand, and no rule of ours was asked. */
  spoil(key: string, changes: Item): void {
    this.#store(key, freeze({ ...this.#items.get(key)?.item, ...changes }));
  }

  /** Every row, for a test to look at. */
  rows(): Row[] {
    return [...this.#items.keys()].flatMap((key) => this.#read(key) ?? []);
  }

  /** From now on `due` answers from what it knows now, until `catchUp`. */
  lag(): void {
    this.#lags = true;
  }

  catchUp(): void {
    this.#lags = false;
    this.#showOlderThan(Number.POSITIVE_INFINITY);
  }

  #read(key: string): Row | undefined {
    const stored = this.#items.get(key);
    if (!stored) return undefined;
    stored.row ??= parsed(stored.item);
    return stored.row && { ...stored.row };
  }

  #holds(write: Write): boolean {
    const item = this.#items.get(keyOf(write))?.item;
    if (write.kind === 'add') return true;
    return write.kind === 'put' ? item === undefined : item !== undefined && meets(item, write.when);
  }

  #apply(write: Write): void {
    const key = keyOf(write);
    const before = this.#items.get(key)?.item;
    const item = freeze(itemAfter(write, before));
    this.#store(key, item);
    this.#options.on_change?.(item, before);
  }

  #store(key: string, item: Item): void {
    const before = this.#items.get(key)?.due;
    const due = projection(item);
    this.#items.set(key, { item, due, row: undefined });
    if (!isSame(before, due)) this.#show(before, due);
  }

  #show(before: DueItem | undefined, after: DueItem | undefined): void {
    const { index } = this.#options;
    const earliest = this.#unseen.at(-1)?.visible_at ?? 0;
    this.#unseen.push({ visible_at: index ? Math.max(earliest, index.now() + index.lag()) : 0, before, after });
    if (!index) this.#showOlderThan(0);
  }

  /** In the order they were made: an index may be late, but not wrong. */
  #showOlderThan(time: number): void {
    if (this.#lags) return;
    let shown = 0;
    for (const { visible_at, before, after } of this.#unseen) {
      if (visible_at > time) break;
      this.#index.change(before, after);
      shown += 1;
    }
    if (shown > 0) this.#unseen = this.#unseen.slice(shown);
  }
}

function storedBy(write: Write): object {
  if (write.kind === 'add') return { ...write.row, ...write.amounts };
  return write.kind === 'put' ? write.row : { ...write.set, ...write.append };
}

function itemAfter(write: Write, before: Item | undefined): Item {
  if (write.kind === 'add') return added(before, write);
  return write.kind === 'put' ? copy(write.row) : updated(before ?? {}, write);
}

function listedItem({ job_id, owner, listed_at }: Item): ListedItem | undefined {
  return owner === undefined || listed_at === undefined ? undefined : ({ job_id, owner, listed_at } as ListedItem);
}

function newestFirst(one: ListedItem, other: ListedItem): number {
  return compareTexts(other.listed_at, one.listed_at) || compareTexts(one.job_id, other.job_id);
}

/** What is no row of ours counts as absent. */
function parsed(item: Item): Row | undefined {
  const { data } = Row.safeParse(item);
  return data && freeze(data);
}
