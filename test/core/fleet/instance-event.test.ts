import { describe, expect, it } from 'vitest';
import { handleInstanceEvent, type InstanceEvent } from '../../../core/fleet/instance-event.ts';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { workerState } from '../../../core/fleet/worker.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { FaultyProcess } from '../../support/faulty-process.ts';
import { carryOn, givenQueuedJob, jobIn, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const tell = (world: World, instance_id: string, what: InstanceEvent['what']) =>
  handleInstanceEvent(workerOn(world), { instance_id, what });

describe('an instance of others', () => {
  it.each([
    ['at_risk', ['table.get']],
    ['ending', ['table.get']],
    // It may be a worker of ours whose row was removed, and then a job names it
    ['ended', ['table.get', 'table.due']],
  ] as const)('costs reads only: %s', async (what, calls) => {
    const world = makeWorld();
    const process = new FaultyProcess();
    await handleInstanceEvent(process.wrap(workerOn(world)), { instance_id: 'i-foreign', what });
    expect(process.calls).toEqual(calls);
  });
});

describe('a worker that is gone', () => {
  it('gives its job back at once, and another is launched for it', async () => {
    const { world, job_id, instance_id } = await givenBusyWorker();
    world.compute.vanish(instance_id);
    await tell(world, instance_id, 'ended');
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', crashes: 1 });
    expect(await jobIn(world, job_id)).not.toHaveProperty('instance_id');
    expect(await world.table.due('worker', { limit: 9 })).toMatchObject([{ state: 'launching' }]);
    expect(world.compute.requests).toHaveLength(2);
    // And the job can be had in a moment, not when the old message shows itself again
    await world.clock.advance(2);
    expect(await world.jobs.receive({ wait_seconds: 0 })).toMatchObject({ body: { job_id } });
  });

  it('gives its job back at once also when its row was removed', async () => {
    const { world, job_id, instance_id } = await givenBusyWorker();
    world.table.lose(`worker#${instance_id}`);
    await tell(world, instance_id, 'ended');
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', crashes: 1 });
    expect(world.compute.requests).toHaveLength(2);
  });

  it('gives its job back when reconcile had counted it out before EC2 said so, and blames whom it has to', async () => {
    const { world, job_id, instance_id } = await givenBusyWorker();
    await tell(world, instance_id, 'interrupted');
    await tell(world, instance_id, 'ending');
    world.compute.vanish(instance_id);
    await world.clock.advance(121);
    const lease_until = new Date(world.clock.now().getTime() + 60_000).toISOString();
    await world.table.write({ kind: 'update', key: job_id, when: [], set: { lease_until, due_at: lease_until } });
    await reconcile(workerOn(world));
    expect(await world.table.get(`worker#${instance_id}`)).not.toHaveProperty('due_class');
    await tell(world, instance_id, 'ended');
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', crashes: 0, interruptions: 1 });
  });

  it('counts as an interruption when EC2 had said that it takes it', async () => {
    const { world, job_id, instance_id } = await givenBusyWorker();
    await tell(world, instance_id, 'interrupted');
    await tell(world, instance_id, 'ended');
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', crashes: 0, interruptions: 1 });
  });

  it('leaves a job alone that another has by now', async () => {
    const { world, job_id, instance_id } = await givenBusyWorker();
    await world.table.write({ kind: 'update', key: job_id, when: [], set: { instance_id: 'i-other' } });
    world.table.lag();
    await tell(world, instance_id, 'ended');
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'processing', instance_id: 'i-other' });
  });

  it('fails the job when it was the third', async () => {
    const { world, job_id, instance_id } = await givenBusyWorker();
    await world.table.write({ kind: 'update', key: job_id, when: [], set: { crashes: 2 } });
    await tell(world, instance_id, 'ended');
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'failed', error: { code: 'engine_crashed' } });
  });

  it('says so twice, or out of order, to no harm', async () => {
    const { world, job_id, instance_id } = await givenBusyWorker();
    for (const what of ['ended', 'ended', 'ending', 'interrupted', 'at_risk'] as const)
      await tell(world, instance_id, what);
    expect(await jobIn(world, job_id)).toMatchObject({ crashes: 1 });
    expect(world.compute.requests).toHaveLength(2);
    expect(await world.table.get(`worker#${instance_id}`)).toMatchObject({ state: 'ended' });
  });

  it('is found within the minute when no event comes', async () => {
    const { world, job_id, instance_id } = await givenBusyWorker();
    world.compute.vanish(instance_id);
    await carryOn(world, 5);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
    expect(await world.table.get(`worker#${instance_id}`)).toMatchObject({ state: 'ended' });
  });
});

describe('a worker that is about to be taken away', () => {
  it('gets its successor before it has handed its job back', async () => {
    const { world, instance_id } = await givenBusyWorker();
    await tell(world, instance_id, 'interrupted');
    expect(await world.table.get(`worker#${instance_id}`)).toMatchObject({ state: 'draining' });
    expect(world.compute.requests).toHaveLength(2);
  });

  it('is free for no job, though it says so', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    const [instance_id = ''] = await sizeFleet(world);
    await world.table.write(workerState(instance_id, 'idle', world.clock.now()));
    await tell(world, instance_id, 'interrupted');
    expect(await world.table.write(workerState(instance_id, 'idle', world.clock.now()))).toBe(false);
    expect(world.compute.requests).toHaveLength(2);
  });

  it('is replaced by nobody while it may still stay', async () => {
    const { world, instance_id } = await givenBusyWorker();
    await tell(world, instance_id, 'at_risk');
    expect(await world.table.get(`worker#${instance_id}`)).toMatchObject({ state: 'busy' });
    expect(world.compute.requests).toHaveLength(1);
  });
});

describe('a worker that shuts down', () => {
  it('still holds its job until its machine is gone: it may be handing it back', async () => {
    const { world, job_id, instance_id } = await givenBusyWorker();
    await tell(world, instance_id, 'ending');
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'processing' });
    expect(await world.table.get(`worker#${instance_id}`)).toMatchObject({ state: 'draining' });
  });
});

describe('three workers that end without a word', () => {
  it('halt the fleet, each counted once whether by event or by the minute', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    await sizeFleet(world);
    for (let n = 0; n < 3; n += 1) {
      const [{ instance_id } = { instance_id: '' }] = await world.compute.list();
      world.compute.vanish(instance_id);
      await world.clock.advance(121);
      await Promise.all([tell(world, instance_id, 'ended'), reconcile(workerOn(world))]);
    }
    expect(await world.table.get('fleet')).toMatchObject({ breaker: { failures: 3, openings: 1 } });
    expect(world.compute.requests).toHaveLength(3);
    expect(world.log.at('error')).toContain('fleet halted');
  });
});

/** One worker, launched for the one job, and busy with it. */
async function givenBusyWorker(): Promise<{ world: World; job_id: string; instance_id: string }> {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  const [instance_id = ''] = await sizeFleet(world);
  world.engine.usual = { texts: ['long'], seconds_per_segment: 3600 };
  void workOnce(new FaultyProcess({ kind: 'dies after', call: 'table.write' }).wrap(workerOn(world, instance_id)));
  await world.clock.advance(61);
  await world.table.write(workerState(instance_id, 'busy', world.clock.now()));
  world.engine.usual = { texts: ['Hello.'], seconds_per_segment: 1 };
  return { world, job_id, instance_id };
}
