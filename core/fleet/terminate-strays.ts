/** The kill path that needs neither the worker, nor its system, nor a Lambda: instances found by the stage's tag. */
import type { Clock, Compute, LiveInstance } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso, secondsBetween } from '../shared/time.ts';
import { type Stray, type StrayRules, straysAmong } from './stray.ts';

export type TerminateStrays = { compute: Pick<Compute, 'list' | 'terminate'>; clock: Clock };

export type FindStrays = StrayRules & { table: Pick<Table, 'getMany' | 'due'> };

export type Termination = Stray;

/** Instances that nobody accounts for, and those over age. */
export async function findStrays(
  { compute, clock }: TerminateStrays,
  { table, ...rules }: FindStrays,
): Promise<Termination[]> {
  return straysAmong(table, await compute.list(), rules, clock.now());
}

/** Every instance of the stage; needs EC2 and nothing else. */
export async function findAll(deps: TerminateStrays): Promise<Termination[]> {
  const instances = await deps.compute.list();
  return instances.map((one) => ({ ...one, age_seconds: ageOf(deps, one), because: 'all are ended' }));
}

export async function endWorkers(deps: TerminateStrays, instances: readonly Termination[]): Promise<void> {
  await deps.compute.terminate(instances.map((instance) => instance.instance_id));
}

function ageOf({ clock }: TerminateStrays, { launched_at }: LiveInstance): number {
  return Math.round(secondsBetween(launched_at, iso(clock.now())));
}
