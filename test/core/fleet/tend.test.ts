import { describe, expect, it } from 'vitest';
import type { WorkerRow } from '../../../core/contracts/fleet-rows.ts';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { endedWorker, launchedWorker, workerState } from '../../../core/fleet/worker.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { workLoop } from '../../../core/worker/work-loop.ts';
import { sets } from '../../support/sets.ts';
import { givenWaitingJobs } from '../../support/waiting-jobs.ts';
import { withMethod } from '../../support/with-method.ts';
import {
  FLEET,
  givenQueuedJob,
  jobIn,
  makeWorld,
  NEVER_STOPPED,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const run = (world: World) => reconcile(workerOn(world));
const USEFUL = { jobs_done: 1, ended_reason: 'jobs_done' } as const;
const UNUSABLE = { jobs_done: 0, ended_reason: 'engine_unusable' } as const;

describe('workers that end one after the other without having been of use', () => {
  it('are counted once each, and the third halts the fleet', async () => {
    const world = await givenWaitingJobs(3);
    for (const id of await sizeFleet(world)) await end(world, id, { jobs_done: 0, ended_reason: 'engine_unusable' });
    await run(world);
    await run(world);
    expect(await world.table.get('fleet')).toMatchObject({ breaker: { failures: 3, openings: 1 } });
    expect(await world.table.due('worker', { limit: 9 })).toEqual([]);
    expect(world.compute.requests).toHaveLength(1);
    expect(world.log.lines.find((line) => line.message === 'fleet halted')?.fields).toMatchObject({
      failures: 3,
      advice: expect.stringContaining('image'),
    });
  });

  it('are forgotten when one between them has done a job, and so are those launched no later than it', async () => {
    const world = await givenWaitingJobs(4);
    const facts = [UNUSABLE, USEFUL, UNUSABLE, UNUSABLE];
    for (const id of await sizeFleet(world)) {
      await end(world, id, facts.shift() ?? UNUSABLE);
      await run(world);
      await world.clock.advance(10);
    }
    expect(await world.table.get('fleet')).not.toHaveProperty('breaker');
  });

  it('are counted when they were launched later than one that has done a job', async () => {
    const world = await givenWaitingJobs(3);
    for (const id of await sizeFleet(world)) await end(world, id, USEFUL);
    await world.clock.advance(61);
    await run(world);
    const launched = await world.compute.list();
    expect(launched).toHaveLength(3);
    for (const { instance_id } of launched) await end(world, instance_id, UNUSABLE);
    await run(world);
    expect(await world.table.get('fleet')).toMatchObject({ breaker: { failures: 3, openings: 1 } });
  });

  it('are followed by one that is tried; the first job it has done lets the others come', async () => {
    const world = await givenWaitingJobs(6);
    for (const id of (await sizeFleet(world)).slice(0, 4))
      await end(world, id, { jobs_done: 0, ended_reason: 'engine_unusable' });
    await run(world);
    await world.clock.advance(301);
    await run(world);
    expect(world.compute.requests.map((request) => request.count)).toEqual([4, 1]);
    await world.clock.advance(60);
    await run(world);
    expect(world.compute.requests).toHaveLength(2);
    const [trial] = await world.compute.list();
    await world.table.write(workerState(trial?.instance_id ?? '', 'busy', world.clock.now(), { jobs_done: 1 }));
    await run(world);
    expect(await world.table.get('fleet')).not.toHaveProperty('breaker');
    expect(world.compute.requests.map((request) => request.count)).toEqual([4, 1, 3]);
  });

  it('count for nothing when EC2 took them while they booted', async () => {
    const world = await givenWaitingJobs(3);
    for (const id of await sizeFleet(world)) {
      world.compute.vanish(id);
      await world.table.write({
        kind: 'update',
        key: `worker#${id}`,
        when: [],
        set: { interrupted_at: world.clock.now().toISOString() },
      });
    }
    await world.clock.advance(121);
    await run(world);
    expect(await world.table.get('fleet')).not.toHaveProperty('breaker');
  });
});

describe('by reconcile alone', () => {
  it('a worker that ended and whose instance did not is ended within two minutes', async () => {
    const world = await givenWaitingJobs(1);
    const [id = ''] = await sizeFleet(world);
    await world.table.write(endedWorker(id, { jobs_done: 1, ended_reason: 'idle' }, world.clock.now()));
    await run(world);
    expect(world.compute.terminated).toEqual([]);
    await world.clock.advance(60);
    await run(world);
    expect(world.compute.terminated).toEqual([id]);
  });

  it('a worker that fell silent with its job is ended, and the job is done by another', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const [instance_id = ''] = await sizeFleet(world);
    await world.table.write(workerState(instance_id, 'busy', world.clock.now()));
    await claimAndVanish(world, instance_id);
    await world.clock.advance(700);
    await run(world);
    expect(world.compute.terminated).toEqual([instance_id]);
    await world.clock.advance(2);
    while (await world.clock.until(workOnce(workerOn(world, 'i-other'))));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed', crashes: 1 });
  });

  it('a worker that reports for duty is left alone, however long its job, and so is its job', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const [instance_id = ''] = await sizeFleet(world);
    world.engine.usual = { texts: ['long'], seconds_per_segment: 10 ** 9 };
    void workLoop(workerOn(world, instance_id), NEVER_STOPPED);
    for (let minute = 0; minute < 60; minute += 1) {
      await world.clock.advance(60);
      await run(world);
    }
    expect(world.compute.terminated).toEqual([]);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'processing', instance_id, attempt: 1 });
  });

  it('a worker over age is ended, though it reports for duty, and its job is done by another', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const [instance_id = ''] = await sizeFleet(world);
    await claimAndVanish(world, instance_id);
    await world.clock.advance(FLEET.max_lifetime_seconds + 1);
    await world.table.write(workerState(instance_id, 'busy', world.clock.now()));
    await run(world);
    expect(world.compute.terminated).toEqual([instance_id]);
    await world.clock.advance(2);
    while (await world.clock.until(workOnce(workerOn(world, 'i-other'))));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
  });

  it('an instance that EC2 will not end holds up no other work on workers', async () => {
    const world = await givenWaitingJobs(2);
    const [ended = '', gone = ''] = await sizeFleet(world);
    await world.table.write(endedWorker(ended, { jobs_done: 1, ended_reason: 'idle' }, world.clock.now()));
    world.compute.vanish(gone);
    await world.clock.advance(121);
    const compute = withMethod(world.compute, 'terminate', () => Promise.reject(new Error('i-1 is protected')));
    expect(await reconcile({ ...workerOn(world), compute })).toEqual(['workers']);
    expect(await world.table.get(`worker#${gone}`)).not.toHaveProperty('due_class');
  });

  it('instances whose launcher died are ended by the hundreds, and never counted', async () => {
    const world = makeWorld();
    for (let n = 0; n < 300; n += 1) world.compute.appear(`i-orphan-${n}`);
    await givenQueuedJob(world);
    await world.clock.advance(1);
    await run(world);
    expect(world.compute.requests).toMatchObject([{ count: 1 }]);
    expect(world.compute.terminated).toEqual([]);
    await world.clock.advance(601);
    await run(world);
    expect(world.compute.terminated).toHaveLength(301);
  });

  it('rows of workers that nobody has seen are taken out of the count, in pages', async () => {
    const world = makeWorld();
    for (let n = 0; n < 150; n += 1) {
      const instance = { instance_id: `i-${n}`, instance_type: 'g5.xlarge', market: 'spot' } as const;
      await world.table.write(launchedWorker(instance, world.clock.now()));
    }
    await world.clock.advance(121);
    await run(world);
    expect(await world.table.due('worker', { limit: 999 })).toEqual([]);
  });
});

async function end(world: World, id: string, facts: Pick<WorkerRow, 'jobs_done' | 'ended_reason'>): Promise<void> {
  world.compute.vanish(id);
  await world.table.write(endedWorker(id, facts, world.clock.now()));
}

/** The worker takes the job, and is not heard of again. */
async function claimAndVanish(world: World, instance_id: string): Promise<void> {
  world.engine.usual = { texts: ['long'], seconds_per_segment: 10 ** 9 };
  let claimed = false;
  const table = withMethod(world.table, 'write', async (...writes) => {
    if (claimed) return new Promise<boolean>(() => {});
    claimed = writes.some((one) => sets(one, 'status', 'processing'));
    return world.table.write(...writes);
  });
  void workOnce(workerOn({ ...world, table } as World, instance_id));
  await world.clock.advance(1);
  world.engine.usual = { texts: ['Hello.'], seconds_per_segment: 1 };
}
