import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/rows.ts';
import { type Claim, claimJob } from '../../../core/use-cases/claim-job.ts';
import { makeJob } from '../../support/records.ts';
import { withMethod } from '../../support/with-method.ts';
import { givenQueuedJob, makeWorld, type World, workerOn } from '../../support/world.ts';

describe('a message', () => {
  it('of a job that waits makes it ours', async () => {
    const world = makeWorld();
    const job = await givenQueuedJob(world);
    const { claim } = await takeMessage(world);
    expect(claim).toMatchObject({ kind: 'held', job: { job_id: job.job_id, status: 'processing', attempt: 1 } });
    expect(await world.table.get(job.job_id)).toMatchObject({ status: 'processing', instance_id: 'i-worker' });
  });

  it('of a job that another holds is hidden for what is left of the lease, and kept', async () => {
    const world = makeWorld();
    await givenJob(world, { status: 'processing', attempt: 1, lease_until: in_(world, 77.5) });
    const { claim } = await takeMessage(world);
    expect(claim).toEqual({ kind: 'passed' });
    expect(world.jobs.hiddenFor()).toEqual([78]);
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

describe('a job that takes its workers with it', () => {
  it.each([
    ['handed back after the third', { status: 'launching', crashes: 3 }],
    ['left by the third', { status: 'processing', crashes: 2, lease_until: '2026-03-01T11:59:00.000Z' }],
  ] as const)('is not given to a fourth: %s', async (_how, job) => {
    const world = makeWorld();
    await givenJob(world, { ...job, attempt: 3 });
    expect((await takeMessage(world)).claim).toMatchObject({ kind: 'crashing' });
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

async function givenJob(world: World, job: Partial<JobRow>): Promise<void> {
  await world.table.write({ kind: 'put', row: makeJob(job) });
  await world.jobs.send(messageFor('job-1'));
}

async function takeMessage(world: World): Promise<{ claim: Claim }> {
  const deps = workerOn(world);
  const message = await deps.jobs.receive({ wait_seconds: 0 });
  if (!message) throw new Error('the queue is empty');
  return { claim: await claimJob(deps, message) };
}

const messageFor = (job_id: string) => ({ job_id, s3_input: 's3://bucket/in', s3_output: 's3://bucket/out' });
const in_ = (world: World, seconds: number) => new Date(world.clock.now().getTime() + seconds * 1000).toISOString();
