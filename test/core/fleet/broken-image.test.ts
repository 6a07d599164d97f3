/**
 * Workers that are of no use, in the way others met them: 6,833 launches for 122 messages, and not one instance that
 * worked (github-aws-runners/terraform-aws-github-runner, pull request 5253).
 */
import { describe, expect, it } from 'vitest';
import { handleInstanceEvent } from '../../../core/fleet/instance-event.ts';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { EngineUnusableError } from '../../../core/shared/errors.ts';
import { workLoop } from '../../../core/worker/work-loop.ts';
import { MemoryCompute } from '../../support/memory/compute.ts';
import { givenWaitingJob, jobsOf, NO_CAPACITY } from '../../support/waiting-jobs.ts';
import { withMethod } from '../../support/with-method.ts';
import { givenUpload, makeWorld, NEVER_STOPPED, type World, workerOn } from '../../support/world.ts';

const JOBS = 122;
const NIGHT_MINUTES = 8 * 60;

describe('122 uploads', { timeout: 60_000 }, () => {
  it('whose workers never come up: a handful of launches, and every job waits unharmed', async () => {
    const world = makeWorld();
    await givenUploads(world);
    // When for a night every instance ends within a minute, without a word
    for (let minute = 0; minute < NIGHT_MINUTES; minute += 1) {
      await reconcile(workerOn(world));
      await world.clock.advance(60);
      for (const { instance_id } of await world.compute.list()) await end(world, instance_id);
    }
    // Then after the first four, one is tried every hour or so
    expect(instancesOf(world)).toBeLessThanOrEqual(4 + 12);
    expect(world.log.at('error')).toContain('fleet halted');
    expect(jobsOf(world)).toHaveLength(JOBS);
    for (const job of jobsOf(world)) expect(job).toMatchObject({ status: 'launching', crashes: 0 });
  });

  it('whose workers have no engine: neither job fails, and all are done once the image is good', async () => {
    const world = makeWorld();
    await givenUploads(world);
    world.engine.usual = { error: new EngineUnusableError('no driver') };
    await liveMinutes(world, 3 * 60);
    const launchedBroken = instancesOf(world);
    expect(launchedBroken).toBeLessThanOrEqual(4 + 7);
    for (const job of jobsOf(world)) expect(job).toMatchObject({ status: 'launching', crashes: 0 });
    // When the image is mended
    world.engine.usual = { texts: ['Hello.'], seconds_per_segment: 1 };
    await liveMinutes(world, 90);
    // Then one worker was tried, and after its first job the others came
    expect(jobsOf(world).filter((job) => job.status === 'completed')).toHaveLength(JOBS);
    expect(await world.table.get('fleet')).not.toHaveProperty('breaker');
  });

  it('whose workers cannot reach the queue: a handful of launches, and all are done once they can', async () => {
    const world = makeWorld();
    await givenUploads(world);
    const cutOff = () => Promise.reject(new Error('connect ETIMEDOUT'));
    await liveMinutes({ ...world, jobs: withMethod(world.jobs, 'receive', cutOff) }, 3 * 60);
    expect(instancesOf(world)).toBeLessThanOrEqual(4 + 7);
    expect(world.log.at('error')).toContain('fleet halted');
    await liveMinutes(world, 90);
    expect(jobsOf(world).filter((job) => job.status === 'completed')).toHaveLength(JOBS);
  });

  it('while EC2 has nothing for a night: two calls a quarter of an hour, however often it is tried', async () => {
    const world = makeWorld();
    world.compute = new MemoryCompute(world.clock, () => ({ granted: 0, errors: NO_CAPACITY }));
    for (let minute = 0; minute < NIGHT_MINUTES; minute += 1) {
      if (minute < JOBS) await sizeFleet(world, [await givenWaitingJob(world, minute)]);
      await reconcile(workerOn(world));
      await world.clock.advance(60);
    }
    expect(world.compute.requests.length).toBeLessThanOrEqual(2 * (8 * 4 + 7));
    for (const job of jobsOf(world)) expect(job).toMatchObject({ status: 'launching', crashes: 0 });
  });
});

async function givenUploads(world: World): Promise<void> {
  for (let n = 0; n < JOBS; n += 1) await acceptUpload(workerOn(world), givenUpload(world, `${n}.mp3`));
}

function instancesOf(world: World): number {
  return world.compute.requests.reduce((sum, request) => sum + request.count, 0);
}

async function end(world: World, instance_id: string): Promise<void> {
  world.compute.vanish(instance_id);
  await handleInstanceEvent(workerOn(world), { instance_id, what: 'ended' });
}

/** The service as it runs: reconcile every minute, and every instance a worker that lives and ends. */
async function liveMinutes(world: World, minutes: number): Promise<void> {
  const started = new Set<string>();
  for (let minute = 0; minute < minutes; minute += 1) {
    await reconcile(workerOn(world));
    for (const { instance_id } of await world.compute.list()) {
      if (started.has(instance_id)) continue;
      started.add(instance_id);
      const ended = workLoop(workerOn(world, instance_id), NEVER_STOPPED).catch(() => undefined);
      void ended.then(() => end(world, instance_id));
    }
    await world.clock.advance(60);
  }
}
