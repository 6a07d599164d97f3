/** Which instances are ended from outside. Reconcile and the operator's sweep ask here, so that they never disagree. */
import type { WorkerRow } from '../contracts/fleet-rows.ts';
import { workerKey } from '../contracts/rows.ts';
import type { LiveInstance } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso, secondsBetween } from '../shared/time.ts';

/** A worker that said its last word takes its instance with it within seconds, unless the system does not end. */
const POWEROFF_SECONDS = 30;
/** A worker without a job ends within two minutes, however its receivers behave; later it hangs. */
export const DRAINING_SECONDS = 300;
/** More jobs than any fleet runs. */
const LIMIT = 10_000;

export type StrayRules = {
  /** Age at which an instance is ended whatever it does. */
  max_lifetime_seconds: number;
  /** Younger instances may not have their row yet. */
  older_than_seconds: number;
};

export type Stray = LiveInstance & { age_seconds: number; because: string };

export async function straysAmong(
  table: Pick<Table, 'getMany' | 'due'>,
  instances: readonly LiveInstance[],
  rules: StrayRules,
  now: Date,
): Promise<Stray[]> {
  const rows = await table.getMany(instances.map((instance) => workerKey(instance.instance_id)));
  const workers = new Map(rows.flatMap((row) => (row.kind === 'worker' ? [[row.instance_id, row] as const] : [])));
  const hangs = [...workers.values()].some((row) => drainsTooLong(row, iso(now)));
  const jobs = hangs ? await jobsByInstance(table) : new Map<string, string>();
  return instances.flatMap((instance) => {
    const { instance_id, launched_at } = instance;
    const age_seconds = Math.round(secondsBetween(launched_at, iso(now)));
    const worker = { row: workers.get(instance_id), has_job: jobs.has(instance_id) };
    const because = whyStray(worker, age_seconds, iso(now), rules);
    return because ? [{ ...instance, age_seconds, because }] : [];
  });
}

export async function jobsByInstance(table: Pick<Table, 'due'>): Promise<Map<string, string>> {
  const items = await table.due('running', { limit: LIMIT });
  return new Map(items.map((item) => [item.instance_id ?? '', item.job_id]));
}

type Worker = { row: WorkerRow | undefined; has_job: boolean };

function whyStray({ row, has_job }: Worker, age: number, now: string, rules: StrayRules): string | undefined {
  if (age > rules.max_lifetime_seconds) return `it is older than ${rules.max_lifetime_seconds} s`;
  if (row?.state === 'ended') {
    const ended = secondsBetween(row.updated_at, now) > POWEROFF_SECONDS;
    return ended ? `its worker ended at ${row.updated_at} and the instance did not` : undefined;
  }
  if (row && !has_job && drainsTooLong(row, now)) return `it drains without a job since ${row.draining_since}`;
  if (age <= rules.older_than_seconds) return undefined;
  if (!row) return 'no row accounts for it';
  return row.alive_until < now ? `its row is silent since ${row.updated_at}` : undefined;
}

function drainsTooLong({ state, draining_since }: WorkerRow, now: string): boolean {
  if (state !== 'draining' || draining_since === undefined) return false;
  return secondsBetween(draining_since, now) > DRAINING_SECONDS;
}
