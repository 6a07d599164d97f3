import { describe, expect, it } from 'vitest';
import { endWorkers, findAll, findStrays } from '../../../core/fleet/terminate-strays.ts';
import { launchedWorker, workerState } from '../../../core/fleet/worker.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { makeJob } from '../../support/records.ts';
import { makeWorld, type World, workerOn } from '../../support/world.ts';

const ago = (world: World, seconds: number) => new Date(world.clock.now().getTime() - seconds * 1000);
const rulesOf = ({ table }: World) => ({ table, max_lifetime_seconds: 3600, older_than_seconds: 120 });

describe('a sweep finds an instance', () => {
  it.each<[string, number, number | undefined, RegExp | undefined]>([
    ['without a row', 121, undefined, /no row accounts for it/],
    ['whose row may still be written', 119, undefined, undefined],
    ['whose worker is alive', 3000, 100, undefined],
    ['whose worker is silent', 3000, -1, /silent since/],
    ['over age, alive or not', 3601, 100, /older than 3600 s/],
  ])('%s', async (_which, age, aliveFor, because) => {
    const world = makeWorld();
    await givenInstance(world, 'i-1', age, aliveFor);
    const found = await findStrays(world, rulesOf(world));
    expect(found.map((one) => [one.instance_id, one.age_seconds])).toEqual(because ? [['i-1', age]] : []);
    if (because) expect(found[0]?.because).toMatch(because);
    expect(world.compute.terminated).toEqual([]);
  });
});

it('finds all of them when asked to, and ends what it is given', async () => {
  const world = makeWorld();
  await givenInstance(world, 'i-young', 1, 100);
  await givenInstance(world, 'i-old', 3601, undefined);
  const all = await findAll(world);
  expect(all.map((one) => one.instance_id)).toEqual(['i-young', 'i-old']);
  await endWorkers(world, all);
  expect(await world.compute.list()).toEqual([]);
});

it.each<[string, number, boolean, RegExp | undefined]>([
  ['that drains for long without a job', 301, false, /drains without a job since/],
  ['on its last job', 301, true, undefined],
  ['that has just begun to drain', 299, false, undefined],
])('a draining worker %s', async (_which, seconds, has_job, because) => {
  const world = makeWorld();
  await givenInstance(world, 'i-1', 3000, 100);
  const draining = { draining_since: ago(world, seconds).toISOString() };
  await world.table.write(workerState('i-1', 'draining', world.clock.now(), draining));
  const running = { due_class: 'running', due_at: ago(world, -60).toISOString() } as const;
  if (has_job) await world.table.write({ kind: 'put', row: makeJob({ ...running, instance_id: 'i-1' }) });
  const found = await findStrays(world, rulesOf(world));
  expect(found.map((one) => one.because)).toEqual(because ? [expect.stringMatching(because)] : []);
});

it('ends with reconcile what it finds itself', async () => {
  const world = makeWorld();
  await givenInstance(world, 'i-hangs', 3000, 100);
  const draining = { draining_since: ago(world, 301).toISOString() };
  await world.table.write(workerState('i-hangs', 'draining', world.clock.now(), draining));
  await reconcile(workerOn(world));
  expect(world.compute.terminated).toEqual(['i-hangs']);
});

async function givenInstance(world: World, id: string, age: number, aliveFor: number | undefined): Promise<void> {
  world.compute.appear(id, ago(world, age).toISOString());
  if (aliveFor === undefined) return;
  const worker = { instance_id: id, instance_type: 'g5.xlarge', market: 'spot' } as const;
  await world.table.write(launchedWorker(worker, ago(world, age)));
  const alive_until = ago(world, -aliveFor).toISOString();
  await world.table.write({ kind: 'update', key: `worker#${id}`, when: [], set: { alive_until } });
}
