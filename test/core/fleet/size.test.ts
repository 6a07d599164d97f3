import { describe, expect, it } from 'vitest';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { tendWorkers } from '../../../core/fleet/tend.ts';
import { endedWorker, workerState } from '../../../core/fleet/worker.ts';
import { handBack } from '../../../core/job/job-release.ts';
import { retrySeconds } from '../../../core/job/job-writes.ts';
import { uploadedJob } from '../../../core/job/new-job.ts';
import { claimJob } from '../../../core/worker/claim.ts';
import { FaultyProcess } from '../../support/faulty-process.ts';
import { makeUpload } from '../../support/records.ts';
import { givenWaitingJob, givenWaitingJobs, NO_CAPACITY, workersOf } from '../../support/waiting-jobs.ts';
import { withMethod } from '../../support/with-method.ts';
import { FLEET, givenQueuedJob, makeWorld, type World, workerOn } from '../../support/world.ts';

describe('the fleet', () => {
  it('gets a worker for every waiting job, up to the cap', async () => {
    const world = await givenWaitingJobs(6);
    expect(await sizeFleet(world)).toHaveLength(FLEET.max_workers);
    expect(world.compute.requests).toEqual([
      { count: 4, market: 'spot', token: expect.stringMatching(/^test-\w+-1-spot$/) },
    ]);
    expect(workersOf(world).map((worker) => worker.state)).toEqual(Array(4).fill('launching'));
  });

  it('is left alone when nothing waits', async () => {
    const world = makeWorld();
    expect(await sizeFleet(world)).toEqual([]);
    expect(world.compute.requests).toEqual([]);
    expect(world.table.rows()).toEqual([]);
  });

  it('is left alone while workers are on their way or idle for all that waits', async () => {
    const world = await givenWaitingJobs(2);
    const [first] = await sizeFleet(world);
    await world.table.write(workerState(first ?? '', 'idle', world.clock.now()));
    expect(await sizeFleet(world)).toEqual([]);
  });

  it('gets no worker for a job whose message is still hidden after a crash, and one for it afterwards', async () => {
    const world = makeWorld();
    const job = await givenHeldJob(world);
    await world.table.write(handBack(job, 'crashed', world.clock.now(), 'the engine ended'));
    expect(await sizeFleet(world)).toEqual([]);
    await world.clock.advance(retrySeconds(1));
    expect(await sizeFleet(world)).toHaveLength(1);
  });

  it('gets a worker at once for a job that was handed back by a worker whose clock is ahead', async () => {
    const world = makeWorld();
    const job = await givenHeldJob(world);
    await world.table.write(handBack(job, 'interrupted', new Date(world.clock.now().getTime() + 2000)));
    expect(await sizeFleet(world)).toHaveLength(1);
  });

  it('grows again when workers are busy or draining and more waits', async () => {
    const world = await givenWaitingJobs(2);
    const [busy, draining] = await sizeFleet(world);
    await world.table.write(workerState(busy ?? '', 'busy', world.clock.now()));
    await world.table.write(workerState(draining ?? '', 'draining', world.clock.now()));
    await world.clock.advance(61);
    expect(await sizeFleet(world)).toHaveLength(2);
  });

  it('never holds more than the cap, those that drain with their last job among them', async () => {
    const world = await givenWaitingJobs(6);
    const [first, second] = await sizeFleet(world);
    await world.table.write(workerState(first ?? '', 'draining', world.clock.now()));
    await world.table.write(workerState(second ?? '', 'draining', world.clock.now()));
    expect(await sizeFleet(world)).toEqual([]);
    await world.table.write(endedWorker(first ?? '', { jobs_done: 1 }, world.clock.now()));
    await world.clock.advance(61);
    expect(await sizeFleet(world)).toHaveLength(1);
  });

  it('counts no worker that has fallen silent', async () => {
    const world = await givenWaitingJobs(2);
    for (const id of await sizeFleet(world)) {
      await world.table.write(workerState(id, 'idle', world.clock.now()));
    }
    await world.clock.advance(151);
    expect(await sizeFleet(world)).toHaveLength(2);
  });

  it('gets another worker when one is late to boot', async () => {
    const world = await givenWaitingJobs(1);
    expect(await sizeFleet(world)).toHaveLength(1);
    await world.clock.advance(180);
    expect(await sizeFleet(world)).toEqual([]);
    await world.clock.advance(1);
    expect(await sizeFleet(world)).toHaveLength(1);
    expect(await sizeFleet(world)).toEqual([]);
  });

  it('gets no other worker when many are late: they would be late too', async () => {
    const world = await givenWaitingJobs(4, { max_workers: 8 });
    expect(await sizeFleet(world)).toHaveLength(4);
    await world.clock.advance(599);
    expect(await sizeFleet(world)).toEqual([]);
  });

  it('gets others for many that are late, when one that was launched with them has done a job', async () => {
    const world = await givenWaitingJobs(5, { max_workers: 16 });
    const [well] = await sizeFleet(world);
    await world.table.write(workerState(well ?? '', 'busy', world.clock.now(), { jobs_done: 1 }));
    await tendWorkers(world, { until: world.clock.now(), failures: 0, queued: [] });
    await world.clock.advance(181);
    expect(await sizeFleet(world)).toHaveLength(5);
  });

  it('holds no more than the cap while some are late', async () => {
    const world = await givenWaitingJobs(3, { max_workers: 4 });
    expect(await sizeFleet(world)).toHaveLength(3);
    await world.clock.advance(181);
    expect(await sizeFleet(world)).toHaveLength(1);
  });

  it('counts jobs and workers that the index does not show yet', async () => {
    const world = makeWorld();
    world.table.lag();
    const [one, two] = [await givenWaitingJob(world, 1), await givenWaitingJob(world, 2)];
    expect(await sizeFleet(world, [one])).toHaveLength(1);
    // Given the first worker's row is not in the index either
    expect(await sizeFleet(world, [one])).toEqual([]);
    expect(await sizeFleet(world, [one, two])).toHaveLength(1);
  });
});

describe('what no worker could do anything about', () => {
  it('is no demand: a job whose message was not sent, a row that cannot be read', async () => {
    const world = makeWorld();
    await givenUnsent(world, 3);
    const unreadable = await givenWaitingJob(world, 1);
    world.table.spoil(unreadable, { attempt: 'first' });
    expect(await sizeFleet(world, [unreadable])).toEqual([]);
    expect(world.compute.requests).toEqual([]);
  });

  it('hides no job behind it, however much of it there is', async () => {
    const world = makeWorld();
    await givenUnsent(world, 150);
    await world.clock.advance(5);
    await givenWaitingJob(world, 1);
    expect(await sizeFleet(world)).toHaveLength(1);
  });
});

describe('two sizings at once', () => {
  it('launch once', async () => {
    const world = await givenWaitingJobs(3);
    const launched = await Promise.all([sizeFleet(world), sizeFleet(world), sizeFleet(world)]);
    expect(launched.flat()).toHaveLength(3);
    expect(world.compute.requests).toHaveLength(1);
  });

  it('know their own reservation again when the answer to its write was lost', async () => {
    const world = await givenWaitingJobs(3);
    // Given a table whose first answer is lost, and that refuses the repetition
    let lost = false;
    const table = withMethod(world.table, 'write', async (...writes) => {
      const written = await world.table.write(...writes);
      if (lost) return written;
      lost = true;
      return world.table.write(...writes);
    });
    expect(await sizeFleet({ ...world, table })).toHaveLength(3);
  });

  it('launch once when one stalls between its reservation and its launch', async () => {
    const world = await givenWaitingJobs(3);
    const process = new FaultyProcess({ kind: 'stalls before', call: 'compute.launch' });
    const stalled = sizeFleet(process.wrap(world));
    await world.clock.advance(1);
    expect(await sizeFleet(world)).toEqual([]);
    process.resume();
    expect(await world.clock.until(stalled)).toHaveLength(3);
    expect(await sizeFleet(world)).toEqual([]);
  });
});

describe('a sizing that dies', () => {
  it('before its launch is made up for when its reservation has lapsed', async () => {
    const world = await givenWaitingJobs(2);
    void sizeFleet(new FaultyProcess({ kind: 'dies before', call: 'compute.launch' }).wrap(world));
    await world.clock.advance(299);
    expect(await sizeFleet(world)).toEqual([]);
    await world.clock.advance(1);
    expect(await sizeFleet(world)).toHaveLength(2);
  });

  it('after its launch leaves workers that report themselves', async () => {
    const world = await givenWaitingJobs(2);
    void sizeFleet(new FaultyProcess({ kind: 'dies after', call: 'compute.launch' }).wrap(world));
    await world.clock.advance(1);
    expect(await sizeFleet(world)).toEqual([]);
    expect(await world.compute.list()).toHaveLength(2);
  });
});

describe('what spot does not give', () => {
  it('is asked on demand, under another token', async () => {
    const world = await givenWaitingJobs(3);
    world.compute.answers.push({ granted: 1, errors: NO_CAPACITY });
    expect(await sizeFleet(world)).toHaveLength(3);
    expect(world.compute.requests).toEqual([
      { count: 3, market: 'spot', token: expect.stringMatching(/^test-\w+-1-spot$/) },
      { count: 2, market: 'on-demand', token: expect.stringMatching(/^test-\w+-1-on-demand$/) },
    ]);
    expect(workersOf(world).map((worker) => worker.market)).toEqual(['spot', 'on-demand', 'on-demand']);
  });

  it('is not asked for where the stage does not allow it', async () => {
    const world = await givenWaitingJobs(3, { markets: ['spot'] });
    world.compute.answers.push({ granted: 1, errors: NO_CAPACITY });
    expect(await sizeFleet(world)).toHaveLength(1);
    expect(world.compute.requests).toHaveLength(1);
  });

  it('and on demand neither, is given back and asked for again by the next sizing', async () => {
    const world = await givenWaitingJobs(2);
    world.compute.answers.push({ granted: 0, errors: NO_CAPACITY }, { granted: 0, errors: NO_CAPACITY });
    expect(await sizeFleet(world)).toEqual([]);
    expect(world.log.at('warn')).toHaveLength(2);
    await world.clock.advance(15);
    expect(await sizeFleet(world)).toHaveLength(2);
    expect(world.compute.requests.at(-1)?.token).not.toBe(world.compute.requests[0]?.token);
  });
});

async function givenUnsent(world: World, count: number) {
  for (let n = 0; n < count; n += 1) {
    const job = uploadedJob(
      { job_id: `unsent-${n}`, options: {}, warnings: [] },
      makeUpload(),
      true,
      world.clock.now(),
    );
    await world.table.write({ kind: 'put', row: job });
  }
}

async function givenHeldJob(world: World) {
  await givenQueuedJob(world);
  const message = await world.jobs.receive({ wait_seconds: 0 });
  const claim = message && (await claimJob(workerOn(world), message));
  if (claim?.kind !== 'held') throw new Error('the job was not claimed');
  return claim.job;
}
