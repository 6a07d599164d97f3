import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { planRequeue, requeueJob, stuckJobs } from '../../../core/job/requeue.ts';
import { later, makeJob, NOW } from '../../support/records.ts';
import { givenQueuedJob, jobIn, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const held = (seconds: number): Partial<JobRow> => ({
  status: 'processing',
  attempt: 1,
  instance_id: 'i-1',
  lease_until: later(seconds).toISOString(),
  due_class: 'running',
  due_at: later(seconds).toISOString(),
});
const NO_UPLOAD = { s3_key: undefined, bucket: undefined } as Partial<JobRow>;

describe('a job that is stuck', () => {
  it.each<[string, Partial<JobRow>, string, number]>([
    ['waits', { status: 'launching', due_class: 'waiting', due_at: later(-1).toISOString() }, 'it waits since', 0],
    ['took its upload and was never started', { status: 'registered' }, 'never started', 0],
    ['was left by its worker', held(-1), 'worker i-1 stopped', 1],
  ])('because it %s gets a message and is worked on', async (_why, row, because, crashes) => {
    const world = await givenJob(row);
    const plan = await planRequeue(world, 'job-1');
    expect(plan).toMatchObject({ kind: 'requeue', because: expect.stringContaining(because) });
    expect(world.jobs.bodies()).toEqual([]);
    if (plan.kind === 'requeue') expect(await requeueJob(world, plan)).toBe(true);
    expect(world.jobs.bodies()).toMatchObject([{ job_id: 'job-1', sequence: 1 }]);
    expect(await jobIn(world, 'job-1')).toMatchObject({ status: 'launching', due_class: 'waiting', crashes });
    world.objects.upload('transcription_upload/job-1/talk.mp3', 'audio');
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, 'job-1')).toMatchObject({ status: 'completed' });
  });

  it('is left alone when it moved on meanwhile', async () => {
    const world = await givenJob(held(-1));
    const plan = await planRequeue(world, 'job-1');
    await world.table.write({ kind: 'update', key: 'job-1', when: [], set: { attempt: 2 } });
    expect(plan.kind === 'requeue' && (await requeueJob(world, plan))).toBe(false);
    expect(world.jobs.bodies()).toEqual([]);
  });
});

describe('a job that is refused, with the reason', () => {
  it.each<[string, Partial<JobRow>, RegExp]>([
    ['held', held(30), /worker i-1 holds it for at least 30 s more/],
    ['without an upload', { status: 'registered', ...NO_UPLOAD }, /no upload yet/],
    ['completed', { status: 'completed' }, /`redeliver`/],
    ['failed', { status: 'failed' }, /failed is final; a copy of its upload onto itself is a new job/],
    ['cancelled', { status: 'cancelled' }, /cancelled is final/],
    ['being removed', { status: 'launching', purged_at: NOW.toISOString() }, /being removed/],
    ['not there', { job_id: 'job-2' }, /no job has this id/],
  ])('%s', async (_which, row, because) => {
    const world = await givenJob(row);
    expect(await planRequeue(world, 'job-1')).toMatchObject({
      kind: 'refused',
      because: expect.stringMatching(because),
    });
  });
});

it('finds the jobs that are stuck, and only those', async () => {
  const world = await givenJob(held(-1));
  const put = (job: Partial<JobRow>) => world.table.write({ kind: 'put', row: makeJob(job) });
  await put({ job_id: 'forgotten', due_class: 'waiting', due_at: later(-1).toISOString() });
  await put({ ...held(30), job_id: 'held' });
  await givenQueuedJob(world);
  expect(await stuckJobs(world)).toEqual(['forgotten', 'job-1']);
});

async function givenJob(job: Partial<JobRow>): Promise<World> {
  const world = makeWorld();
  await world.table.write({ kind: 'put', row: makeJob(job) });
  return world;
}
