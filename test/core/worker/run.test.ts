import { describe, expect, it } from 'vitest';
import { expireLease } from '../../../core/job/job-release.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { DiskFullError, EngineUnusableError, JobFailure, SpotInterruptionError } from '../../../core/shared/errors.ts';
import { type Fault, FaultyProcess } from '../../support/faulty-process.ts';
import { sets } from '../../support/sets.ts';
import { withMethod } from '../../support/with-method.ts';
import { givenQueuedJob, jobIn, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const keysBelow = (world: World, prefix: string) => world.objects.keys().filter((key) => key.startsWith(prefix));

describe('a job', () => {
  it('becomes a row, four files and a signed webhook, and its message goes', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    expect(await world.clock.until(workOnce(workerOn(world)))).toBe(true);

    expect(await jobIn(world, job_id)).toMatchObject({
      status: 'completed',
      progress: { seconds_done: 4, duration_seconds: 4 },
    });
    expect(keysBelow(world, `results/${job_id}/`)).toHaveLength(4);
    const [post] = world.transport.posts;
    expect(post?.url).toBe('https://receiver.example/hook');
    expect(Object.keys(post?.headers ?? {}).sort()).toEqual(
      ['content-type', 'webhook-id', 'webhook-signature', 'webhook-timestamp', 'x-webhook-signature'].sort(),
    );
    expect(JSON.parse(post?.body ?? '')).toMatchObject({
      job_id,
      status: 'complete',
      transcript: { text: 'Hello there. Goodbye.' },
    });
    expect(world.jobs.bodies()).toEqual([]);
    expect(world.scratch.open.size).toBe(0);
  });

  it('tells the engine what it needs to know', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await world.clock.until(workOnce(workerOn(world)));
    const [told] = world.engine.jobs;
    expect(told).toMatchObject({ job_id, max_duration_seconds: 36_000, options: { language: 'auto' } });
    expect(world.objects.files.get(told?.audio_path ?? '')).toBe('audio');
  });

  it('without a callback has results and no webhook', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world, { registered: false });
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
    expect(keysBelow(world, 'results/')).toHaveLength(4);
    expect(world.transport.posts).toEqual([]);
  });

  it('says how far it is, every five seconds at most', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.engine.usual = { texts: ['a', 'b', 'c', 'd', 'e', 'f'], seconds_per_segment: 2 };
    const running = workOnce(workerOn(world));
    const seen = [];
    for (let second = 0; second < 12; second += 1) {
      await world.clock.advance(1);
      seen.push((await jobIn(world, job_id)).progress?.seconds_done);
    }
    await world.clock.until(running);
    expect(seen.slice(0, 5)).toEqual(Array(5).fill(undefined));
    expect(seen.slice(5, 11)).toEqual(Array(6).fill(6));
  });

  it('that takes longer than a lease is held all the while', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.engine.usual = { texts: ['a', 'b', 'c'], seconds_per_segment: 400 };
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed', attempt: 1, crashes: 0 });
  });
});

describe('a job that cannot be done', () => {
  it('fails with its reason, on the row, in the bucket and by webhook', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.engine.usual = { error: new JobFailure('no_audio_stream', 'it holds video only') };
    await world.clock.until(workOnce(workerOn(world)));
    const error = { code: 'no_audio_stream', message: 'it holds video only', retriable: false };
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'failed', error });
    expect(keysBelow(world, 'results/')).toEqual([`results/${job_id}/error.json`]);
    expect(JSON.parse(world.transport.posts[0]?.body ?? '')).toMatchObject({
      status: 'failed',
      transcript: null,
      error,
    });
    expect(world.jobs.bodies()).toEqual([]);
  });

  it('for whose file the disk has no room fails as download_failed, and says what to do', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const objects = withMethod(world.objects, 'download', () => Promise.reject(new DiskFullError('full')));
    await world.clock.until(workOnce(workerOn({ ...world, objects })));
    const error = { code: 'download_failed', retriable: true, message: expect.stringContaining('volumeGib') };
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'failed', error });
  });

  it('because its file was removed fails as download_failed', async () => {
    const world = makeWorld();
    const { job_id, s3_key } = await givenQueuedJob(world);
    world.objects.remove(s3_key ?? '');
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'failed', error: { code: 'download_failed' } });
  });

  it('because it crashed the engine twice fails, and once is forgiven', async () => {
    const crash = { error: new JobFailure('engine_crashed', 'exit code 139') };
    const [once, twice] = [makeWorld(), makeWorld()];
    once.engine.scripts.push(crash);
    twice.engine.usual = crash;
    for (const world of [once, twice]) {
      await givenQueuedJob(world);
      await world.clock.until(workOnce(workerOn(world)));
    }
    expect(await jobIn(once, 'callback-1')).toMatchObject({ status: 'completed' });
    expect(await jobIn(twice, 'callback-1')).toMatchObject({ status: 'failed', error: { code: 'engine_crashed' } });
    expect(twice.engine.jobs).toHaveLength(2);
  });

  it('because S3 fails for ten minutes is done when S3 is back', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const begun = world.clock.now().getTime();
    const download: World['objects']['download'] = async (...request) => {
      if (world.clock.now().getTime() < begun + 600_000) throw new Error('SlowDown');
      return world.objects.download(...request);
    };
    const deps = { ...workerOn(world), objects: withMethod(world.objects, 'download', download) };
    for (let second = 0; second < 1200; second += 1) {
      await world.clock.until(workOnce(deps));
      await world.clock.advance(1);
    }
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed', crashes: 2 });
  });

  it('because of a fault of ours three times fails then, on the worker that met the third', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const download = () => Promise.reject(new Error('a fault of ours'));
    const deps = { ...workerOn(world), objects: withMethod(world.objects, 'download', download) };
    for (let tries = 0; tries < 3; tries += 1) {
      await world.clock.until(workOnce(deps));
      await world.clock.advance(900);
    }
    const job = await jobIn(world, job_id);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'engine_crashed' } });
    expect(job.attempts.map(({ outcome }) => outcome)).toEqual(['crashed', 'crashed', 'failed']);
  });

  it.each(['reconcile', 'a claim'])('though a third worker vanished is done, as it left its result: %s', async (by) => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await givenVanishedWorker(world, 'objects.put', 'dies after');
    await world.table.write({ kind: 'update', key: job_id, when: [], set: { crashes: 2 } });
    if (by === 'reconcile') await reconcile(workerOn(world));
    await world.clock.advance(2);
    while (await world.clock.until(workOnce(workerOn(world))));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
    expect(world.engine.jobs).toHaveLength(1);
  });

  it('that left a result which nobody can adopt fails in the end', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await givenVanishedWorker(world, 'objects.put', 'dies after');
    const getText = () => Promise.reject(new Error('it is no document any more'));
    const deps = { ...workerOn(world), objects: withMethod(world.objects, 'getText', getText) };
    for (let minute = 0; minute < 120; minute += 1) {
      await world.clock.until(workOnce(deps));
      await world.clock.advance(60);
    }
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'failed', error: { code: 'engine_crashed' } });
  });

  it('because three workers vanished over it fails at the fourth', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    for (let vanished = 0; vanished < 3; vanished += 1) await givenVanishedWorker(world, 'engine.transcribe');
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({
      status: 'failed',
      error: { code: 'engine_crashed', retriable: true },
    });
    expect(world.engine.jobs).toEqual([]);
  });

  it('because it was interrupted too often fails with that reason, and its webhook says so', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    for (let taken = 0; taken < 20; taken += 1) {
      await world.clock.until(workOnce(workerOn(world), AbortSignal.abort(new SpotInterruptionError('taken back'))));
    }
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'failed', error: { code: 'interrupted_too_often' } });
    expect(JSON.parse(world.transport.posts[0]?.body ?? '')).toMatchObject({
      status: 'failed',
      error: { code: 'interrupted_too_often' },
    });
  });
});

describe('a worker', () => {
  it('that is stopped hands its job back at once, and nothing counts against it', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const shutdown = new AbortController();
    const running = workOnce(workerOn(world), shutdown.signal);
    await world.clock.advance(1);
    shutdown.abort(new Error('stopped'));
    await world.clock.until(running);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', crashes: 0, due_class: 'waiting' });
    expect(world.jobs.hiddenFor()).toEqual([0]);
    expect(world.scratch.open.size).toBe(0);
  });

  it('that meets a fault of ours hands its job back for later, which counts as a crash', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.engine.usual = { error: new Error('disk full') };
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', crashes: 1 });
    expect(world.jobs.hiddenFor()).toEqual([30]);
    expect(world.transport.posts).toEqual([]);
  });

  it('without an engine hands its job back and says that it is of no use', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.engine.usual = { error: new EngineUnusableError('no model') };
    await expect(world.clock.until(workOnce(workerOn(world)))).rejects.toThrow(EngineUnusableError);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', crashes: 0 });
  });

  it('whose engine cannot be started leaves the job as healthy as it was, any number of times', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    for (let broken = 0; broken < 10; broken += 1) {
      world.engine.scripts.push({ error: new EngineUnusableError('no GPU') });
      await expect(world.clock.until(workOnce(workerOn(world, `i-${broken}`)))).rejects.toThrow('no GPU');
    }
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed', crashes: 0, attempt: 11 });
  });

  it('whose engine crashed over the file and cannot be started again counts it as a crash', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.engine.scripts.push({ error: new JobFailure('engine_crashed', 'exit code 4') });
    world.engine.scripts.push({ error: new EngineUnusableError('the GPU fell off the bus') });
    await expect(world.clock.until(workOnce(workerOn(world)))).rejects.toThrow(EngineUnusableError);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', crashes: 1 });
  });

  it('that spot takes back hands its job back at once, as an interruption', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const shutdown = new AbortController();
    const running = workOnce(workerOn(world), shutdown.signal);
    await world.clock.advance(1);
    shutdown.abort(new SpotInterruptionError('spot takes the instance back'));
    await world.clock.until(running);
    expect(await jobIn(world, job_id)).toMatchObject({
      status: 'launching',
      crashes: 0,
      interruptions: 1,
      attempts: [{ outcome: 'interrupted', error: 'spot takes the instance back' }],
    });
    expect(world.jobs.hiddenFor()).toEqual([0]);
  });

  it('that lost its job writes nothing more', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.engine.usual = { texts: ['a', 'b'], seconds_per_segment: 60 };
    const running = workOnce(workerOn(world));
    await world.clock.advance(1);
    await world.table.write(expireLease(await jobIn(world, job_id), later(world, 121)));
    const before = [await jobIn(world, job_id), world.objects.keys()];
    await world.clock.until(running);
    expect([await jobIn(world, job_id), world.objects.keys()]).toEqual(before);
    expect(world.transport.posts).toEqual([]);
    expect(world.jobs.bodies()).toHaveLength(1);
  });

  it('whose end of the job is refused leaves all the rest to whoever has it now', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    const write: World['table']['write'] = async (...writes) =>
      writes.some((one) => sets(one, 'status', 'completed')) ? false : world.table.write(...writes);
    await world.clock.until(workOnce({ ...workerOn(world), table: withMethod(world.table, 'write', write) }));
    expect(world.jobs.bodies()).toHaveLength(1);
    expect(world.transport.posts).toEqual([]);
  });

  it('has put the result in all its formats before anyone can see that the job is completed', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    let then: string[] = [];
    const write: World['table']['write'] = async (...writes) => {
      if (writes.some((one) => sets(one, 'status', 'completed')))
        then = keysBelow(world, 'results/').map((key) => key.split('.').at(-1) ?? '');
      return world.table.write(...writes);
    };
    await world.clock.until(workOnce({ ...workerOn(world), table: withMethod(world.table, 'write', write) }));
    expect(then).toEqual(['json', 'srt', 'txt', 'vtt']);
  });

  it('that finds a result from before adopts it without asking the engine', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await givenVanishedWorker(world, 'objects.put', 'dies after');
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed', attempt: 2 });
    expect(world.engine.jobs).toHaveLength(1);
  });

  it('that receives another message of a job that has ended deletes it', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world, { registered: false });
    await world.clock.until(workOnce(workerOn(world)));
    await world.jobs.send({ job_id, s3_input: '', s3_output: '' });
    await world.clock.until(workOnce(workerOn(world)));
    expect(world.jobs.bodies()).toEqual([]);
    expect(world.engine.jobs).toHaveLength(1);
  });
});

/** A worker takes the job and is gone at that call; time passes until the job is free again. */
async function givenVanishedWorker(world: World, call: string, kind: Fault['kind'] = 'dies before'): Promise<void> {
  const process = new FaultyProcess({ kind, call });
  void workOnce(process.wrap(workerOn(world)));
  await world.clock.advance(150);
}

function later(world: World, seconds: number): Date {
  return new Date(world.clock.now().getTime() + seconds * 1000);
}
