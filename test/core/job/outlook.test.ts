import { describe, expect, it } from 'vitest';
import { getJob } from '../../../core/job/get.ts';
import { givenQueuedJob, jobIn, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const TENANT = 'default';

async function givenQueue(count: number): Promise<{ world: World; ids: string[] }> {
  const world = makeWorld();
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1) {
    ids.push((await givenQueuedJob(world)).job_id);
    await world.clock.advance(1);
  }
  return { world, ids };
}

describe('a waiting job', () => {
  const positions = (world: World, ids: string[]) =>
    Promise.all(ids.map(async (id) => (await getJob(world, id, TENANT)).queue_position));

  it('is told its place, which changes as others are taken', async () => {
    const { world, ids } = await givenQueue(3);
    expect(await positions(world, ids)).toEqual([1, 2, 3]);
    await world.clock.until(workOnce(workerOn(world)));
    expect(await positions(world, ids)).toEqual([undefined, 1, 2]);
  });

  it('far back is told none, and one that the index does not show yet the last', async () => {
    const { world, ids } = await givenQueue(201);
    world.table.lag();
    const { job_id: unseen } = await givenQueuedJob(world);
    expect(await positions(world, [ids[199]!, ids[200]!, unseen])).toEqual([200, undefined, undefined]);
    const { world: small } = await givenQueue(1);
    small.table.lag();
    expect(await positions(small, [(await givenQueuedJob(small)).job_id])).toEqual([2]);
  });
});

describe('a job at work', () => {
  it('is told when it may be done, by how fast it went so far', async () => {
    const {
      world,
      ids: [id = ''],
    } = await givenQueue(1);
    world.engine.usual = { texts: ['a', 'b', 'c', 'd'], seconds_per_segment: 100, speed: 10 };
    const working = workOnce(workerOn(world));
    await world.clock.advance(5);
    expect(await getJob(world, id, TENANT)).not.toHaveProperty('estimated_end');
    await world.clock.advance(15);
    const { started_at = '' } = await jobIn(world, id);
    const at = new Date(Date.parse(started_at) + 40_000).toISOString();
    expect((await getJob(world, id, TENANT)).estimated_end).toEqual({ at, by: 'progress' });
    await world.clock.until(working);
    expect(await getJob(world, id, TENANT)).not.toHaveProperty('estimated_end');
  });

  it('that another worker gave up is told nothing of it', async () => {
    const {
      world,
      ids: [id = ''],
    } = await givenQueue(1);
    const set = { status: 'processing', attempt: 2, progress: { seconds_done: 300, duration_seconds: 400 } } as const;
    const started_at = world.clock.now().toISOString();
    await world.table.write({ kind: 'update', key: id, when: [], set: { ...set, started_at } });
    expect(await getJob(world, id, TENANT)).not.toHaveProperty('estimated_end');
  });
});
