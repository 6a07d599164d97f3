/** The kill path that needs neither the worker, nor its system, nor a Lambda: instances found by the stage's tag. */
import type { WorkerRow } from '../contracts/fleet-rows.ts';
import { workerKey } from '../contracts/rows.ts';
import type { Clock, Compute, LiveInstance } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso, secondsBetween } from '../shared/time.ts';

export type SweepWorkers = { compute: Pick<Compute, 'list' | 'terminate'>; clock: Clock };

export type SweepRules = {
  table: Pick<Table, 'getMany'>;
  /** Age at which an instance is ended whatever it does. */
  max_lifetime_seconds: number;
  /** Younger instances may not have their row yet. */
  older_than_seconds: number;
};

export type Swept = LiveInstance & { age_seconds: number; because: string };

/** Instances that no live row accounts for, and those over age. */
export async function findStrays(deps: SweepWorkers, rules: SweepRules): Promise<Swept[]> {
  const instances = await deps.compute.list();
  const rows = await rules.table.getMany(instances.map((instance) => workerKey(instance.instance_id)));
  const workers = new Map(rows.map((row) => [row.job_id, row]));
  return instances.flatMap((instance) => {
    const row = workers.get(workerKey(instance.instance_id));
    const age_seconds = ageOf(deps, instance);
    const because = whyStray(row?.kind === 'worker' ? row : undefined, age_seconds, iso(deps.clock.now()), rules);
    return because ? [{ ...instance, age_seconds, because }] : [];
  });
}

/** Every instance of the stage; needs EC2 and nothing else. */
export async function findAll(deps: SweepWorkers): Promise<Swept[]> {
  const instances = await deps.compute.list();
  return instances.map((one) => ({ ...one, age_seconds: ageOf(deps, one), because: 'all are ended' }));
}

export async function endWorkers(deps: SweepWorkers, instances: readonly Swept[]): Promise<void> {
  await deps.compute.terminate(instances.map((instance) => instance.instance_id));
}

function ageOf({ clock }: SweepWorkers, { launched_at }: LiveInstance): number {
  return Math.round(secondsBetween(launched_at, iso(clock.now())));
}

function whyStray(row: WorkerRow | undefined, age: number, now: string, rules: SweepRules): string | undefined {
  if (age > rules.max_lifetime_seconds) return `it is older than ${rules.max_lifetime_seconds} s`;
  if (age < rules.older_than_seconds) return undefined;
  if (!row) return 'no row accounts for it';
  return row.alive_until < now ? `its row is silent since ${row.updated_at}` : undefined;
}
