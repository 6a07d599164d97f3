import { describe, expect, it } from 'vitest';
import { jobChannel } from '../../../core/contracts/live-items.ts';
import { claim } from '../../../core/job/job.ts';
import { pollEvents } from '../../../core/live/poll.ts';
import { tellChange } from '../../../core/live/send.ts';
import { RequestProblem } from '../../../core/shared/errors.ts';
import { rowAfter } from '../../../core/shared/table.ts';
import { makeInstance } from '../../support/records.ts';
import { givenQueuedJob, jobIn, makeWorld, type World } from '../../support/world.ts';

const noSockets = { post: async () => 'gone' as const, close: async () => {} };

const given = async () => {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  return { world, job_id, whom: { tenant: 'default', job_id } };
};
const poll = (world: World, whom: { tenant: string; job_id?: string }, wait: number, after?: number) =>
  pollEvents({ ...world, polls: 4 }, whom, { wait, ...(after !== undefined && { after }) });

/** A worker takes the job, and the stream of the jobs says so. */
async function claimed(world: World, job_id: string) {
  const before = await jobIn(world, job_id);
  const update = claim(before, makeInstance(), world.clock.now());
  await world.table.write(update);
  await tellChange({ ...world, sockets: noSockets }, before, rowAfter(before, update));
}

describe('a poll', () => {
  it('begins with a snapshot, and goes on with what follows', async () => {
    const { world, job_id, whom } = await given();
    const first = await poll(world, whom, 25);
    expect(first).toMatchObject({ events: [{ type: 'snapshot', job: { job_id, status: 'launching' } }], over: false });
    await claimed(world, job_id);
    const next = await poll(world, whom, 25, first.seq);
    expect(next.events).toMatchObject([{ type: 'state', attempt: 1, job: { status: 'processing' } }]);
  });

  it('waits for what comes, and says nothing when nothing does', async () => {
    const { world, job_id, whom } = await given();
    const { seq } = await poll(world, whom, 0);
    expect(await world.clock.until(poll(world, whom, 25, seq))).toEqual({ events: [], seq, over: false });
    const waiting = poll(world, whom, 25, seq);
    await world.clock.advance(3);
    await claimed(world, job_id);
    const begun = world.clock.now();
    expect((await world.clock.until(waiting)).events).toMatchObject([{ type: 'state' }]);
    expect(world.clock.now().getTime() - begun.getTime()).toBeLessThanOrEqual(500);
  });

  it('tells a state that came while nobody listened', async () => {
    const { world, job_id, whom } = await given();
    const { seq } = await poll(world, whom, 0);
    await world.clock.advance(3600);
    await claimed(world, job_id);
    expect(world.live.events(jobChannel(job_id))).toHaveLength(seq);
    expect((await poll(world, whom, 0, seq)).events).toMatchObject([{ type: 'state', job: { status: 'processing' } }]);
  });

  it('gets a snapshot again where the log does not reach back', async () => {
    const { world, job_id, whom } = await given();
    await poll(world, whom, 0);
    world.live.events(jobChannel(job_id)).length = 0;
    expect((await poll(world, whom, 0, 7)).events).toMatchObject([{ type: 'snapshot' }]);
  });

  it('beyond those that may wait is refused at once, and let in when one has left', async () => {
    const { world, whom } = await given();
    const { seq } = await poll(world, whom, 0);
    const waiting = [1, 2, 3].map(() => poll(world, whom, 25, seq));
    await world.clock.advance(1);
    const refused = await poll(world, whom, 25, seq).catch((error) => error);
    expect(refused).toBeInstanceOf(RequestProblem);
    expect(refused).toMatchObject({ status: 429, code: 'too_many_waiting', headers: { 'retry-after': '5' } });
    await world.clock.until(Promise.all(waiting));
    await world.clock.until(poll(world, whom, 1, seq));
  });

  it('leaves a place to other tenants', async () => {
    const { world, whom } = await given();
    const { seq } = await poll(world, whom, 0);
    const waiting = [1, 2, 3].map(() => poll(world, whom, 25, seq));
    await world.clock.advance(1);
    const of = { tenant: 'another' };
    const { seq: theirs } = await poll(world, of, 0);
    expect(await world.clock.until(poll(world, of, 1, theirs))).toEqual({ events: [], seq: theirs, over: false });
    await world.clock.until(Promise.all(waiting));
  });

  it('tells what it found, also where its place cannot be left', async () => {
    const { world, job_id, whom } = await given();
    const { seq } = await poll(world, whom, 0);
    world.live.leavePlace = () => Promise.reject(new Error('the table is away'));
    const waiting = poll(world, whom, 25, seq);
    await world.clock.advance(3);
    await claimed(world, job_id);
    expect((await world.clock.until(waiting)).events).toMatchObject([{ type: 'state' }]);
    expect(world.log.lines).toMatchObject([{ level: 'warn', message: 'a waiting place was not left' }]);
  });

  it('is for the job’s own tenant', async () => {
    const { world, job_id } = await given();
    await expect(poll(world, { tenant: 'another', job_id }, 0)).rejects.toMatchObject({ status: 404 });
    expect(world.live.events(jobChannel(job_id))).toEqual([]);
  });

  it('of all jobs hears their states, and is asked to list them anew after a time in which nobody listened', async () => {
    const { world, job_id } = await given();
    const all = { tenant: 'default' };
    const { seq } = await poll(world, all, 0);
    await claimed(world, job_id);
    const heard = await poll(world, all, 0, seq);
    expect(heard.events).toMatchObject([{ type: 'state', job: { job_id, status: 'processing' } }]);
    await world.clock.advance(3600);
    expect((await poll(world, all, 0, heard.seq)).events).toMatchObject([{ type: 'snapshot', job: null }]);
  });
});
