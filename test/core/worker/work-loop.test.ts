import { describe, expect, it } from 'vitest';
import { askedToLeave, launchedWorker } from '../../../core/fleet/worker.ts';
import { EngineUnusableError, JobFailure, SpotInterruptionError } from '../../../core/shared/errors.ts';
import { workLoop } from '../../../core/worker/work-loop.ts';
import { quiet } from '../../support/memory/clock.ts';
import { sets } from '../../support/sets.ts';
import { withMethod } from '../../support/with-method.ts';
import { jobIn, makeWorld, NEVER_STOPPED, type World, workerOn } from '../../support/world.ts';
import { givenJob, statusesOf, usageOf, workerRow } from './at-work.ts';

describe('a worker that finds nothing to do', () => {
  it('ends at once when it may not be idle', async () => {
    const world = makeWorld();
    expect(await secondsUntilEnd(world, { idle_seconds: 0 })).toBeLessThanOrEqual(2);
  });

  it('waits for as long as it may be idle', async () => {
    const world = makeWorld();
    const seconds = await secondsUntilEnd(world, { idle_seconds: 300 });
    expect(seconds).toBeGreaterThanOrEqual(300);
    expect(seconds).toBeLessThanOrEqual(302);
  });

  it('counts its idle time from its last job', async () => {
    const world = makeWorld();
    const ended = start(world, { idle_seconds: 300 });
    await world.clock.advance(200);
    const job_id = await givenJob(world);
    await world.clock.advance(290);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
    expect((await workerRow(world)).state).toBe('idle');
    await world.clock.until(ended);
  });
});

describe('a worker with jobs', () => {
  it('works on one after the other until the queue is empty', async () => {
    const world = makeWorld();
    const ids = [await givenJob(world, 1), await givenJob(world, 2), await givenJob(world, 3)];
    await world.clock.until(start(world, {}));
    for (const id of ids)
      expect(await jobIn(world, id)).toMatchObject({ status: 'completed', instance_id: 'i-worker' });
  });

  it('ends after as many as it may do, and leaves the rest to others', async () => {
    const world = makeWorld();
    const ids = [await givenJob(world, 1), await givenJob(world, 2), await givenJob(world, 3)];
    await world.clock.until(start(world, { jobs_per_worker: 2, idle_seconds: 600 }));
    const statuses = await statusesOf(world, ids);
    expect(statuses).toEqual(['completed', 'completed', 'launching']);
  });

  it('does not count a message that was not its to work on', async () => {
    const world = makeWorld();
    const job_id = await givenJob(world);
    await world.clock.until(start(world, {}));
    await world.jobs.send({ job_id, s3_input: '', s3_output: '' });
    const next = await givenJob(world, 2);
    await world.clock.until(start(world, { jobs_per_worker: 1 }));
    expect(await jobIn(world, next)).toMatchObject({ status: 'completed' });
  });

  it('goes on after a file that cannot be done', async () => {
    const world = makeWorld();
    const ids = [await givenJob(world, 1), await givenJob(world, 2)];
    world.engine.scripts.push({ error: new JobFailure('unsupported_media', 'no audio') });
    await world.clock.until(start(world, {}));
    const statuses = await statusesOf(world, ids);
    expect(statuses).toEqual(['failed', 'completed']);
  });

  it('does the next job while the first rests after a fault of ours', async () => {
    const world = makeWorld();
    const [first, second] = [await givenJob(world, 1), await givenJob(world, 2)];
    world.engine.scripts.push({ texts: [], error: new Error('a fault of ours') });
    await world.clock.until(start(world, { idle_seconds: 5 }));
    expect(await jobIn(world, second)).toMatchObject({ status: 'completed' });
    expect(await jobIn(world, first)).toMatchObject({ status: 'launching', crashes: 1 });
    await world.clock.advance(30);
    await world.clock.until(start(world, {}));
    expect(await jobIn(world, first)).toMatchObject({ status: 'completed' });
  });

  it('charges its own start to its first job only', async () => {
    const world = makeWorld();
    const ids = [await givenJob(world, 1), await givenJob(world, 2)];
    await world.table.write(launchedWorker(workerOn(world).worker, world.clock.now()));
    await world.clock.advance(90);
    await world.clock.until(start(world, {}));
    const usages = await Promise.all(ids.map((id) => usageOf(world, id)));
    expect(usages.map((usage) => [usage.boot_seconds, usage.model_load_seconds])).toEqual([
      [90, 4],
      [0, 0],
    ]);
  });

  it('finishes one job while it works on the next, and all of them before it ends', async () => {
    const world = makeWorld();
    const ids = [await givenJob(world, 1), await givenJob(world, 2)];
    const slow: World['jobs']['delete'] = async (receipt) => {
      await world.clock.sleep(10_000);
      return world.jobs.delete(receipt);
    };
    const begun = world.clock.now().getTime();
    await world.clock.until(start({ ...world, jobs: withMethod(world.jobs, 'delete', slow) }, {}));
    // Given 4 s for each job and 10 s for each finish, one after the other would take 28 s
    expect((world.clock.now().getTime() - begun) / 1000).toBeLessThan(20);
    const rows = await Promise.all(ids.map((id) => jobIn(world, id)));
    expect(rows.map((row) => row.status)).toEqual(['completed', 'completed']);
    expect(world.jobs.bodies()).toEqual([]);
  });
});

describe('a worker whose receiver never lets go', () => {
  const never = () => new Promise<never>(() => {});

  it('ends all the same, and leaves the rest to others', async () => {
    const world = makeWorld();
    await givenJob(world);
    const jobs = withMethod(world.jobs, 'delete', never);
    await world.clock.until(start({ ...world, jobs }, {}));
    expect(await workerRow(world)).toMatchObject({ state: 'ended', jobs_done: 1 });
  });

  it('ends sooner when it is told to', async () => {
    const world = makeWorld();
    await givenJob(world);
    const shutdown = new AbortController();
    const jobs = withMethod(world.jobs, 'delete', never);
    const ended = start({ ...world, jobs }, {}, shutdown.signal);
    await world.clock.advance(10);
    expect(await workerRow(world)).toMatchObject({ state: 'draining', draining_since: expect.any(String) });
    shutdown.abort(new Error('SIGTERM'));
    await world.clock.advance(41);
    expect(await workerRow(world)).toMatchObject({ state: 'ended' });
    await ended;
  });
});

describe('the row of a worker', () => {
  it('says idle, busy and draining as it goes', async () => {
    const world = makeWorld();
    await givenJob(world);
    world.engine.usual = { texts: ['a'], seconds_per_segment: 100 };
    const ended = start(world, { idle_seconds: 60 });
    const seen = [];
    for (const seconds of [1, 100, 59]) {
      await world.clock.advance(seconds);
      seen.push((await workerRow(world)).state);
    }
    await world.clock.until(ended);
    expect([...seen, (await workerRow(world)).state]).toEqual(['busy', 'idle', 'draining', 'ended']);
  });

  it('is renewed every half a minute, whatever the worker does', async () => {
    const world = makeWorld();
    await givenJob(world);
    world.engine.usual = { texts: ['a'], seconds_per_segment: 1000 };
    const ended = start(world, {});
    await world.clock.advance(900);
    const left = Date.parse((await workerRow(world)).alive_until) - world.clock.now().getTime();
    expect(left / 1000).toBeGreaterThanOrEqual(120);
    await world.clock.until(ended);
  });
});

describe('a worker that drains', () => {
  it('looks into the queue once more, and takes what came meanwhile', async () => {
    const world = makeWorld();
    let late: string | undefined;
    const write: World['table']['write'] = async (...writes) => {
      const written = await world.table.write(...writes);
      const drains = writes.some((one) => sets(one, 'state', 'draining'));
      if (drains && !late) late = await givenJob(world);
      return written;
    };
    const table = withMethod(world.table, 'write', write);
    await world.clock.until(workLoop({ ...workerOn(world), table }, NEVER_STOPPED));
    expect(await jobIn(world, late ?? '')).toMatchObject({ status: 'completed' });
    expect((await workerRow(world)).state).toBe('ended');
  });

  it('counts towards the cap of the fleet while it works on that last job', async () => {
    const world = makeWorld();
    world.engine.usual = { texts: ['long'], seconds_per_segment: 600 };
    const write: World['table']['write'] = async (...writes) => {
      const drains = writes.some((one) => sets(one, 'state', 'draining'));
      if (drains && world.jobs.bodies().length === 0) await givenJob(world);
      return world.table.write(...writes);
    };
    const table = withMethod(world.table, 'write', write);
    const ended = workLoop({ ...workerOn(world), table }, NEVER_STOPPED);
    await world.clock.advance(60);
    expect(await world.table.due('worker', { limit: 9 })).toMatchObject([{ state: 'draining' }]);
    await world.clock.until(ended);
  });
});

describe('a worker that is stopped', () => {
  it('while it waits ends at once', async () => {
    const world = makeWorld();
    const stop = new AbortController();
    const ended = start(world, { idle_seconds: 600 }, stop.signal);
    await world.clock.advance(5);
    stop.abort();
    await quiet();
    await expect(ended).resolves.toBeUndefined();
  });

  it('while it works hands its job back and ends at once', async () => {
    const world = makeWorld();
    const job_id = await givenJob(world);
    const stop = new AbortController();
    const ended = start(world, { idle_seconds: 600 }, stop.signal);
    await world.clock.advance(1);
    const stoppedAt = world.clock.now().getTime();
    stop.abort(new Error('stopped'));
    await world.clock.until(ended);
    expect((world.clock.now().getTime() - stoppedAt) / 1000).toBeLessThanOrEqual(3);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', crashes: 0 });
    expect(world.jobs.hiddenFor()).toEqual([0]);
  });
});

it('does not say that its image is broken when it was a file that left it without an engine', async () => {
  const world = makeWorld();
  await givenJob(world);
  world.engine.usual = { error: new EngineUnusableError('no memory left', { after_crash: 'own' }) };
  await expect(world.clock.until(start(world, { idle_seconds: 600 }))).rejects.toThrow(EngineUnusableError);
  expect(await workerRow(world)).toMatchObject({ state: 'ended', ended_reason: 'failed' });
});

it('ends when it has no engine, and its job waits for another worker', async () => {
  const world = makeWorld();
  const job_id = await givenJob(world);
  world.engine.usual = { error: new EngineUnusableError('no model') };
  await expect(world.clock.until(start(world, { idle_seconds: 600 }))).rejects.toThrow(EngineUnusableError);
  expect(await jobIn(world, job_id)).toMatchObject({
    status: 'launching',
    crashes: 0,
    attempts: [{ outcome: 'engine_unusable' }],
  });
  expect(await workerRow(world)).toMatchObject({ state: 'ended', ended_reason: 'engine_unusable', jobs_done: 0 });
});

describe('why a worker ended', () => {
  it.each([
    ['idle', {}, undefined],
    ['jobs_done', { jobs_per_worker: 2 }, undefined],
    ['stopped', { idle_seconds: 600 }, new Error('SIGTERM')],
    ['interrupted', { idle_seconds: 600 }, new SpotInterruptionError('spot takes the instance back')],
  ] as const)('is on its row: %s, with how many jobs it did', async (ended_reason, settings, stopped) => {
    const world = makeWorld();
    for (const n of [1, 2, 3]) await givenJob(world, n);
    const stop = new AbortController();
    const ended = start(world, settings, stop.signal);
    await world.clock.advance(60);
    stop.abort(stopped);
    await world.clock.until(ended);
    const jobs_done = ended_reason === 'jobs_done' ? 2 : 3;
    expect(await workerRow(world)).toMatchObject({ state: 'ended', ended_reason, jobs_done });
  });

  it('is that it was cut off from what it needs, and what was handed back does not count as done', async () => {
    const world = makeWorld();
    await givenJob(world);
    world.engine.usual = { error: new Error('disk full') };
    const receive: World['jobs']['receive'] = async (options) => {
      if (world.engine.jobs.length > 0) throw new Error('no credentials');
      return world.jobs.receive(options);
    };
    const jobs = withMethod(world.jobs, 'receive', receive);
    await expect(world.clock.until(start({ ...world, jobs }, {}))).rejects.toThrow('no credentials');
    expect(await workerRow(world)).toMatchObject({ ended_reason: 'cut_off', jobs_done: 0 });
  });
});

describe('a worker that may be taken away soon', () => {
  it('finishes its job, takes no other and ends', async () => {
    const world = makeWorld();
    const ids = [await givenJob(world, 1), await givenJob(world, 2)];
    const drain = new AbortController();
    const ended = workLoop({ ...workerOn(world), workerSettings: SETTINGS }, NEVER_STOPPED, drain.signal);
    await world.clock.advance(1);
    drain.abort();
    await world.clock.until(ended);
    const statuses = await statusesOf(world, ids);
    expect(statuses).toEqual(['completed', 'launching']);
    expect(await workerRow(world)).toMatchObject({ ended_reason: 'rebalance', jobs_done: 1 });
  });

  it('saves what it has heard so far', async () => {
    const world = makeWorld();
    world.engine.usual = { texts: ['a', 'b', 'c'], seconds_per_segment: 20 };
    const job_id = await givenJob(world);
    const drain = new AbortController();
    const settings = { ...workerOn(world), workerSettings: { idle_seconds: 0, jobs_per_worker: 0 } };
    const ended = workLoop(settings, NEVER_STOPPED, drain.signal);
    await world.clock.advance(45);
    expect(world.objects.keys()).not.toContain(`checkpoints/${job_id}/checkpoint.json`);
    drain.abort();
    await world.clock.advance(1);
    expect(world.objects.keys()).toContain(`checkpoints/${job_id}/checkpoint.json`);
    await world.clock.until(ended);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed', attempt: 1 });
  });

  it('ends at once when it has nothing to do', async () => {
    const world = makeWorld();
    const drain = new AbortController();
    const ended = workLoop({ ...workerOn(world), workerSettings: SETTINGS }, NEVER_STOPPED, drain.signal);
    await world.clock.advance(5);
    drain.abort();
    await quiet();
    await expect(ended).resolves.toBeUndefined();
  });
});

describe('a worker that is asked to make room for one of another model', () => {
  it.each([
    ['ends after its job', 2, ['completed', 'launching']],
    ['ends when it has none', 0, []],
  ])('%s', async (_what, count, statuses) => {
    const world = makeWorld();
    world.engine.usual = { texts: ['a'], seconds_per_segment: 100 };
    const ids = [];
    for (let n = 0; n < count; n += 1) ids.push(await givenJob(world, n));
    const begun = world.clock.now().getTime();
    const ended = start(world, { idle_seconds: 600 });
    await world.clock.advance(10);
    await world.table.write(askedToLeave(await workerRow(world), world.clock.now()));
    await world.clock.until(ended);
    expect(world.clock.now().getTime() - begun).toBeLessThan(200_000);
    expect(await statusesOf(world, ids)).toEqual(statuses);
    expect(await workerRow(world)).toMatchObject({ state: 'ended', ended_reason: 'gave_place' });
  });
});

const SETTINGS = { idle_seconds: 600, jobs_per_worker: 0 };

type Settings = { idle_seconds?: number; jobs_per_worker?: number };

function start(world: World, settings: Settings, shutdown = NEVER_STOPPED): Promise<void> {
  return workLoop(
    { ...workerOn(world), workerSettings: { idle_seconds: 0, jobs_per_worker: 0, ...settings } },
    shutdown,
  );
}

async function secondsUntilEnd(world: World, settings: Settings): Promise<number> {
  const begun = world.clock.now().getTime();
  await world.clock.until(start(world, settings));
  return (world.clock.now().getTime() - begun) / 1000;
}
