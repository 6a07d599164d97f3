/**
 * What the rules say to the table. A rule returns `Write`s as data; the DynamoDB adapter turns them into conditional
 * expressions and the in-memory table applies them, so a rule is stated, tested and simulated in one form.
 */

import type { CountersRow, Counts } from '../contracts/counters-row.ts';
import type { DueClass } from '../contracts/row-parts.ts';
import type { Row } from '../contracts/rows.ts';
import type { UsageCounts, UsageRow } from '../contracts/usage-row.ts';
import { DAY_SECONDS } from './time.ts';

type Attribute<Of> = Extract<keyof Of, string>;

/** One condition on one attribute of the row as it stands. An absent attribute meets only `absent`. */
export type Condition<Of> =
  | { attribute: Attribute<Of>; is: 'absent' }
  | { attribute: Attribute<Of>; is: 'one_of'; values: readonly (string | number)[] }
  | { attribute: Attribute<Of>; is: 'before'; value: string };

/** What a row of that kind may be set to: its own attributes with their own types, so that a misspelt one does not compile. */
type Attributes<Of> = { readonly [Name in Exclude<Attribute<Of>, 'job_id' | 'kind'>]?: Of[Name] | undefined };

export type PutIfAbsent = { kind: 'put'; row: Row };

export type Update<Of extends Row> = {
  kind: 'update';
  key: string;
  /** All must hold, and the row must exist. */
  when: readonly Condition<Of>[];
  set: Attributes<Of>;
  remove?: readonly Attribute<Of>[];
  /** Appends to a list attribute that exists. */
  append?: Attributes<Of>;
};

/** An update of a row of some kind, for those that only carry it out. */
export type AnyUpdate = { [Kind in Row['kind']]: Update<Extract<Row, { kind: Kind }>> }[Row['kind']];

/** Adds to the counts of a row, whatever stands in it; one that is not there is made. */
export type Add = AddUsage | AddCounts;
export type AddUsage = { kind: 'add'; row: Omit<UsageRow, keyof UsageCounts>; amounts: Partial<UsageCounts> };
export type AddCounts = { kind: 'add'; row: Omit<CountersRow, 'counts'>; amounts: Counts };

export type Write = PutIfAbsent | AnyUpdate | Add;

/** @property state - of a worker what it does, of a job the model that it is for: what an index shows cannot be changed once it is made */
export type DueItem = { job_id: string; due_class: DueClass; due_at: string; state?: string; instance_id?: string };

export type Table = {
  /** Reads one row, strongly consistent. One that is no row of ours is logged by its key and counts as absent. */
  get(key: string): Promise<Row | undefined>;
  /** Whether there is a row, also one that `get` counts as absent; strongly consistent. */
  has(key: string): Promise<boolean>;
  /** Reads rows, strongly consistent; absent ones, and those that are no rows of ours, are left out. */
  getMany(keys: readonly string[]): Promise<Row[]>;
  /**
   * Applies all writes or none. False when a condition did not hold; throws on anything else.
   *
   * @throws RefusedForGoodError when a value is none that the table can hold
   */
  write(...writes: readonly Write[]): Promise<boolean>;
  /**
   * Items of one class due at or before a time, earliest first, at most `limit`. Eventually consistent.
   *
   * @param options.after the last item of the page before
   */
  due(dueClass: DueClass, options: { until?: string; limit: number; after?: DueItem }): Promise<DueItem[]>;
};

/** A job's place in the list of its owner. */
export type ListedItem = { job_id: string; owner: string; listed_at: string };

/** The jobs of an owner, apart from `Table`, as the API alone lists them. */
export type JobIndex = {
  /**
   * Those made from one time to another, both included, the newest first, at most `limit`. Eventually consistent.
   *
   * @param options.after the last item of the page before; it may be there no more
   */
  listed(
    owner: string,
    options: { from?: string; until?: string; after?: ListedItem; limit: number },
  ): Promise<ListedItem[]>;
};

/** The jobs of a file. */
export type FileIndex = {
  /** Their ids, by the whole of its key; eventually consistent. */
  jobsOf(s3Key: string): Promise<string[]>;
};

/** What the removal of a job's data does to the table. */
export type TableRemoval = FileIndex & {
  /** Removes one row for good; one that is not there is as good as removed. */
  remove(key: string): Promise<void>;
  /** Puts the row in place of whatever is there. */
  replace(row: Row): Promise<void>;
};

/** What only an operator's command does to the table. */
export type TableUpkeep = TableRemoval & {
  /** Ids of all jobs whose upload's key starts so. Reads the whole index of keys; eventually consistent. */
  jobsUnder(prefix: string): Promise<string[]>;
  /** Ids of the jobs that belong to somebody and are in no list, as versions before wrote them. Reads the whole table; eventually consistent. */
  unlistedJobs(): Promise<string[]>;
  /** Keys of the registrations that have no end, as versions before wrote them. Reads the whole table; eventually consistent. */
  endlessRegistrations(): Promise<string[]>;
  /** Ids of the webhooks whose delivery failed then or later. Reads the whole table; eventually consistent. */
  failedDeliveries(since: string): Promise<string[]>;
  /** The rows' keys of all API keys, also of those that no index has. Reads the whole table. */
  keyRows(): Promise<string[]>;
};

/** The row as the update leaves it, for who goes on with it without reading it again. */
export function rowAfter<Of extends Row, Given extends Of>(row: Given, update: Update<Of>): Given {
  const changed: Record<string, unknown> = { ...row };
  for (const [name, value] of Object.entries(update.set)) if (value !== undefined) changed[name] = value;
  for (const [name, values] of Object.entries(update.append ?? {})) {
    changed[name] = [...(changed[name] as unknown[]), ...(values as unknown[])];
  }
  for (const name of update.remove ?? []) delete changed[name];
  return changed as Given;
}

/** True when the row meets every condition; shared by the in-memory table and the tests of the rules. */
export function meets(
  row: Readonly<Record<string, unknown>>,
  conditions: readonly Condition<Readonly<Record<string, unknown>>>[],
): boolean {
  return conditions.every((condition) => {
    const value = row[condition.attribute];
    if (condition.is === 'absent') return value === undefined;
    if (condition.is === 'before') return typeof value === 'string' && value < condition.value;
    return (condition.values as readonly unknown[]).includes(value);
  });
}

/** Job rows outlive every queue (14 days) and delivery (75 h). */
export const ROW_TTL_SECONDS = 90 * DAY_SECONDS;
