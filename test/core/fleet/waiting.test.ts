/** How much of the queue a sizing reads: no more than could change what it does. */
import { describe, expect, it } from 'vitest';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { workerState } from '../../../core/fleet/worker.ts';
import { givenJobFor, twoModels } from '../../support/two-models.ts';
import { givenWaitingJobs, jobsOf, workersOf } from '../../support/waiting-jobs.ts';
import { withMethod } from '../../support/with-method.ts';
import type { World } from '../../support/world.ts';

/** Items of the queue that a sizing reads. */
async function readBy(world: World, justQueued: readonly string[] = []): Promise<number> {
  let read = 0;
  const table = withMethod(world.table, 'due', async (dueClass, options) => {
    const items = await world.table.due(dueClass, options);
    if (dueClass === 'waiting') read += items.length;
    return items;
  });
  await sizeFleet({ ...world, table }, justQueued);
  return read;
}

async function allBusy(world: World): Promise<void> {
  for (const { instance_id } of workersOf(world))
    await world.table.write(workerState(instance_id, 'busy', world.clock.now()));
}

const served = (world: World, model: string) => workersOf(world).filter((worker) => worker.model === model).length;

describe('of what waits in a stage of one model', () => {
  it('so many are read as the fleet could take', async () => {
    const world = await givenWaitingJobs(50);
    expect(await readBy(world)).toBe(4);
    expect(workersOf(world)).toHaveLength(4);
  });

  it('none is read while all places are taken', async () => {
    const world = await givenWaitingJobs(50);
    await sizeFleet(world);
    expect(await readBy(world, [await givenLate(world)])).toBe(0);
  });
});

const givenLate = async (world: World) => givenJobFor(world, world.model.name, 'late');

describe('of what waits in a stage of two models', () => {
  /** Four places, and a long queue of the default; behind it one job of the other. */
  async function givenLongQueue(): Promise<World> {
    const world = twoModels();
    for (let n = 0; n < 60; n += 1) await givenJobFor(world, 'demo', String(n));
    await givenJobFor(world, 'other');
    return world;
  }

  it('what stands behind a long queue is found, and gets its place', async () => {
    const world = await givenLongQueue();
    await sizeFleet(world);
    expect([served(world, 'demo'), served(world, 'other')]).toEqual([3, 1]);
  });

  it('the whole is looked through once in half a minute', async () => {
    const world = await givenLongQueue();
    world.fleet.max_workers = 5;
    // EC2 gives none, so that there is room at each time.
    world.compute.answers.push(...Array(20).fill({ granted: 0, errors: [] }));
    expect(await readBy(world)).toBeGreaterThan(60);
    await world.clock.advance(20);
    expect(await readBy(world)).toBeLessThanOrEqual(10);
    await world.clock.advance(11);
    expect(await readBy(world)).toBeGreaterThan(60);
  });

  it('none is read while all places are taken and each model has its share', async () => {
    const world = await givenLongQueue();
    for (let n = 0; n < 60; n += 1) await givenJobFor(world, 'other', String(n));
    await sizeFleet(world);
    await allBusy(world);
    expect([served(world, 'demo'), served(world, 'other')]).toEqual([2, 2]);
    expect(await readBy(world)).toBe(0);
  });

  it('a job that came since is known to who sizes next, who may not have heard of it', async () => {
    const world = twoModels();
    for (let n = 0; n < 60; n += 1) await givenJobFor(world, 'demo', String(n));
    await sizeFleet(world);
    await allBusy(world);
    await world.clock.advance(61);
    await sizeFleet(world);
    const late = await givenJobFor(world, 'other');
    expect(await readBy(world, [late])).toBe(0);
    expect(workersOf(world).filter(({ asked_to_leave_at }) => asked_to_leave_at !== undefined)).toHaveLength(1);
    world.fleet.max_workers = 5;
    await sizeFleet(world);
    expect(served(world, 'other')).toBe(1);
  });

  it('a job that was found and is over takes no place from who waits', async () => {
    const world = await givenLongQueue();
    // Both purchase options, of both models, give none at first.
    world.compute.answers.push(...Array(4).fill({ granted: 0, errors: [] }));
    await sizeFleet(world);
    expect(workersOf(world)).toEqual([]);
    for (const { job_id, options } of jobsOf(world)) if (options.model === 'other') world.table.lose(job_id);
    await world.clock.advance(20);
    await sizeFleet(world);
    expect([served(world, 'demo'), served(world, 'other')]).toEqual([4, 0]);
  });
});
