/** A stage of several models: who gets the places that they share. */
import { describe, expect, it } from 'vitest';
import type { WorkerRow } from '../../../core/contracts/fleet-rows.ts';
import { type Claim, placesToGive } from '../../../core/fleet/give-place.ts';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { tendWorkers } from '../../../core/fleet/tend.ts';
import { endedWorker, workerState } from '../../../core/fleet/worker.ts';
import type { Update } from '../../../core/shared/table.ts';
import { MemoryCompute } from '../../support/memory/compute.ts';
import { givenJobFor, twoModels } from '../../support/two-models.ts';
import { NO_CAPACITY, workersOf } from '../../support/waiting-jobs.ts';
import type { World } from '../../support/world.ts';

const NO_IMAGE = [{ code: 'InvalidParameterValue', message: 'the parameter is not there' }];

describe('the places of a stage of two models', () => {
  it('are shared evenly while the jobs of both wait', async () => {
    const world = await givenJobs({ demo: 10, other: 10 });
    await sizeFleet(world);
    expect(servedBy(world)).toEqual({ demo: 2, other: 2 });
    expect(world.compute.requests).toMatchObject([{ count: 2 }, { count: 2, model: 'other' }]);
  });

  it('are all for one while no job of the other waits', async () => {
    const world = await givenJobs({ other: 10 });
    await sizeFleet(world);
    expect(servedBy(world)).toEqual({ other: 4 });
  });

  it('go, as they become free, to the model with the fewest workers', async () => {
    const world = await givenJobs({ demo: 10 });
    const launched = await sizeFleet(world);
    for (const id of launched) await world.table.write(workerState(id, 'busy', world.clock.now()));
    await givenJobsIn(world, { other: 10 });
    await end(world, launched[0] ?? '');
    await sizeFleet(world);
    expect(servedBy(world)).toEqual({ demo: 3, other: 1 });
    await end(world, launched[1] ?? '');
    await sizeFleet(world);
    expect(servedBy(world)).toEqual({ demo: 2, other: 2 });
  });

  it('are not taken by a free worker of the other model for granted', async () => {
    const world = await givenJobs({ demo: 1 });
    const [idle = ''] = await sizeFleet(world);
    await world.table.write(workerState(idle, 'idle', world.clock.now()));
    await givenJobsIn(world, { other: 1 });
    await sizeFleet(world);
    expect(servedBy(world)).toEqual({ demo: 1, other: 1 });
  });

  it('are all for the other while a model has no image', async () => {
    const world = await givenJobs({ demo: 10, other: 10 });
    world.compute = new MemoryCompute(world.clock, ({ count, model }) =>
      model === 'other' ? { granted: 0, errors: NO_IMAGE } : { granted: count },
    );
    await sizeFleet(world);
    await sizeFleet(world);
    expect(servedBy(world)).toEqual({ demo: 4 });
  });

  it('are all for the other while the workers of a model are of no use', async () => {
    const world = await givenJobs({ other: 10 });
    for (const id of (await sizeFleet(world)).slice(1)) await end(world, id, { ended_reason: 'engine_unusable' });
    await givenJobsIn(world, { demo: 10 });
    await sizeFleet(world);
    expect(servedBy(world)).toEqual({ demo: 3, other: 1 });
    expect(world.log.at('error')).toContain('fleet halted');
  });
});

describe('workers of a model that has all places', () => {
  it('are asked to end after their job for one whose jobs wait, as many as are beyond their share', async () => {
    const world = await givenBusyFleet();
    await givenJobsIn(world, { other: 10 });
    await sizeFleet(world);
    expect(workersOf(world).map(({ state }) => state)).toEqual(['draining', 'draining', 'busy', 'busy']);
    await sizeFleet(world);
    expect(workersOf(world).filter(({ asked_to_leave_at }) => asked_to_leave_at !== undefined)).toHaveLength(2);
  });

  it('stay if they are of a version that knew one model, as they would not know what they are asked', async () => {
    const world = await givenBusyFleet();
    for (const { job_id } of workersOf(world))
      await world.table.write({
        kind: 'update',
        key: job_id,
        when: [],
        set: {},
        remove: ['model'],
      } as Update<WorkerRow>);
    await givenJobsIn(world, { other: 10 });
    await sizeFleet(world);
    expect(workersOf(world).map(({ state }) => state)).toEqual(Array(4).fill('busy'));
  });

  it('stay while EC2 has no worker of the other to give', async () => {
    const world = await givenBusyFleet();
    await givenJobsIn(world, { other: 1 });
    await end(world, workersOf(world)[0]?.instance_id ?? '');
    world.compute = new MemoryCompute(world.clock, () => ({ granted: 0, errors: NO_CAPACITY }));
    await sizeFleet(world);
    expect(workersOf(world).filter(({ state }) => state === 'busy')).toHaveLength(3);
  });

  it.each<[string, Claim[], number, unknown]>([
    ['there is room', [claim('a', 3), claim('b', 0, 5)], 4, []],
    ['enough are leaving', [claim('a', 4, 9, 2), claim('b', 0, 5)], 4, []],
    ['the other wants none', [claim('a', 4, 9), claim('b', 0)], 4, []],
  ])('are asked for nothing when %s', (_when, claims, places, giving) => {
    expect(placesToGive(claims, places)).toEqual(giving);
  });

  it('take turns with the other where there is one place', () => {
    const giving = placesToGive([claim('a', 1, 9), claim('b', 0, 1)], 1);
    expect(giving).toEqual([{ model: 'a', count: 1, after_seconds: 600 }]);
  });
});

const claim = (model: string, live: number, wants = 0, draining = 0): Claim => ({ model, live, wants, draining });

type Jobs = { demo?: number; other?: number };

async function givenJobs(jobs: Jobs): Promise<World> {
  const world = twoModels();
  await givenJobsIn(world, jobs);
  return world;
}

async function givenJobsIn(world: World, jobs: Jobs): Promise<void> {
  for (const [model, count] of Object.entries(jobs)) {
    for (let n = 0; n < count; n += 1) await givenJobFor(world, model, String(n));
  }
}

/** Four workers of the default model that go on for as long as its jobs wait. */
async function givenBusyFleet(): Promise<World> {
  const world = await givenJobs({ demo: 10 });
  for (const id of await sizeFleet(world)) await world.table.write(workerState(id, 'busy', world.clock.now()));
  await world.clock.advance(61);
  return world;
}

async function end(world: World, id: string, facts: Parameters<typeof endedWorker>[1] = { jobs_done: 1 }) {
  await world.table.write(endedWorker(id, facts, world.clock.now()));
  world.compute.vanish(id);
  await world.clock.advance(61);
  await tendWorkers(world, { until: world.clock.now(), failures: 0, queued: [] });
}

function servedBy(world: World): Record<string, number> {
  const live = workersOf(world).filter(({ state }) => state !== 'ended');
  return Object.fromEntries(
    ['demo', 'other'].flatMap((name) => {
      const count = live.filter(({ model }) => model === name).length;
      return count > 0 ? [[name, count]] : [];
    }),
  );
}
