import { type DueClass, Row } from '../../../core/contracts/rows.ts';
import { type DueItem, meets, type Table, type Update, type Write } from '../../../core/table.ts';

type Item = Record<string, unknown>;

/** The table port in memory. Rows are copied in and out, and read through the schema as the adapter reads them. */
export class MemoryTable implements Table {
  readonly #items = new Map<string, Item>();
  #staleIndex: Item[] | undefined;

  async get(key: string): Promise<Row | undefined> {
    const item = this.#items.get(key);
    return item && Row.parse(copy(item));
  }

  async getMany(keys: readonly string[]): Promise<Row[]> {
    const rows = await Promise.all([...new Set(keys)].map((key) => this.get(key)));
    return rows.filter((row) => row !== undefined);
  }

  async write(...writes: readonly Write[]): Promise<boolean> {
    const keys = writes.map(keyOf);
    if (new Set(keys).size < keys.length) throw new Error('a transaction may name each item only once');
    if (!writes.every((write) => this.#holds(write))) return false;
    for (const write of writes) this.#apply(write);
    return true;
  }

  /** Somebody removed the row by hand. */
  lose(key: string): void {
    this.#items.delete(key);
  }

  async due(dueClass: DueClass, { until, limit }: { until?: string; limit: number }): Promise<DueItem[]> {
    const items = (this.#staleIndex ?? [...this.#items.values()])
      .filter((item) => item['due_class'] === dueClass && typeof item['due_at'] === 'string')
      .map(projection)
      .filter((item) => until === undefined || item.due_at <= until);
    return items
      .sort((one, other) => compare(one.due_at, other.due_at) || compare(one.job_id, other.job_id))
      .slice(0, limit);
  }

  /** Every row, for a test to look at. */
  rows(): Row[] {
    return [...this.#items.values()].map((item) => Row.parse(copy(item)));
  }

  /** From now on `due` answers from what it knows now, until `catchUp`. */
  lag(): void {
    this.#staleIndex = [...this.#items.values()].map(copy);
  }

  catchUp(): void {
    this.#staleIndex = undefined;
  }

  #holds(write: Write): boolean {
    const item = this.#items.get(keyOf(write));
    return write.kind === 'put' ? item === undefined : item !== undefined && meets(item, write.when);
  }

  #apply(write: Write): void {
    const item = write.kind === 'put' ? copy(write.row) : updated(this.#items.get(write.key) ?? {}, write);
    this.#items.set(keyOf(write), item);
  }
}

function keyOf(write: Write): string {
  return write.kind === 'put' ? write.row.job_id : write.key;
}

function updated(item: Item, { set, remove = [], append = {} }: Update): Item {
  const appended = Object.entries(append).map(([name, values]) => [name, [...(item[name] as unknown[]), ...values]]);
  const changed = copy({ ...item, ...withoutUndefined(set), ...Object.fromEntries(appended) });
  for (const name of remove) delete changed[name];
  return changed;
}

function projection(item: Item): DueItem {
  const { job_id, due_class, due_at, state, instance_id } = item as DueItem;
  return withoutUndefined({ job_id, due_class, due_at, state, instance_id }) as DueItem;
}

function copy(item: object): Item {
  return withoutUndefined(structuredClone(item));
}

function withoutUndefined(item: object): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
