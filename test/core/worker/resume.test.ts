/** A job that is taken from its worker goes on where it was, on the next one. */
import { describe, expect, it } from 'vitest';
import { Checkpoint } from '../../../core/contracts/checkpoint.ts';
import { JobFailure, LeaseLostError, SpotInterruptionError } from '../../../core/shared/errors.ts';
import { checkpointKey, deliveryBodyKey } from '../../../core/shared/object-keys.ts';
import type { Engine } from '../../../core/shared/ports.ts';
import { runJob } from '../../../core/worker/run.ts';
import { FaultyProcess } from '../../support/faulty-process.ts';
import { withMethod } from '../../support/with-method.ts';
import {
  circumstances,
  givenQueuedJob,
  jobIn,
  makeWorld,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const TEXTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const NOTICE = new SpotInterruptionError('spot takes the instance back');

describe('an interrupted job', () => {
  it('is handed back within five seconds, with all that was heard in S3', async () => {
    const world = givenLongFile();
    const { job_id } = await givenQueuedJob(world);
    const { seconds } = await interruptAfter(world, 5);
    expect(seconds).toBeLessThanOrEqual(5);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', interruptions: 1, crashes: 0 });
    expect(world.jobs.hiddenFor()).toEqual([0]);
    expect(await checkpointOf(world, job_id)).toMatchObject({
      upload_version: 'v1',
      options: { language: 'auto' },
      engine: { engine: 'memory', model: 'demo' },
      parts: [{ segment: 0 }, { segment: 1 }, { segment: 2 }],
      seconds_done: 6,
    });
  });

  it('ends as if nothing had happened, and nothing is heard twice', async () => {
    const [whole, interrupted] = [givenLongFile(), givenLongFile()];
    for (const world of [whole, interrupted]) await givenQueuedJob(world);
    await whole.clock.until(workOnce(workerOn(whole)));
    for (const seconds of [3, 7]) await interruptAfter(interrupted, seconds);
    await interrupted.clock.until(workOnce(workerOn(interrupted, 'i-next')));

    expect(interrupted.engine.heard).toEqual(whole.engine.heard);
    const [one, other] = await Promise.all([bodyIn(whole), bodyIn(interrupted)]);
    expect(other.transcript).toEqual(one.transcript);
    expect(other.quality).toEqual(one.quality);
    expect(await jobIn(interrupted, 'callback-1')).toMatchObject({
      status: 'completed',
      interruptions: 2,
      attempts: [{ outcome: 'interrupted' }, { outcome: 'interrupted' }, { outcome: 'completed' }],
    });
    expect(interrupted.transport.posts).toHaveLength(1);
  });

  it('is charged with what all its workers spent on it', async () => {
    const [whole, interrupted] = [givenLongFile(), givenLongFile()];
    for (const world of [whole, interrupted]) {
      Object.assign(world.prices, { 'g5.xlarge': { spot: 0.36 } });
      await givenQueuedJob(world);
    }
    await whole.clock.until(workOnce(workerOn(whole)));
    await interruptAfter(interrupted, 4);
    await interrupted.clock.advance(500);
    await interrupted.clock.until(workOnce(workerOn(interrupted, 'i-next')));
    const [one, other] = await Promise.all([bodyIn(whole), bodyIn(interrupted)]);
    expect(other.usage.usd).toBeCloseTo(one.usage.usd, 6);
    expect(other.usage.queue_seconds).toBe(one.usage.queue_seconds);
    expect(other.metadata.processing_time).toBe(one.metadata.processing_time);
  });

  it('whose engine does not come to an end is taken from it after two seconds', async () => {
    const world = givenLongFile();
    const { job_id } = await givenQueuedJob(world);
    const deaf: World['engine']['transcribe'] = (job) =>
      world.engine.transcribe({ ...job, stop: new AbortController().signal });
    const engine = withMethod(world.engine, 'transcribe', deaf);
    world.engine.usual = { texts: TEXTS, seconds_per_segment: 100 };
    const { seconds } = await interruptAfter({ ...world, engine } as World, 250);
    expect(seconds).toBe(2);
    expect((await checkpointOf(world, job_id)).parts).toEqual([{ segment: 0 }, { segment: 1 }]);
  });

  it('whose model answers a little later is gone on with from there, also by a worker that waits for it', async () => {
    const world = givenLongFile();
    const { job_id } = await givenQueuedJob(world);
    world.engine.usual = { texts: TEXTS, seconds_per_segment: 20 };
    const { seconds, finished } = await interruptAfter(world, 45);
    expect(seconds).toBe(2);
    expect((await checkpointOf(world, job_id)).parts).toHaveLength(2);
    // Given a worker that asks for work all the time
    const begun = world.clock.now().getTime();
    const next = workAsSoonAsThereIs(world, 'i-next');
    await world.clock.until(finished);
    expect((await checkpointOf(world, job_id)).parts).toHaveLength(3);
    expect(await world.clock.until(next)).toBeLessThanOrEqual(begun + 15_000);
    expect(world.engine.heard).toEqual([...TEXTS.keys()]);
  });

  it('whose worker dies before the model has answered can be had half a minute later', async () => {
    const world = givenLongFile();
    await givenQueuedJob(world);
    world.engine.usual = { texts: TEXTS, seconds_per_segment: 20 };
    await interruptAfter(world, 45);
    expect(world.jobs.hiddenFor()).toEqual([30]);
  });

  it('is handed back in time although S3 is slow, and the checkpoint comes after', async () => {
    const world = givenLongFile();
    const { job_id } = await givenQueuedJob(world);
    const put: World['objects']['put'] = async (key, ...rest) => {
      if (key === checkpointKey(job_id)) await world.clock.sleep(20_000);
      return world.objects.put(key, ...rest);
    };
    const slow = { ...world, objects: withMethod(world.objects, 'put', put) } as World;
    const { seconds, finished } = await interruptAfter(slow, 5);
    expect(seconds).toBeLessThanOrEqual(5);
    await world.clock.until(finished);
    expect((await checkpointOf(world, job_id)).parts).toHaveLength(3);
  });

  it('while its model is still being loaded is handed back at once', async () => {
    const world = givenLongFile();
    const { job_id } = await givenQueuedJob(world);
    const engine: Engine = withMethod(world.engine, 'ready', () => new Promise<never>(() => {}));
    const { seconds } = await interruptAfter({ ...world, engine } as World, 30);
    expect(seconds).toBe(0);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', interruptions: 1 });
  });

  it('without a checkpoint, as S3 refused it, is handed back all the same and done anew', async () => {
    const world = givenLongFile();
    const { job_id } = await givenQueuedJob(world);
    const put: World['objects']['put'] = async (key, ...rest) => {
      if (key === checkpointKey(job_id)) throw new Error('SlowDown');
      return world.objects.put(key, ...rest);
    };
    await interruptAfter({ ...world, objects: withMethod(world.objects, 'put', put) } as World, 5);
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
    expect(world.engine.heard).toEqual([0, 1, 2, ...TEXTS.keys()]);
  });
});

describe('a checkpoint', () => {
  it.each([
    ['no JSON', () => 'half of it'],
    ['of another form', () => '{"schema":2}'],
    ['of another model', (text: string) => text.replace('"model":"demo"', '"model":"large"')],
    ['of other options', (text: string) => text.replace('"language":"auto"', '"language":"sv"')],
    [
      'of another version of the file',
      (text: string) => text.replace('"upload_version":"v1"', '"upload_version":"v0"'),
    ],
  ])('that is %s is ignored, and the job done anew', async (_which, change) => {
    const world = givenLongFile();
    const { job_id } = await givenQueuedJob(world);
    await interruptAfter(world, 5);
    const written = (await world.objects.getText(checkpointKey(job_id))) ?? '';
    world.objects.upload(checkpointKey(job_id), change(written));
    await world.clock.until(workOnce(workerOn(world)));
    expect(world.engine.heard).toEqual([0, 1, 2, ...TEXTS.keys()]);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
  });

  it('that cannot be read costs the work again, not the job', async () => {
    const world = givenLongFile();
    const { job_id } = await givenQueuedJob(world);
    await interruptAfter(world, 5);
    const getText: World['objects']['getText'] = async (key) => {
      if (key === checkpointKey(job_id)) throw new Error('AccessDenied');
      return world.objects.getText(key);
    };
    const objects = withMethod(world.objects, 'getText', getText);
    await world.clock.until(workOnce({ ...workerOn(world), objects }));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
  });

  it('is not asked for by the first worker', async () => {
    const world = givenLongFile();
    const { job_id } = await givenQueuedJob(world);
    const process = new FaultyProcess({ kind: 'fails before', call: 'objects.getText' });
    await world.clock.until(workOnce(process.wrap(workerOn(world))));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
  });

  it('is written once a minute, so that a worker that vanishes loses little', async () => {
    const world = makeWorld();
    world.engine.usual = { texts: TEXTS, seconds_per_segment: 50 };
    const { job_id } = await givenQueuedJob(world);
    const process = new FaultyProcess();
    void workOnce(process.wrap(workerOn(world))).catch(() => {});
    await world.clock.advance(340);
    const { parts } = await checkpointOf(world, job_id);
    expect(parts.length).toBeGreaterThanOrEqual(5);
    expect(world.objects.puts.filter((key) => key === checkpointKey(job_id)).length).toBeLessThanOrEqual(340 / 60);
  });

  it('is not written by a worker that lost its job', async () => {
    const world = givenLongFile();
    const { job_id } = await givenQueuedJob(world);
    world.engine.usual = { texts: ['a'], error: new LeaseLostError('another has it') };
    await world.clock.until(workOnce(workerOn(world)));
    expect(world.objects.keys()).not.toContain(checkpointKey(job_id));
  });
});

describe('an engine that crashes', () => {
  it('goes on from where it crashed, with half as much in memory at once', async () => {
    const world = givenLongFile();
    await givenQueuedJob(world);
    world.engine.scripts.push({
      texts: TEXTS.slice(0, 3),
      error: new JobFailure('engine_crashed', 'killed: no memory'),
    });
    await world.clock.until(workOnce(workerOn(world)));
    expect(world.engine.heard).toEqual([...TEXTS.keys()]);
    expect(world.engine.jobs.map((job) => job.largest_batch)).toEqual([undefined, 4]);
    expect(await jobIn(world, 'callback-1')).toMatchObject({ status: 'completed', attempt: 1 });
  });
});

function givenLongFile(): World {
  const world = makeWorld();
  world.engine.usual = { texts: TEXTS, seconds_per_segment: 2 };
  return world;
}

/** A worker takes the job and is told of its end after so many seconds; says how long the hand-back then took. */
async function interruptAfter(world: World, seconds: number): Promise<{ seconds: number; finished: Promise<void> }> {
  const shutdown = new AbortController();
  const message = await world.jobs.receive({ wait_seconds: 0 });
  if (!message) throw new Error('the queue is empty');
  const running = runJob(workerOn(world), message, circumstances(world, { shutdown: shutdown.signal }));
  await world.clock.advance(seconds);
  const begun = world.clock.now().getTime();
  shutdown.abort(NOTICE);
  const { finish } = await world.clock.until(running);
  return { seconds: (world.clock.now().getTime() - begun) / 1000, finished: finish() };
}

/** @returns when the worker got the job */
async function workAsSoonAsThereIs(world: World, instanceId: string): Promise<number> {
  let message = await world.jobs.receive({ wait_seconds: 1 });
  while (!message) message = await world.jobs.receive({ wait_seconds: 1 });
  const at = world.clock.now().getTime();
  await runJob(workerOn(world, instanceId), message, circumstances(world));
  return at;
}

async function checkpointOf(world: World, jobId: string): Promise<Checkpoint> {
  return Checkpoint.parse(JSON.parse((await world.objects.getText(checkpointKey(jobId))) ?? '{}'));
}

async function bodyIn(world: World) {
  return JSON.parse((await world.objects.getText(deliveryBodyKey('msg_callback-1_completed'))) ?? '');
}
