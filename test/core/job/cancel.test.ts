/** A client that cancels its job, in every state of it. */
import { describe, expect, it } from 'vitest';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { getJob } from '../../../core/job/get.ts';
import { JobFailure } from '../../../core/shared/errors.ts';
import { workLoop } from '../../../core/worker/work-loop.ts';
import {
  deliverWaiting,
  givenQueuedJob,
  givenRegistration,
  givenUpload,
  jobIn,
  makeWorld,
  NEVER_STOPPED,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const TENANT = 'default';
const ERROR = { code: 'cancelled', message: 'the client cancelled the job', retriable: false };

const webhooksOf = (world: World) =>
  world.transport.posts.map(({ headers, body }) => ({ id: headers['webhook-id'], ...JSON.parse(body) }));

describe('a job that waits', () => {
  it('never starts, and its webhook says why', async () => {
    const world = makeWorld();
    const { job_id, callback_id } = await givenQueuedJob(world);
    await cancelOwnJob(world, job_id, TENANT);
    expect(await world.clock.until(workOnce(workerOn(world)))).toBe(true);
    await world.clock.until(deliverWaiting(world));

    expect(await jobIn(world, job_id)).toMatchObject({ status: 'cancelled', attempt: 0, error: ERROR });
    expect([world.engine.jobs, world.jobs.bodies(), await world.table.due('waiting', { limit: 9 })]).toEqual([
      [],
      [],
      [],
    ]);
    expect(webhooksOf(world)).toEqual([
      {
        id: `msg_${job_id}_cancelled`,
        job_id,
        callback_id,
        status: 'cancelled',
        transcript: null,
        error: ERROR,
        metadata: { processing_time: '0s', file_size: '5', model: 'demo' },
        file: { name: 'talk.mp3', s3_key: `transcription_upload/${callback_id}/talk.mp3` },
        warnings: [],
      },
    ]);
    expect((await getJob(world, job_id, TENANT)).webhook).toMatchObject({ status: 'delivered' });
  });

  it('for its first file takes that file along when it comes, and no other', async () => {
    const world = makeWorld();
    const job_id = await givenRegistration(world);
    await cancelOwnJob(world, job_id, TENANT);
    const [first, second] = ['talk.mp3', 'more.mp3'].map((name) => givenUpload(world, `${job_id}/${name}`));
    for (const event of [first, first, second]) await acceptUpload(workerOn(world), event!);
    await world.clock.until(deliverWaiting(world));

    expect(await jobIn(world, job_id)).toMatchObject({ status: 'cancelled', s3_key: first?.s3_key });
    const waiting = await world.table.due('waiting', { limit: 9 });
    expect(await Promise.all(waiting.map((item) => jobIn(world, item.job_id)))).toMatchObject([second]);
    expect(world.jobs.bodies()).toHaveLength(1);
    expect(webhooksOf(world)).toMatchObject([{ id: `msg_${job_id}_cancelled`, status: 'cancelled', file: null }]);
  });
});

describe('a job at work', () => {
  it.each([0, 1])('ends within five seconds, and its worker takes the next: %d jobs for each worker', async (limit) => {
    const world = makeWorld();
    const [running, next] = [await givenQueuedJob(world), await givenQueuedJob(world)];
    world.workerSettings.jobs_per_worker = limit;
    world.engine.scripts.push({ texts: ['a', 'b'], seconds_per_segment: 1_000 });
    const working = workLoop(workerOn(world), NEVER_STOPPED);
    await world.clock.advance(100);
    await cancelOwnJob(world, running.job_id, TENANT);
    await world.clock.advance(5);
    // Its work is over, its message gone, and the next begun
    expect(world.engine.jobs.map((job) => job.job_id)).toEqual([running.job_id, next.job_id]);
    expect(world.jobs.bodies()).toMatchObject([{ job_id: next.job_id }]);
    await world.clock.until(working);
    await world.clock.until(deliverWaiting(world));
    expect(await jobIn(world, next.job_id)).toMatchObject({ status: 'completed' });
    expect(await jobIn(world, running.job_id)).toMatchObject({
      status: 'cancelled',
      attempts: [{ outcome: 'cancelled' }],
    });
    expect(world.scratch.open.size).toBe(0);
    const told = webhooksOf(world).map(({ id }) => id);
    expect(told.sort()).toEqual([`msg_${running.job_id}_cancelled`, `msg_${next.job_id}_completed`].sort());
  });

  it('ends within five seconds also while its file is fetched', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    let left: unknown;
    world.objects.download = async (_source, _path, signal) => {
      await world.clock.sleep(600_000, signal);
      left = signal.reason;
      signal.throwIfAborted();
    };
    const working = workOnce(workerOn(world));
    await world.clock.advance(10);
    await cancelOwnJob(world, job_id, TENANT);
    await world.clock.advance(5);
    expect(left).toMatchObject({ name: 'JobCancelledError' });
    await working;
    expect(world.jobs.bodies()).toEqual([]);
  });

  it('without a callback ends without a webhook', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world, { registered: false });
    await world.table.write({ kind: 'update', key: job_id, when: [], set: { tenant: TENANT } });
    await cancelOwnJob(world, job_id, TENANT);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'cancelled' });
    expect(world.objects.keys().filter((key) => key.startsWith('deliveries/'))).toEqual([]);
  });
});

describe('to cancel', () => {
  it('twice changes nothing the second time', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await cancelOwnJob(world, job_id, TENANT);
    const before = world.table.rows();
    await world.clock.advance(60);
    await cancelOwnJob(world, job_id, TENANT);
    expect(world.table.rows()).toEqual(before);
    expect(world.deliveries.bodies()).toHaveLength(1);
  });

  it.each([
    ['completed', { texts: ['Hello.'] }],
    ['failed', { error: new JobFailure('no_audio_stream', 'it holds video only') }],
  ])('what is %s is refused, and says so', async (status, script) => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.engine.usual = script;
    await world.clock.until(workOnce(workerOn(world)));
    const refused = { status: 409, code: 'job_ended', message: expect.stringContaining(`the job is ${status}`) };
    await expect(cancelOwnJob(world, job_id, TENANT)).rejects.toMatchObject(refused);
    expect(await jobIn(world, job_id)).toMatchObject({ status });
    expect(webhooksOf(world).map(({ id }) => id)).toEqual([`msg_${job_id}_${status}`]);
  });

  it.each(['another', undefined])('the job of tenant %s finds none', async (tenant) => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await world.table.write({ kind: 'update', key: job_id, when: [], set: { tenant: tenant ?? '' } });
    await expect(cancelOwnJob(world, job_id, TENANT)).rejects.toMatchObject({ status: 404, code: 'not_found' });
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching' });
  });
});
