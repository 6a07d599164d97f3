import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { HEARTBEAT_SECONDS, markQueued } from '../../../core/job/job.ts';
import { nextSequence } from '../../../core/job/job-state.ts';
import { CLAIM_SECONDS, LEASE_SECONDS, WAITING_CHECK_SECONDS } from '../../../core/job/job-writes.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { type Claim, claimJob } from '../../../core/worker/claim.ts';
import { JOB_SECONDS } from '../../../core/worker/time-limit.ts';
import { makeJob } from '../../support/records.ts';
import { withMethod } from '../../support/with-method.ts';
import { givenQueuedJob, makeWorld, type World, workerOn } from '../../support/world.ts';

/** What queue `jobs` is deployed with (`lib/transcription-stack.ts`, held by test/infra). */
const JOB_MAX_RECEIVES = 50;

describe('a message', () => {
  it('of a job that waits makes it ours', async () => {
    const world = makeWorld();
    const job = await givenQueuedJob(world);
    const { claim } = await takeMessage(world);
    expect(claim).toMatchObject({ kind: 'held', job: { job_id: job.job_id, status: 'processing', attempt: 1 } });
    expect(await world.table.get(job.job_id)).toMatchObject({ status: 'processing', instance_id: 'i-worker' });
  });

  it('that a worker received and did not live to claim is back for the next one before a lease would end', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    await world.jobs.receive({ wait_seconds: 0 });
    expect(CLAIM_SECONDS).toBeLessThan(LEASE_SECONDS);
    // Or a beat could not hide again what the claim could not
    expect(CLAIM_SECONDS).toBeGreaterThanOrEqual(1.5 * HEARTBEAT_SECONDS);
    await world.clock.advance(CLAIM_SECONDS);
    expect(await world.jobs.receive({ wait_seconds: 0 })).toBeDefined();
  });

  it('stays hidden for the lease once it is claimed', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    await takeMessage(world);
    expect(world.jobs.hiddenFor()).toEqual([LEASE_SECONDS]);
  });

  it('that cannot be hidden is worked on all the same: the row keeps others off', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    const jobs = withMethod(world.jobs, 'hide', () => Promise.reject(new Error('no network')));
    const { claim } = await takeMessage({ ...world, jobs });
    expect(claim).toMatchObject({ kind: 'held' });
  });

  it('of a job that another holds is kept, and looked at too rarely to end as a dead letter', async () => {
    const world = makeWorld();
    await givenJob(world, { status: 'processing', attempt: 1, lease_until: in_(world, 77.5) });
    const { claim } = await takeMessage(world);
    expect(claim).toEqual({ kind: 'passed' });
    const [hidden = 0] = world.jobs.hiddenFor();
    expect(hidden * JOB_MAX_RECEIVES).toBeGreaterThan(JOB_SECONDS);
  });

  it('of a job whose holder vanished takes it over', async () => {
    const world = makeWorld();
    await givenJob(world, { status: 'processing', attempt: 1, lease_until: in_(world, -0.001) });
    expect((await takeMessage(world)).claim).toMatchObject({ kind: 'held', job: { attempt: 2, crashes: 1 } });
  });

  it.each(['completed', 'failed', 'cancelled'] as const)('of a job that is %s asks to tidy up', async (status) => {
    const world = makeWorld();
    await givenJob(world, { status, attempt: 1 });
    expect((await takeMessage(world)).claim).toMatchObject({ kind: 'ended' });
    expect(world.jobs.bodies()).toHaveLength(1);
  });

  it.each([
    ['that the table does not know', undefined],
    ['that has no upload', { status: 'registered', s3_key: undefined, bucket: undefined }],
  ] as const)('of a job %s is dropped and logged', async (_which, job) => {
    const world = makeWorld();
    if (job) await givenJob(world, job as Partial<JobRow>);
    else await world.jobs.send(messageFor('job-1'));
    expect((await takeMessage(world)).claim).toEqual({ kind: 'passed' });
    expect(world.jobs.bodies()).toEqual([]);
    expect(world.log.at('warn')).toEqual(['message dropped: the table has no such job']);
  });

  it('of a job whose row cannot be read is kept for a worker that can', async () => {
    const world = makeWorld();
    const job = await givenQueuedJob(world);
    world.table.spoil(job.job_id, { crashes: 'many' });
    expect((await takeMessage(world)).claim).toEqual({ kind: 'passed' });
    expect(world.jobs.hiddenFor()).toEqual([900]);
    // When it can be read again
    world.table.spoil(job.job_id, { crashes: 0 });
    await world.clock.advance(900);
    expect((await takeMessage(world)).claim).toMatchObject({ kind: 'held', job: { job_id: job.job_id } });
  });

  it('that cannot be hidden for others ends no worker', async () => {
    const world = makeWorld();
    await givenJob(world, { status: 'processing', attempt: 1, lease_until: in_(world, 60) });
    const jobs = withMethod(world.jobs, 'hide', () => Promise.reject(new Error('the receipt has expired')));
    expect((await takeMessage({ ...world, jobs })).claim).toEqual({ kind: 'passed' });
    expect(world.log.at('warn')).toHaveLength(1);
  });

  it('whose claim was written and then refused to its own repetition is ours', async () => {
    const world = makeWorld();
    const job = await givenQueuedJob(world);
    const table = withMethod(world.table, 'write', async (...writes) => {
      await world.table.write(...writes);
      return world.table.write(...writes);
    });
    const { claim } = await takeMessage({ ...world, table } as World);
    expect(claim).toMatchObject({ kind: 'held', job: { job_id: job.job_id, attempt: 1 } });
  });

  it('that loses the race for a job is looked at again soon', async () => {
    const world = makeWorld();
    await givenJob(world, { status: 'registered' });
    expect((await takeMessage(world)).claim).toEqual({ kind: 'passed' });
    expect(world.jobs.hiddenFor()).toEqual([5]);
  });
});

describe('a message that was sent again', () => {
  it.each([
    ['older than the row', undefined, 1],
    ['much older', 2, 5],
  ])('%s is deleted: a newer one stands for the job', async (_which, sent, onRow) => {
    const world = makeWorld();
    await givenJob(world, { sequence: onRow }, sent);
    expect((await takeMessage(world)).claim).toEqual({ kind: 'passed' });
    expect(world.jobs.bodies()).toEqual([]);
    expect(await world.table.get('job-1')).toMatchObject({ status: 'launching', attempt: 0 });
  });

  it.each([
    ['the newest', 1, 1],
    ['one that the row does not know yet', 2, 1],
    ['the first', undefined, undefined],
  ])('%s is worked on', async (_which, sent, onRow) => {
    const world = makeWorld();
    await givenJob(world, onRow === undefined ? {} : { sequence: onRow }, sent);
    expect((await takeMessage(world)).claim).toMatchObject({ kind: 'held' });
  });

  it('bears the next number, which the row repeats', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const lost = await world.jobs.receive({ wait_seconds: 0 });
    await world.jobs.delete(lost?.receipt ?? '');
    await world.clock.advance(WAITING_CHECK_SECONDS + 1);
    await reconcile(workerOn(world));
    expect(world.jobs.bodies()).toMatchObject([{ job_id, sequence: 1 }]);
    expect(await world.table.get(job_id)).toMatchObject({ sequence: 1 });
  });

  it('leaves one message when the first turns up after all', async () => {
    const world = makeWorld();
    const job = await givenQueuedJob(world);
    await world.jobs.send({ ...messageFor(job.job_id), sequence: nextSequence(job) });
    await world.table.write(markQueued(job, world.clock.now(), { sequence: nextSequence(job) }));
    const [older, newer] = [await takeMessage(world), await takeMessage(world)];
    expect([older.claim.kind, newer.claim.kind]).toEqual(['passed', 'held']);
    expect(world.jobs.bodies()).toMatchObject([{ sequence: 1 }]);
  });
});

describe('a job that is interrupted again and again', () => {
  it('is given up after twenty times, with that reason', async () => {
    const world = makeWorld();
    await givenJob(world, { attempt: 20, interruptions: 20 });
    expect((await takeMessage(world)).claim).toMatchObject({
      kind: 'hopeless',
      error: { code: 'interrupted_too_often', retriable: true },
    });
  });
});

describe('a job that takes its workers with it', () => {
  it.each([
    ['handed back after the third', { status: 'launching', crashes: 3 }],
    ['left by the third', { status: 'processing', crashes: 2, lease_until: '2026-03-01T11:59:00.000Z' }],
  ] as const)('is not given to a fourth: %s', async (_how, job) => {
    const world = makeWorld();
    await givenJob(world, { ...job, attempt: 3 });
    expect((await takeMessage(world)).claim).toMatchObject({ kind: 'hopeless', error: { code: 'engine_crashed' } });
  });

  it.each([
    ['handed back after the second', { status: 'launching', crashes: 2 }],
    ['left by the second', { status: 'processing', crashes: 1, lease_until: '2026-03-01T11:59:00.000Z' }],
  ] as const)('is given to a third: %s', async (_how, job) => {
    const world = makeWorld();
    await givenJob(world, { ...job, attempt: 2 });
    expect((await takeMessage(world)).claim).toMatchObject({ kind: 'held', job: { crashes: 2 } });
  });
});

async function givenJob(world: World, job: Partial<JobRow>, sequence?: number): Promise<void> {
  await world.table.write({ kind: 'put', row: makeJob(job) });
  await world.jobs.send({ ...messageFor('job-1'), ...(sequence !== undefined && { sequence }) });
}

async function takeMessage(world: World): Promise<{ claim: Claim }> {
  const deps = workerOn(world);
  const message = await deps.jobs.receive({ wait_seconds: 0 });
  if (!message) throw new Error('the queue is empty');
  return { claim: await claimJob(deps, message) };
}

const messageFor = (job_id: string) => ({ job_id, s3_input: 's3://bucket/in', s3_output: 's3://bucket/out' });
const in_ = (world: World, seconds: number) => new Date(world.clock.now().getTime() + seconds * 1000).toISOString();
