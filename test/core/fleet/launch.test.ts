import { describe, expect, it } from 'vitest';
import { emptyFleet, RESERVATION_SECONDS } from '../../../core/fleet/fleet.ts';
import { takeCalls } from '../../../core/fleet/launch-budget.ts';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { LaunchUnansweredError } from '../../../core/shared/errors.ts';
import { FaultyProcess } from '../../support/faulty-process.ts';
import { givenWaitingJob, givenWaitingJobs, jobsOf, NO_CAPACITY, QUOTA } from '../../support/waiting-jobs.ts';
import { withMethod } from '../../support/with-method.ts';
import type { World } from '../../support/world.ts';

const NOTHING = { granted: 0, errors: NO_CAPACITY };

describe('many sizings at once', () => {
  it('ask EC2 no more often than its bucket lets them, and launch all the same', async () => {
    // Given a Lambda for each of many uploads, and an EC2 that grants one worker at a time
    const world = await givenWaitingJobs(0, { max_workers: 100 });
    const calls: number[] = [];
    const compute = withMethod(world.compute, 'launch', (request) => {
      calls.push(world.clock.now().getTime());
      return world.compute.launch({ ...request, count: 1 });
    });
    const sizings = [];
    for (let n = 0; n < 12; n += 1) sizings.push(sizeFleet({ ...world, compute }, [await givenWaitingJob(world, n)]));
    // When all of them size the fleet
    await world.clock.until(Promise.all(sizings));
    // Then EC2's bucket of 5, refilled at 2 a second, is never empty
    const begun = calls[0] ?? 0;
    for (const [index, at] of calls.entries()) expect(index + 1).toBeLessThanOrEqual(5 + (2 * (at - begun)) / 1000);
    expect(calls.length).toBeGreaterThan(4);
  });

  it('wait for a call that is about to be free, and ask the second purchase option later', async () => {
    const world = await givenWaitingJobs(1, {}, NOTHING);
    const now = world.clock.now();
    const spent = { ...emptyFleet(now), version: 1, calls: takeCalls(undefined, 4, now) };
    await world.table.write({ kind: 'put', row: spent });
    const sizing = sizeFleet(world);
    await world.clock.advance(0.9);
    expect(world.compute.requests).toEqual([]);
    await world.clock.until(sizing);
    expect(world.compute.requests.map((request) => request.market)).toEqual(['spot']);
  });
});

describe('a launch whose answer is lost', () => {
  it('counts as made until its workers would have reported: never more are launched than may be', async () => {
    const world = await givenWaitingJobs(3);
    const compute = withMethod(world.compute, 'launch', async (request) => {
      await world.compute.launch(request);
      throw new LaunchUnansweredError('no answer');
    });
    expect(await sizeFleet({ ...world, compute })).toEqual([]);
    expect(await sizeFleet(world)).toEqual([]);
    expect(world.compute.requests).toMatchObject([{ count: 3, market: 'spot' }]);
    expect(world.log.at('error')).toEqual(['a launch was not answered']);
    // When nothing was launched by it, the jobs get their workers after the time of a boot
    await world.clock.advance(RESERVATION_SECONDS);
    expect(await sizeFleet(world)).toHaveLength(3);
  });
});

describe('a second purchase option that does not answer', () => {
  it('is counted for what was asked of it, beside what the first one granted', async () => {
    const world = await givenWaitingJobs(4);
    world.compute.answers.push({ granted: 3, errors: NO_CAPACITY });
    const compute = withMethod(world.compute, 'launch', async (request) => {
      if (request.market === 'on-demand') throw new LaunchUnansweredError('no answer');
      return world.compute.launch(request);
    });
    expect(await sizeFleet({ ...world, compute })).toHaveLength(3);
    await world.clock.advance(RESERVATION_SECONDS - 1);
    expect(await sizeFleet(world, [await givenWaitingJob(world, 5)])).toEqual([]);
    await world.clock.advance(1);
    expect(await sizeFleet(world)).toHaveLength(1);
  });
});

describe('while EC2 has nothing', () => {
  it('it is asked at growing intervals, whatever comes in, and granted workers start anew', async () => {
    const world = await givenWaitingJobs(1, { markets: ['spot'] }, NOTHING);
    const asked = [];
    for (let second = 0; second < 3600; second += 15) {
      const before = world.compute.requests.length;
      await sizeFleet(world, [await givenWaitingJob(world, second)]);
      if (world.compute.requests.length > before) asked.push(second);
      await world.clock.advance(15);
    }
    expect(asked).toEqual([0, 15, 45, 105, 225, 465, 945, 1845, 2745]);
    world.compute.answers.push({ granted: 1 });
    await world.clock.advance(900);
    expect(await sizeFleet(world)).toHaveLength(1);
    expect(await world.table.get('fleet')).not.toHaveProperty('backoff');
  });

  it('a quota that workers of ours use up is asked for again as soon as one of them has ended', async () => {
    const world = await givenWaitingJobs(3);
    world.compute.answers.push({ granted: 1, errors: QUOTA }, { granted: 0, errors: QUOTA });
    const [first = ''] = await sizeFleet(world);
    world.compute.answers.push({ granted: 0, errors: QUOTA }, { granted: 0, errors: QUOTA });
    await world.clock.advance(5);
    expect(await sizeFleet(world)).toEqual([]);
    await world.clock.advance(5);
    expect(await sizeFleet(world)).toEqual([]);
    expect(world.compute.requests).toHaveLength(4);
    await world.table.write({
      kind: 'update',
      key: `worker#${first}`,
      when: [],
      set: { due_at: '2026-01-01T00:00:00.000Z' },
    });
    expect(await sizeFleet(world)).toHaveLength(3);
  });
});

describe('a job that waits', () => {
  it('says what was tried for it', async () => {
    const world = await givenWaitingJobs(1);
    world.compute.answers.push({ granted: 0, errors: [...NO_CAPACITY, ...NO_CAPACITY] }, { granted: 0, errors: QUOTA });
    await sizeFleet(world);
    const at = world.clock.now().toISOString();
    expect(jobsOf(world)[0]?.capacity).toEqual([
      { at, market: 'spot', asked: 1, granted: 0, errors: ['InsufficientInstanceCapacity'] },
      { at, market: 'on-demand', asked: 1, granted: 0, errors: ['VcpuLimitExceeded'] },
    ]);
  });

  it('keeps the latest ten attempts, and is written to by no sizing that asks nobody', async () => {
    const world = await givenWaitingJobs(1, { markets: ['spot'] }, NOTHING);
    for (let n = 0; n < 12; n += 1) {
      await sizeFleet(world);
      const told = jobsOf(world)[0]?.updated_at;
      await world.clock.advance(1);
      await sizeFleet(world);
      expect(jobsOf(world)[0]?.updated_at).toBe(told);
      await world.clock.advance(900);
    }
    expect(world.compute.requests).toHaveLength(12);
    expect(jobsOf(world)[0]?.capacity).toHaveLength(10);
    expect(jobsOf(world)[0]?.capacity?.at(-1)?.at).toBe(jobsOf(world)[0]?.updated_at);
  });

  it('is told of nothing when all was granted', async () => {
    const world = await givenWaitingJobs(1);
    await sizeFleet(world);
    expect(jobsOf(world)[0]).not.toHaveProperty('capacity');
  });

  it('as one of thousands is not told: 25 are', async () => {
    const world = await givenWaitingJobs(40, { max_workers: 40 }, NOTHING);
    await sizeFleet(world);
    expect(jobsOf(world).filter((job) => job.capacity)).toHaveLength(25);
  });
});

describe('a job that spot took away', () => {
  it.each([
    ['once is tried on spot again', 1, 'spot'],
    ['twice gets a worker on demand', 2, 'on-demand'],
  ])('%s', async (_which, interruptions, market) => {
    const world = await givenInterruptedJob(1, interruptions);
    await sizeFleet(world);
    expect(world.compute.requests.map((request) => request.market)).toEqual([market]);
  });

  it('is tried on spot where there is none on demand, and the others with it', async () => {
    const world = await givenInterruptedJob(3, 2);
    world.compute.answers.push({ granted: 0, errors: NO_CAPACITY });
    expect(await sizeFleet(world)).toHaveLength(3);
    expect(world.compute.requests).toMatchObject([
      { market: 'on-demand', count: 1 },
      { market: 'spot', count: 3 },
    ]);
  });
});

describe('a client token', () => {
  it.each([
    ['capacity comes and goes', undefined],
    ['a Lambda dies before it launches', 'dies before'],
    ['a Lambda dies between launch and settling', 'dies after'],
    ['a launch throws that was made', 'fails after'],
    ['a Lambda stalls at its launch', 'stalls before'],
  ] as const)('never comes again with other parameters when %s', async (_how, kind) => {
    const world = await givenWaitingJobs(3, {}, NOTHING);
    const process = new FaultyProcess(kind && { kind, call: 'compute.launch' });
    void sizeFleet(process.wrap(world)).catch(() => undefined);
    for (let minute = 0; minute < 30; minute += 1) {
      await world.clock.advance(60);
      await givenWaitingJob(world, 100 + minute);
      if (minute % 5 === 4) world.compute.answers.push({ granted: 1, errors: NO_CAPACITY });
      await sizeFleet(world);
    }
    process.resume();
    await world.clock.advance(60);
    const tokens = world.compute.requests.map((request) => request.token);
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(JSON.stringify(world.log.lines)).not.toContain('IdempotentParameterMismatch');
  });
});

async function givenInterruptedJob(jobs: number, interruptions: number): Promise<World> {
  const world = await givenWaitingJobs(jobs);
  const key = jobsOf(world)[0]?.job_id ?? '';
  await world.table.write({ kind: 'update', key, when: [], set: { interruptions } });
  return world;
}
