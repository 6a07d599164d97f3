import { describe, expect, it } from 'vitest';
import type { FleetRow } from '../../../core/contracts/fleet-rows.ts';
import { emptyFleet } from '../../../core/fleet/fleet.ts';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { givenWaitingJobs, jobsOf, NO_CAPACITY } from '../../support/waiting-jobs.ts';
import { withMethod } from '../../support/with-method.ts';
import {
  deliverWaiting,
  givenQueuedJob,
  givenRegistration,
  givenUpload,
  jobIn,
  makeWorld,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const run = (world: World) => reconcile(workerOn(world));
const HOUR = 3600;

describe('a queue that was purged', () => {
  it('gets all its messages again, in thousands too', async () => {
    const world = await givenWaitingJobs(250);
    await purge(world);
    await world.clock.advance(601);
    await run(world);
    expect(new Set(idsIn(world)).size).toBe(250);
  });

  it('loses no job: each comes to its end once', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await purge(world);
    await world.clock.advance(601);
    await run(world);
    while (await world.clock.until(workOnce(workerOn(world))));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(world.transport.posts).toHaveLength(1);
  });
});

describe('a job whose first message never got into the queue', () => {
  it('gets it within two minutes once the queue takes it', async () => {
    const world = makeWorld();
    const job_id = await givenUnsent(world);
    await world.clock.advance(61);
    await run(world);
    expect(idsIn(world)).toEqual([job_id]);
  });

  it('is failed with a webhook after a day of trying, and until then launches nothing', async () => {
    const world = makeWorld();
    const job_id = await givenUnsent(world);
    const deps = { ...workerOn(world), jobs: unreachable(world) };
    await world.clock.advance(24 * HOUR - 60);
    await reconcile(deps);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching' });
    await world.clock.advance(120);
    await reconcile(deps);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'failed', error: { code: 'internal' } });
    expect(world.compute.requests).toEqual([]);
    await deliverWaiting(world);
    expect(world.transport.posts).toHaveLength(1);
  });
});

describe('a message that is lost while others of other jobs are doubled', () => {
  it('is sent again after some hours, though the queue seems to hold enough', async () => {
    const world = await givenWaitingJobs(2);
    const [lost, doubled] = jobsOf(world);
    await purge(world);
    for (let n = 0; n < 2; n += 1)
      await world.jobs.send({ job_id: doubled?.job_id ?? '', s3_input: '', s3_output: '' });
    await world.clock.advance(5 * HOUR);
    await run(world);
    expect(idsIn(world)).not.toContain(lost?.job_id);
    await world.clock.advance(1.1 * HOUR);
    await run(world);
    expect(idsIn(world)).toContain(lost?.job_id);
  });
});

describe('a job for which no machine is to be had', () => {
  it('is failed as capacity_unavailable after three days, with a webhook', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await givenFleet(world, { backoff: { refusals: 9, since: iso(world, 0), until: iso(world, 80 * HOUR) } });
    await world.clock.advance(72 * HOUR - 60);
    await run(world);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching' });
    await world.clock.advance(700);
    await run(world);
    expect(await jobIn(world, job_id)).toMatchObject({
      status: 'failed',
      error: { code: 'capacity_unavailable', retriable: true },
    });
    await deliverWaiting(world);
    expect(world.transport.posts.map((post) => JSON.parse(post.body).error.code)).toEqual(['capacity_unavailable']);
  });

  it('is failed so too when all that came was of no use', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await givenFleet(world, { breaker: { failures: 9, openings: 7, since: iso(world, 0), until: iso(world, 900) } });
    await world.clock.advance(72 * HOUR + 700);
    await run(world);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'failed', error: { code: 'capacity_unavailable' } });
  });

  it('is not given up while workers come, however long its turn takes', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await world.clock.advance(72 * HOUR);
    await givenFleet(world, { backoff: { refusals: 1, since: iso(world, -HOUR), until: iso(world, 900) } });
    await run(world);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching' });
  });

  it('is not given up when it came only now', async () => {
    const world = makeWorld();
    await givenFleet(world, { backoff: { refusals: 9, since: iso(world, -99 * HOUR), until: iso(world, 9000) } });
    const { job_id } = await givenQueuedJob(world);
    await world.clock.advance(700);
    await run(world);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching' });
  });

  it('gets there by itself, with nothing but refusals', async () => {
    const world = await givenWaitingJobs(1, { give_up_seconds: 2 * HOUR }, { granted: 0, errors: NO_CAPACITY });
    for (let minute = 0; minute < 140; minute += 1) {
      await run(world);
      await world.clock.advance(60);
    }
    expect(jobsOf(world)).toMatchObject([{ status: 'failed', error: { code: 'capacity_unavailable' } }]);
  });
});

async function givenFleet(world: World, fleet: Partial<FleetRow>): Promise<void> {
  await world.table.write({ kind: 'put', row: { ...emptyFleet(world.clock.now()), version: 1, ...fleet } });
}

function unreachable(world: World) {
  return withMethod(world.jobs, 'send', async () => {
    throw new Error('down');
  });
}

async function givenUnsent(world: World): Promise<string> {
  const callback_id = await givenRegistration(world);
  const upload = givenUpload(world, `${callback_id}/talk.mp3`);
  await acceptUpload({ ...workerOn(world), jobs: unreachable(world) }, upload).catch(() => undefined);
  return callback_id;
}

async function purge(world: World): Promise<void> {
  for (;;) {
    const message = await world.jobs.receive({ wait_seconds: 0 });
    if (!message) return;
    await world.jobs.delete(message.receipt);
  }
}

function idsIn(world: World): string[] {
  return world.jobs.bodies().map((body) => (body as { job_id: string }).job_id);
}

function iso(world: World, seconds: number): string {
  return new Date(world.clock.now().getTime() + seconds * 1000).toISOString();
}
