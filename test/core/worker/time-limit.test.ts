import { describe, expect, it } from 'vitest';
import type { Engine, EngineJob } from '../../../core/shared/ports.ts';
import { expectedSeconds, JOB_SECONDS, timeLimit, wallSeconds } from '../../../core/worker/time-limit.ts';
import { VirtualClock } from '../../support/memory/clock.ts';
import { withMethod } from '../../support/with-method.ts';
import { givenQueuedJob, jobIn, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

describe('a file that takes too long', () => {
  it.each([
    ['says how long its audio is and then nothing', (job: EngineJob) => job.on_started(60), wallSeconds(60)],
    ['never says anything', () => {}, JOB_SECONDS],
  ])('because the engine %s fails for good, and its message goes', async (_how, first, limit) => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const begun = world.clock.now().getTime();
    await world.clock.until(workOnce({ ...workerOn(world), engine: engineThatHangs(world, first) }));
    expect(await jobIn(world, job_id)).toMatchObject({
      status: 'failed',
      error: { code: 'time_limit', retriable: true },
    });
    expect((world.clock.now().getTime() - begun) / 1000).toBeCloseTo(limit, 0);
    expect(world.jobs.bodies()).toEqual([]);
  });

  it('is said in the log once it takes longer than its length explains', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const engine = engineThatHangs(world, (job) => job.on_started(60));
    const working = workOnce({ ...workerOn(world), engine });
    await world.clock.advance(expectedSeconds(60) - 1);
    const before = world.log.at('warn');
    await world.clock.advance(2);
    expect([before, world.log.at('warn')]).toEqual([[], ['the job takes longer than its length explains']]);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'processing' });
    await world.clock.until(working);
  });

  it('does not include one that is done in time', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await world.clock.until(workOnce(workerOn(world)));
    await world.clock.advance(2 * JOB_SECONDS);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
  });
});

describe('a limit that grows with every segment', () => {
  it('is watched by one sleep after another, not by one for each, and holds', async () => {
    const clock = new VirtualClock();
    let sleeping = 0;
    let most = 0;
    const counted = withMethod(clock, 'sleep', async (milliseconds, signal) => {
      most = Math.max(most, ++sleeping);
      await clock.sleep(milliseconds, signal);
      sleeping -= 1;
    });
    const limit = timeLimit(counted, 1_000);
    for (let seconds = 10; seconds <= 500; seconds += 1) limit.allow(seconds);
    await clock.advance(499);
    expect([limit.signal.aborted, most]).toEqual([false, 2]);
    await clock.advance(1);
    expect(limit.signal.reason).toMatchObject({ code: 'time_limit' });
  });

  it('ends nothing once it is released', async () => {
    const clock = new VirtualClock();
    const limit = timeLimit(clock, 10);
    limit.release();
    limit.allow(5);
    await clock.advance(20);
    expect(limit.signal.aborted).toBe(false);
  });
});

function engineThatHangs(world: World, first: (job: EngineJob) => void): Engine {
  return {
    ready: () => world.engine.ready(),
    close: () => world.engine.close(),
    async transcribe(job) {
      first(job);
      await world.clock.sleep(10 * JOB_SECONDS * 1000, job.signal);
      throw job.signal.reason;
    },
  };
}
