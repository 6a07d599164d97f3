/** What a worker tells of its job, and that no job is held up or fails by it. */
import { describe, expect, it } from 'vitest';
import type { LiveMessage } from '../../../core/contracts/live.ts';
import { jobChannel } from '../../../core/contracts/live-items.ts';
import { LiveListener } from '../../support/live-listener.ts';
import type { MemoryLive } from '../../support/memory/live.ts';
import { givenQueuedJob, jobIn, makeWorld, workerOn, workOnce } from '../../support/world.ts';

const TEXTS = ['One.', 'Two.', 'Three.', 'Four.'];
const FAR = '2099-01-01T00:00:00.000Z';
const NEVER = new Promise<never>(() => {});

async function given() {
  const world = makeWorld();
  world.engine.usual = { texts: TEXTS };
  const job = await givenQueuedJob(world);
  const channel = jobChannel(job.job_id);
  const told = () => world.live.events(channel).map(({ message }) => JSON.parse(message) as LiveMessage);
  return { world, job_id: job.job_id, channel, told };
}
type Given = Awaited<ReturnType<typeof given>>;

/** Milliseconds until the job is over. */
async function worked({ world, job_id }: Given, live: Partial<MemoryLive> = world.live) {
  const begun = world.clock.now().getTime();
  await world.clock.until(workOnce({ ...workerOn(world), live: live as MemoryLive }));
  const job = await jobIn(world, job_id);
  expect(job.status).toBe('completed');
  return Date.parse(job.finished_at ?? '') - begun;
}

describe('a worker', () => {
  it('tells who listens what it heard, at most two seconds later', async () => {
    const one = await given();
    await one.world.live.listen(one.channel, FAR);
    await worked(one);
    const events = one.told().flatMap((event) => (event.type === 'segments' ? [event] : []));
    expect(events.flatMap(({ segments }) => segments.map(({ text }) => text))).toEqual(TEXTS);
    expect(events.length).toBeGreaterThan(1);
    expect(events.at(-1)).toMatchObject({ attempt: 1, progress: { seconds_done: 8, duration_seconds: 8 } });
  });

  it('writes nothing while nobody listens', async () => {
    const one = await given();
    await worked(one);
    expect(one.told()).toEqual([]);
  });

  it('tells all from the beginning to who comes late', async () => {
    const one = await given();
    const working = workOnce(workerOn(one.world));
    await one.world.clock.advance(5);
    await one.world.live.listen(one.channel, FAR);
    await one.world.clock.until(working);
    const [first] = one.told();
    expect(first?.type === 'segments' && first.segments.slice(0, 2).map(({ id }) => id)).toEqual([0, 1]);
  });

  it.each([
    ['is not answered', () => NEVER],
    ['fails', () => Promise.reject(new Error('the table is gone'))],
  ])('is as fast, and ends its job as well, when the table %s', async (_how, answer) => {
    const usual = await worked(await given());
    for (const broken of ['presence', 'appendEvent', 'lastEvent'] as const) {
      const one = await given();
      await one.world.live.listen(one.channel, FAR);
      const { live } = one.world;
      const faulty = {
        presence: (channel: string) => live.presence(channel),
        lastEvent: (channel: string) => live.lastEvent(channel),
        appendEvent: live.appendEvent.bind(live),
        [broken]: answer,
      };
      expect(await worked(one, faulty)).toBe(usual);
    }
  });

  it('tells nothing that would be heard twice when the answer to a write is lost', async () => {
    const one = await given();
    await one.world.live.listen(one.channel, FAR);
    const { live } = one.world;
    let lost = 0;
    await worked(one, {
      presence: (channel) => live.presence(channel),
      lastEvent: (channel) => live.lastEvent(channel),
      async appendEvent(channel, event) {
        const written = await live.appendEvent(channel, event);
        lost += 1;
        if (lost === 1) throw new Error('the connection was reset');
        return written;
      },
    });
    expect(lost).toBeGreaterThan(1);
    const listener = new LiveListener();
    for (const message of one.told()) listener.take(message);
    expect(listener.segments.map(({ text }) => text)).toEqual(TEXTS);
  });
});
