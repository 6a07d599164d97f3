import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { launchedWorker, workerState } from '../../../core/fleet/worker.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { FaultyProcess } from '../../support/faulty-process.ts';
import { makeDelivery, makeJob } from '../../support/records.ts';
import {
  carryOn,
  FLEET,
  givenQueuedJob,
  jobIn,
  makeWorld,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const run = (world: World) => reconcile(workerOn(world));
const at = (world: World, seconds: number) => new Date(world.clock.now().getTime() + seconds * 1000);

describe('a job whose worker is gone', () => {
  const held = (world: World, crashes: number, lease: number) =>
    givenRow(world, {
      status: 'processing',
      attempt: 1,
      crashes,
      lease_until: iso(world, lease),
      due_class: 'running',
      due_at: iso(world, lease),
    });

  it('waits again, and is in the queue', async () => {
    const world = makeWorld();
    await held(world, 0, -1);
    await run(world);
    expect(await jobIn(world, 'job-1')).toMatchObject({ status: 'launching', crashes: 1, due_class: 'waiting' });
    expect(world.jobs.bodies()).toMatchObject([{ job_id: 'job-1' }]);
  });

  it('gets a worker in the same minute, although the index does not show yet that it waits', async () => {
    const world = makeWorld();
    await held(world, 0, -1);
    world.table.lag();
    await run(world);
    expect(world.compute.requests).toHaveLength(1);
  });

  it('is left alone while its lease lasts', async () => {
    const world = makeWorld();
    await held(world, 0, 1);
    await run(world);
    expect(await jobIn(world, 'job-1')).toMatchObject({ status: 'processing', crashes: 0 });
  });

  it('fails when it was the third', async () => {
    const world = makeWorld();
    await held(world, 2, -1);
    await run(world);
    expect(await jobIn(world, 'job-1')).toMatchObject({ status: 'failed', error: { code: 'engine_crashed' } });
    expect(world.jobs.bodies()).toEqual([]);
  });
});

describe('a waiting job', () => {
  const waiting = (world: World, due: number) =>
    givenRow(world, {
      status: 'launching',
      queued_at: iso(world, due - 600),
      due_class: 'waiting',
      due_at: iso(world, due),
    });

  it('whose message is gone gets another after a while', async () => {
    const world = makeWorld();
    await waiting(world, -1);
    await run(world);
    expect(world.jobs.bodies()).toMatchObject([{ job_id: 'job-1' }]);
    await run(world);
    expect(world.jobs.bodies()).toHaveLength(1);
  });

  it('is not doubted before its time', async () => {
    const world = makeWorld();
    await waiting(world, 1);
    await run(world);
    expect(world.jobs.bodies()).toEqual([]);
  });

  it('that is still in the queue gets no second message', async () => {
    const world = makeWorld();
    await waiting(world, -1);
    await world.jobs.send({ job_id: 'job-1', s3_input: '', s3_output: '' });
    await run(world);
    expect(world.jobs.bodies()).toHaveLength(1);
  });

  it('whose message is gone is found while another job runs, whose message is in flight', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    world.engine.usual = { texts: ['long'], seconds_per_segment: 3600 };
    void workOnce(workerOn(world));
    await world.clock.advance(60);
    await waiting(world, -1);
    await run(world);
    expect(world.jobs.bodies()).toContainEqual(expect.objectContaining({ job_id: 'job-1' }));
  });
});

describe('a delivery', () => {
  it('that is due is enqueued once', async () => {
    const world = makeWorld();
    await world.table.write({ kind: 'put', row: makeDelivery() });
    await run(world);
    await run(world);
    expect(world.deliveries.bodies()).toEqual([{ delivery_id: 'msg_job-1_completed' }]);
  });

  it('that is due later, or over, is left alone', async () => {
    const world = makeWorld();
    await world.table.write({ kind: 'put', row: makeDelivery({ due_at: iso(world, 1) }) });
    await run(world);
    expect(world.deliveries.bodies()).toEqual([]);
  });
});

describe('an instance', () => {
  it.each([
    ['without a row ten minutes after its start', -601, undefined, true],
    ['without a row that may still boot', -599, undefined, false],
    ['whose worker is alive', -3600, 100, false],
    ['whose worker is silent', -3600, -1, true],
    ['whose worker is silent but may still boot', -300, -1, false],
    ['over age, whatever it does', -FLEET.max_lifetime_seconds - 1, 100, true],
  ])('%s: ended or not', async (_which, launched, alive, ended) => {
    const world = makeWorld();
    await givenInstance(world, launched, alive);
    await run(world);
    expect(world.compute.terminated).toEqual(ended ? ['i-1'] : []);
  });

  it('that drains is alive as long as it says so', async () => {
    const world = makeWorld();
    await givenInstance(world, -3600, 100);
    await world.table.write(workerState('i-1', 'draining', world.clock.now()));
    await run(world);
    expect(world.compute.terminated).toEqual([]);
  });

  it('that EC2 no longer has stops counting, once EC2 has had the time to know it', async () => {
    const world = makeWorld();
    await givenInstance(world, 0, 100);
    world.compute.vanish('i-1');
    await world.clock.advance(100);
    await run(world);
    expect(await world.table.due('worker', { limit: 9 })).toHaveLength(1);
    await world.clock.advance(60);
    await run(world);
    expect(await world.table.due('worker', { limit: 9 })).toEqual([]);
  });
});

it('launches workers for what waits', async () => {
  const world = makeWorld();
  await givenQueuedJob(world);
  await run(world);
  expect(world.compute.requests).toMatchObject([{ count: 1 }]);
});

describe('a step that fails', () => {
  it.each(['table.due', 'compute.list', 'jobs.send', 'deliveries.send', 'compute.launch'])(
    'at %s does not stop the others',
    async (call) => {
      // Given work for every step
      const world = makeWorld();
      await givenRow(world, {
        status: 'processing',
        attempt: 1,
        lease_until: iso(world, -1),
        due_class: 'running',
        due_at: iso(world, -1),
      });
      await givenRow(world, { job_id: 'job-2', status: 'launching', due_class: 'waiting', due_at: iso(world, -1) });
      await world.table.write({ kind: 'put', row: makeDelivery() });
      world.compute.appear('i-stray', iso(world, -3600));
      // When one of them fails once, and everything runs again
      await reconcile(new FaultyProcess({ kind: 'fails before', call }).wrap(workerOn(world)));
      expect(world.log.at('error')).toHaveLength(1);
      await world.clock.advance(610);
      await run(world);
      // Then all of it is done
      expect(new Set(world.jobs.bodies().map((body) => (body as { job_id: string }).job_id))).toEqual(
        new Set(['job-1', 'job-2']),
      );
      expect(world.deliveries.bodies()).not.toEqual([]);
      expect(world.compute.terminated).toContain('i-stray');
      expect(world.compute.requests).not.toEqual([]);
    },
  );
});

it('brings a job to its end even when no message of it is ever kept', async () => {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  const lost = await world.jobs.receive({ wait_seconds: 0 });
  await world.jobs.delete(lost?.receipt ?? '');
  await carryOn(world);
  expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
});

async function givenRow(world: World, job: Partial<JobRow>): Promise<void> {
  await world.table.write({ kind: 'put', row: makeJob(job) });
}

async function givenInstance(world: World, launched: number, aliveFor: number | undefined): Promise<void> {
  world.compute.appear('i-1', iso(world, launched));
  if (aliveFor === undefined) return;
  const worker = { instance_id: 'i-1', instance_type: 'g5.xlarge', market: 'spot' } as const;
  await world.table.write(launchedWorker(worker, at(world, launched)));
  await world.table.write({
    kind: 'update',
    key: 'worker#i-1',
    when: [],
    set: { alive_until: iso(world, aliveFor), due_at: iso(world, aliveFor) },
  });
}

function iso(world: World, seconds: number): string {
  return at(world, seconds).toISOString();
}
