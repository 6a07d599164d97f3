/**
 * What the rules say to the table. A rule returns `Write`s as data; the DynamoDB adapter turns them into conditional
 * expressions and the in-memory table applies them, so a rule is stated, tested and simulated in one form.
 */

import type { DueClass } from '../contracts/row-parts.ts';
import type { Row } from '../contracts/rows.ts';
import { DAY_SECONDS } from './time.ts';

type AttributeValue = string | number | boolean | object;

/** One condition on one attribute of the row as it stands. An absent attribute meets only `absent`. */
export type Condition =
  | { attribute: string; is: 'absent' }
  | { attribute: string; is: 'one_of'; values: readonly (string | number)[] }
  | { attribute: string; is: 'before'; value: string };

export type PutIfAbsent = { kind: 'put'; row: Row };

export type Update = {
  kind: 'update';
  key: string;
  /** All must hold, and the row must exist. */
  when: readonly Condition[];
  set: Readonly<Record<string, AttributeValue | undefined>>;
  remove?: readonly string[];
  /** Appends to a list attribute that exists. */
  append?: Readonly<Record<string, readonly AttributeValue[]>>;
};

export type Write = PutIfAbsent | Update;

export type DueItem = { job_id: string; due_class: DueClass; due_at: string; state?: string; instance_id?: string };

export type Table = {
  /** Reads one row, strongly consistent. One that is no row of ours is logged by its key and counts as absent. */
  get(key: string): Promise<Row | undefined>;
  /** Whether there is a row, also one that `get` counts as absent; strongly consistent. */
  has(key: string): Promise<boolean>;
  /** Reads rows, strongly consistent; absent ones, and those that are no rows of ours, are left out. */
  getMany(keys: readonly string[]): Promise<Row[]>;
  /** Applies all writes or none. False when a condition did not hold; throws on anything else. */
  write(...writes: readonly Write[]): Promise<boolean>;
  /**
   * Items of one class due at or before a time, earliest first, at most `limit`. Eventually consistent.
   *
   * @param options.after the last item of the page before
   */
  due(dueClass: DueClass, options: { until?: string; limit: number; after?: DueItem }): Promise<DueItem[]>;
};

/** What only an operator's command does to the table. */
export type TableUpkeep = {
  /** Removes one row for good; one that is not there is as good as removed. */
  remove(key: string): Promise<void>;
  /** Puts the row in place of whatever is there. */
  replace(row: Row): Promise<void>;
  /** Ids of all jobs whose upload's key starts so. Reads the whole index of keys; eventually consistent. */
  jobsUnder(prefix: string): Promise<string[]>;
  /** Ids of the webhooks whose delivery failed then or later. Reads the whole table; eventually consistent. */
  failedDeliveries(since: string): Promise<string[]>;
};

/** True when the row meets every condition; shared by the in-memory table and the tests of the rules. */
export function meets(row: Readonly<Record<string, unknown>>, conditions: readonly Condition[]): boolean {
  return conditions.every((condition) => {
    const value = row[condition.attribute];
    if (condition.is === 'absent') return value === undefined;
    if (condition.is === 'before') return typeof value === 'string' && value < condition.value;
    return (condition.values as readonly unknown[]).includes(value);
  });
}

/** Job rows outlive every queue (14 days) and delivery (75 h). */
export const ROW_TTL_SECONDS = 90 * DAY_SECONDS;
