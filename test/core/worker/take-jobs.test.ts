/** A worker that has several short jobs side by side. */
import { describe, expect, it } from 'vitest';
import { askedToLeave } from '../../../core/fleet/worker.ts';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { EngineUnusableError, JobFailure, SpotInterruptionError } from '../../../core/shared/errors.ts';
import type { Engine, EngineJob } from '../../../core/shared/ports.ts';
import { workLoop } from '../../../core/worker/work-loop.ts';
import { inOneProcess } from '../../support/memory/engine-process.ts';
import { sets } from '../../support/sets.ts';
import { withMethod } from '../../support/with-method.ts';
import { givenQueuedJob, jobIn, makeWorld, NEVER_STOPPED, type World, workerOn } from '../../support/world.ts';
import { givenJob, statusesOf, usageOf, workerRow } from './at-work.ts';

const LONG = 'x'.repeat(2_000_001);

describe('short jobs', () => {
  it('are worked on side by side, as many as there are places', async () => {
    const world = makeWorld();
    const ids = await givenJobs(world, 5);
    const ended = start(world, { short_jobs_at_once: 3 });
    await world.clock.advance(2);
    expect(atWork(world)).toEqual(ids.slice(0, 3));
    await world.clock.until(ended);
    expect(await statusesOf(world, ids)).toEqual(Array(5).fill('completed'));
    expect(await workerRow(world)).toMatchObject({ state: 'ended', ended_reason: 'idle', jobs_done: 5 });
  });

  it('come one after the other where nothing else is said', async () => {
    const world = makeWorld();
    const ids = await givenJobs(world, 2);
    const ended = start(world, {});
    await world.clock.advance(2);
    expect(atWork(world)).toEqual(ids.slice(0, 1));
    await world.clock.until(ended);
  });

  it('take the place of one that is over while another goes on', async () => {
    const world = makeWorld();
    world.engine.scripts.push({ texts: ['a'], seconds_per_segment: 600 });
    const ids = await givenJobs(world, 3);
    const ended = start(world, { short_jobs_at_once: 2, idle_seconds: 30 });
    await world.clock.advance(20);
    expect(await statusesOf(world, ids)).toEqual(['processing', 'completed', 'completed']);
    const late = await givenJob(world, 4);
    await world.clock.advance(30);
    expect((await jobIn(world, late)).status).toBe('completed');
    expect((await workerRow(world)).state).toBe('busy');
    await world.clock.until(ended);
  });

  it('leave the worker idle when the last one is over, and not before', async () => {
    const world = makeWorld();
    world.engine.scripts.push({ texts: ['a'], seconds_per_segment: 50 });
    await givenJobs(world, 2);
    const begun = world.clock.now().getTime();
    const ended = start(world, { short_jobs_at_once: 2, idle_seconds: 60 });
    const seen = [];
    for (const seconds of [40, 20]) {
      await world.clock.advance(seconds);
      seen.push((await workerRow(world)).state);
    }
    await world.clock.until(ended);
    expect(seen).toEqual(['busy', 'idle']);
    const seconds = (world.clock.now().getTime() - begun) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(110);
    expect(seconds).toBeLessThanOrEqual(130);
  });

  it('count towards what a worker may do, and no more are begun than that', async () => {
    const world = makeWorld();
    const ids = await givenJobs(world, 4);
    await world.clock.until(start(world, { short_jobs_at_once: 4, jobs_per_worker: 3, idle_seconds: 600 }));
    expect(await statusesOf(world, ids)).toEqual(['completed', 'completed', 'completed', 'launching']);
    expect(await workerRow(world)).toMatchObject({ ended_reason: 'jobs_done', jobs_done: 3 });
  });

  it('share what the worker costs, and one alone pays its start', async () => {
    const world = makeWorld();
    Object.assign(world, { prices: { 'g5.xlarge': { spot: 0.36 } } });
    world.engine.usual = { texts: ['a'], seconds_per_segment: 100 };
    const ids = await givenJobs(world, 2);
    await world.clock.until(start(world, { short_jobs_at_once: 2 }));
    const usages = await Promise.all(ids.map((id) => usageOf(world, id)));
    // 100 s at 0.1 mUSD a second, for both together
    expect(usages.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(0.01, 3);
    expect(usages.filter(({ model_load_seconds }) => model_load_seconds > 0)).toHaveLength(1);
  });

  it.each([
    ['interrupted', new SpotInterruptionError('spot takes the instance back')],
    ['stopped', new Error('SIGTERM')],
  ])('are all handed back when the worker is %s', async (ended_reason, why) => {
    const world = makeWorld();
    world.engine.usual = { texts: ['a'], seconds_per_segment: 100 };
    const ids = await givenJobs(world, 3);
    const stop = new AbortController();
    const ended = start(world, { short_jobs_at_once: 3 }, world.engine, stop.signal);
    await world.clock.advance(10);
    stop.abort(why);
    await world.clock.advance(5);
    expect(await statusesOf(world, ids)).toEqual(Array(3).fill('launching'));
    await world.clock.until(ended);
    expect(await workerRow(world)).toMatchObject({ ended_reason, jobs_done: 0 });
    const rows = await Promise.all(ids.map((id) => jobIn(world, id)));
    for (const { attempts } of rows) expect(attempts).toMatchObject([{ share: expect.closeTo(1 / 3, 1) }]);
  });

  it('are with others soon, whatever their worker was asking for as it was stopped', async () => {
    const world = makeWorld();
    world.engine.usual = { texts: ['a'], seconds_per_segment: 100 };
    await givenJobs(world, 2);
    // Given a poll that gets its message as the worker is stopped
    const receive: World['jobs']['receive'] = async (options) => {
      if (world.engine.jobs.length < 2) return world.jobs.receive(options);
      await world.clock.sleep(1000);
      return world.jobs.receive({ wait_seconds: 0 });
    };
    const stop = new AbortController();
    const jobs = withMethod(world.jobs, 'receive', receive);
    const ended = start({ ...world, jobs }, { short_jobs_at_once: 4 }, world.engine, stop.signal);
    await world.clock.advance(10);
    const late = await givenJob(world, 3);
    stop.abort(new Error('SIGTERM'));
    await world.clock.until(ended);
    expect(await jobIn(world, late)).toMatchObject({ status: 'launching', attempt: 0 });
    expect(world.jobs.hiddenFor()).toEqual([0, 0, 0]);
  });

  it('go on when one of them is cancelled', async () => {
    const world = makeWorld();
    world.engine.usual = { texts: ['a'], seconds_per_segment: 100 };
    const [first, second] = [await givenQueuedJob(world), await givenQueuedJob(world)];
    const ended = start(world, { short_jobs_at_once: 2 });
    await world.clock.advance(10);
    await cancelOwnJob(world, first.job_id, 'default');
    await world.clock.until(ended);
    expect(await statusesOf(world, [first.job_id, second.job_id])).toEqual(['cancelled', 'completed']);
  });
});

it('short jobs are finished by a worker that is asked to make room, which takes no other', async () => {
  const world = makeWorld();
  world.engine.usual = { texts: ['a'], seconds_per_segment: 100 };
  const ids = await givenJobs(world, 2);
  const ended = start(world, { short_jobs_at_once: 3, idle_seconds: 600 });
  await world.clock.advance(10);
  await world.table.write(askedToLeave(await workerRow(world), world.clock.now()));
  await world.clock.advance(60);
  ids.push(await givenJob(world, 3));
  await world.clock.until(ended);
  expect(await statusesOf(world, ids)).toEqual(['completed', 'completed', 'launching']);
  expect(await workerRow(world)).toMatchObject({ ended_reason: 'gave_place', jobs_done: 2 });
});

describe('a long job', () => {
  it('has the engine alone, and no other is taken beside it', async () => {
    const world = makeWorld();
    world.engine.usual = { texts: ['a'], seconds_per_segment: 100 };
    const [short, long, other] = [await givenJob(world, 1), await givenJob(world, 2, LONG), await givenJob(world, 3)];
    const ended = start(world, { short_jobs_at_once: 4 });
    await world.clock.advance(50);
    expect(atWork(world)).toEqual([short]);
    expect(await statusesOf(world, [short, long, other])).toEqual(['processing', 'processing', 'launching']);
    await world.clock.advance(100);
    expect(atWork(world)).toEqual([short, long]);
    await world.clock.until(ended);
    expect(await statusesOf(world, [short, long, other])).toEqual(Array(3).fill('completed'));
  });
});

describe('an engine that crashes over one of several files', () => {
  it('has each tried alone, and only the one that crashes it fails', async () => {
    const world = makeWorld();
    const ids = await givenJobs(world, 3);
    const engine = crashingOver(world, ids[1] ?? '');
    await world.clock.until(start(world, { short_jobs_at_once: 3 }, engine));
    expect(await statusesOf(world, ids)).toEqual(['completed', 'failed', 'completed']);
    expect(await jobIn(world, ids[1] ?? '')).toMatchObject({ error: { code: 'engine_crashed' } });
    // With the others, alone, and alone with half as much in memory
    const tried = world.engine.jobs.filter(({ job_id }) => job_id === ids[1]);
    expect(tried.map(({ largest_batch }) => largest_batch)).toEqual([undefined, undefined, 4]);
  });

  it('and does not start again leaves none of them with a crash to its name', async () => {
    const world = makeWorld();
    const ids = await givenJobs(world, 2);
    let crashed = false;
    const crashing = crashingOver(world, ids[1] ?? '');
    const transcribe: Engine['transcribe'] = async (job) => {
      if (crashed) throw new EngineUnusableError('no card any more');
      return crashing.transcribe(job).finally(() => {
        crashed = true;
      });
    };
    const ended = start(world, { short_jobs_at_once: 2 }, withMethod(world.engine, 'transcribe', transcribe));
    await expect(world.clock.until(ended)).rejects.toThrow(EngineUnusableError);
    for (const id of ids) expect(await jobIn(world, id)).toMatchObject({ status: 'launching', crashes: 0 });
    // One of them did it, not the image
    expect(await workerRow(world)).toMatchObject({ ended_reason: 'failed' });
    // From then on each is alone
    const next = start(world, { short_jobs_at_once: 2 });
    await world.clock.advance(2);
    expect((await statusesOf(world, ids)).sort()).toEqual(['launching', 'processing']);
    await world.clock.until(next);
    expect(await statusesOf(world, ids)).toEqual(['completed', 'completed']);
  });
});

it('a worker whose queue is out of reach finishes what it has, and then ends', async () => {
  const world = makeWorld();
  world.engine.usual = { texts: ['a'], seconds_per_segment: 100 };
  const ids = await givenJobs(world, 2);
  const receive: World['jobs']['receive'] = async (options) => {
    if (world.engine.jobs.length > 1) throw new Error('no queue');
    return world.jobs.receive(options);
  };
  const jobs = withMethod(world.jobs, 'receive', receive);
  const ended = start({ ...world, jobs }, { short_jobs_at_once: 3 });
  await expect(world.clock.until(ended)).rejects.toThrow('no queue');
  expect(await statusesOf(world, ids)).toEqual(['completed', 'completed']);
  expect(await workerRow(world)).toMatchObject({ ended_reason: 'cut_off', jobs_done: 2 });
});

it('a file has its own time, not that of the files which the engine hears before it', async () => {
  const world = makeWorld();
  const [id = ''] = await givenJobs(world, 1);
  const transcribe: Engine['transcribe'] = async (job) => {
    await world.clock.sleep(3_000_000, job.signal);
    job.signal.throwIfAborted();
    return world.engine.transcribe(job);
  };
  await world.clock.until(start(world, {}, withMethod(world.engine, 'transcribe', transcribe)));
  expect(await jobIn(world, id)).toMatchObject({ status: 'completed' });
});

it('what a worker says last is what it is, though an older word takes longer', async () => {
  const world = makeWorld();
  world.engine.scripts.push({ texts: ['a'] }, { texts: ['b'], seconds_per_segment: 100 });
  await givenJobs(world, 1);
  const write: World['table']['write'] = async (...writes) => {
    if (writes.some((one) => sets(one, 'state', 'idle'))) await world.clock.sleep(5_000);
    return world.table.write(...writes);
  };
  const ended = start(
    { ...world, table: withMethod(world.table, 'write', write) },
    { short_jobs_at_once: 2, idle_seconds: 20 },
  );
  await world.clock.advance(8);
  await givenJob(world, 2);
  await world.clock.advance(10);
  expect((await workerRow(world)).state).toBe('busy');
  await world.clock.until(ended);
});

it('a worker that cannot go on takes no other job, and ends when those beside it are over', async () => {
  const world = makeWorld();
  world.engine.scripts.push({ texts: ['a'], seconds_per_segment: 100 }, { error: new EngineUnusableError('no model') });
  const ids = await givenJobs(world, 3);
  const ended = start(world, { short_jobs_at_once: 2, idle_seconds: 600 });
  await expect(world.clock.until(ended)).rejects.toThrow(EngineUnusableError);
  expect(await statusesOf(world, ids)).toEqual(['completed', 'launching', 'launching']);
  expect(await workerRow(world)).toMatchObject({ ended_reason: 'engine_unusable', jobs_done: 1 });
});

type Settings = { idle_seconds?: number; jobs_per_worker?: number; short_jobs_at_once?: number };

function start(world: World, settings: Settings, engine: Engine = world.engine, stop = NEVER_STOPPED): Promise<void> {
  const workerSettings = { idle_seconds: 0, jobs_per_worker: 0, ...settings };
  return workLoop({ ...workerOn(world), engine, workerSettings }, stop);
}

/** Two seconds after the file begins. */
function crashingOver(world: World, jobId: string): Engine {
  const transcribe = async (job: EngineJob) => {
    if (job.job_id !== jobId) return world.engine.transcribe(job);
    world.engine.jobs.push(job);
    await world.clock.sleep(2000, job.signal);
    throw new JobFailure('engine_crashed', 'killed: no memory');
  };
  return inOneProcess(withMethod(world.engine, 'transcribe', transcribe));
}

async function givenJobs(world: World, count: number): Promise<string[]> {
  const ids = [];
  for (let n = 1; n <= count; n += 1) ids.push(await givenJob(world, n));
  return ids;
}

const atWork = (world: World) => world.engine.jobs.map(({ job_id }) => job_id);
