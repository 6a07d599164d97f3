import { describe, expect, it } from 'vitest';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { FAULTS, FaultyProcess } from '../../support/faulty-process.ts';
import { jobsOf } from '../../support/waiting-jobs.ts';
import { withMethod } from '../../support/with-method.ts';
import { givenRegistration, givenUpload, jobIn, makeWorld, type World, workerOn } from '../../support/world.ts';

const run = (world: World) => reconcile(workerOn(world));
const HOUR = 3600;

describe('an upload whose event was lost', () => {
  it('becomes the job that the event would have made, with its options and its callback', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    const upload = givenUpload(world, `${callback_id}/talk.mp3`, { metadata: { language: 'sv' } });
    await world.clock.advance(900);
    await run(world);
    expect(await jobIn(world, callback_id)).toMatchObject({
      ...upload,
      status: 'launching',
      options: { language: 'sv' },
    });
    expect(world.jobs.bodies()).toMatchObject([{ job_id: callback_id }]);
    expect(world.compute.requests).toHaveLength(1);
  });

  it('gets a worker in the same minute, although the index does not show it yet', async () => {
    const world = makeWorld();
    givenUpload(world, 'talk.mp3');
    await world.clock.advance(900);
    world.table.lag();
    await run(world);
    expect(world.compute.requests).toHaveLength(1);
  });

  it('gets the same id as by its event, which then changes nothing', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    await acceptUpload(workerOn(world), givenUpload(world, `${callback_id}/first.mp3`));
    const lost = [givenUpload(world, `${callback_id}/second.mp3`), givenUpload(world, 'nobody.mp3')];
    await world.clock.advance(900);
    await run(world);
    const ids = jobsOf(world).map((job) => job.job_id);
    for (const upload of lost) expect(await acceptUpload(workerOn(world), upload)).toMatchObject({ kind: 'repeated' });
    expect(jobsOf(world).map((job) => job.job_id)).toEqual(ids);
    expect(ids).toHaveLength(3);
  });

  it('is found for each version of a key', async () => {
    const world = makeWorld();
    for (let n = 0; n < 3; n += 1) givenUpload(world, 'talk.mp3');
    await world.clock.advance(900);
    await run(world);
    expect(
      jobsOf(world)
        .map((job) => job.s3_version_id)
        .sort(),
    ).toEqual(['v1', 'v2', 'v3']);
  });

  it('is refused as by its event', async () => {
    const world = makeWorld();
    givenUpload(world, 'empty.mp3', { body: '' });
    await world.clock.advance(900);
    await run(world);
    expect(jobsOf(world)).toMatchObject([{ status: 'failed', error: { code: 'empty_file' } }]);
  });

  it('and whose job was broken off before it could be refused comes to its end', async () => {
    const world = makeWorld();
    const upload = givenUpload(world, 'empty.mp3', { body: '' });
    const process = new FaultyProcess({ kind: 'dies before', call: 'objects.put' });
    void acceptUpload(process.wrap(workerOn(world)), upload, { again: true });
    await world.clock.advance(900);
    expect(jobsOf(world)).toMatchObject([{ status: 'registered' }]);
    await run(world);
    expect(jobsOf(world)).toMatchObject([{ status: 'failed', error: { code: 'empty_file' } }]);
  });

  it('is left alone while its event may still come', async () => {
    const world = makeWorld();
    givenUpload(world, 'talk.mp3');
    await world.clock.advance(899);
    await run(world);
    expect(jobsOf(world)).toEqual([]);
    await world.clock.advance(HOUR);
    await run(world);
    expect(jobsOf(world)).toHaveLength(1);
  });
});

describe('what is no lost upload', () => {
  it('is left as it is: jobs in any state, folder markers, other prefixes', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    for (const path of [`${callback_id}/1.mp3`, `${callback_id}/2.mp3`, '3.mp3']) {
      await acceptUpload(workerOn(world), givenUpload(world, path));
    }
    await world.table.write({ kind: 'update', key: callback_id, when: [], set: { status: 'completed' } });
    givenUpload(world, 'folder/', { body: '' });
    await world.objects.put('results/1/a.txt', 'text', {});
    await world.clock.advance(900);
    const messages = world.jobs.bodies().length;
    await run(world);
    expect(jobsOf(world)).toHaveLength(3);
    expect(world.jobs.bodies()).toHaveLength(messages);
    expect(world.log.at('warn')).not.toContain('an upload without a job was found: its event was lost');
  });

  it('costs a page an hour, and nothing in between', async () => {
    const world = makeWorld();
    let pages = 0;
    const listing = withMethod(world.listing, 'versionPage', (prefix, after) => {
      pages += 1;
      return world.listing.versionPage(prefix, after);
    });
    for (let minute = 0; minute < 120; minute += 1) {
      await reconcile({ ...workerOn(world), listing });
      await world.clock.advance(60);
    }
    expect(pages).toBe(2);
  });
});

describe('a bucket of thousands', () => {
  it('is searched page after page, over several runs if need be', async () => {
    const world = makeWorld();
    world.uploadLimits.max_bytes = 1;
    for (let n = 0; n < 2100; n += 1)
      givenUpload(world, `${String(n).padStart(4, '0')}.mp3`, { body: n % 300 ? '' : 'x' });
    await world.clock.advance(900);
    const objects = withMethod(world.objects, 'put', async (key, body, options) => {
      await world.clock.sleep(1000);
      return world.objects.put(key, body, options);
    });
    let runs = 0;
    for (; jobsOf(world).length < 2100 && runs < 80; runs += 1) {
      const begun = world.clock.now().getTime();
      await world.clock.until(reconcile({ ...workerOn(world), objects }));
      expect(world.clock.now().getTime() - begun).toBeLessThan(55_000);
    }
    expect(runs).toBeGreaterThan(1);
    expect(jobsOf(world)).toHaveLength(2100);
    expect(new Set(jobsOf(world).map((job) => job.s3_key)).size).toBe(2100);
  }, 60_000);

  it('is searched to its end though some upload cannot be made a job, which the next search looks at again', async () => {
    const world = makeWorld();
    for (const name of ['1.mp3', '2.mp3', '3.mp3']) givenUpload(world, name);
    await world.clock.advance(2 * HOUR);
    const objects = withMethod(world.objects, 'head', async (key, version) => {
      if (key.endsWith('2.mp3')) throw new Error('denied');
      return world.objects.head(key, version);
    });
    expect(await reconcile({ ...workerOn(world), objects })).toEqual(['lost uploads']);
    expect(jobsOf(world)).toHaveLength(2);
    await world.clock.advance(30 * HOUR);
    await run(world);
    expect(jobsOf(world)).toHaveLength(3);
  });
});

describe('an upload that can never be made a job', () => {
  it('is failed with its webhook after a day, and no search looks back to it any more', async () => {
    // Given one upload that S3 does not tell of, among others
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    givenUpload(world, `${callback_id}/bad.mp3`);
    await world.clock.advance(2 * HOUR);
    const objects = withMethod(world.objects, 'head', async (key, version) => {
      if (key.endsWith('bad.mp3')) throw new Error('denied');
      return world.objects.head(key, version);
    });
    const deps = { ...workerOn(world), objects };
    // When the hourly search meets it again and again
    expect(await reconcile(deps)).toEqual(['lost uploads']);
    await world.clock.advance(23 * HOUR);
    expect(await reconcile(deps)).toEqual([]);
    // Then it has ended, and the search is whole
    expect(await jobIn(world, callback_id)).toMatchObject({ status: 'failed', error: { code: 'internal' } });
    expect(world.deliveries.bodies()).toEqual([{ delivery_id: `msg_${callback_id}_failed` }]);
    expect(await world.table.get('sweep')).toHaveProperty('completed_from');
  });

  it('because not even its end can be written is left to the log', async () => {
    const world = makeWorld();
    givenUpload(world, 'nobody/bad.mp3');
    await world.clock.advance(25 * HOUR);
    world.table.spoil('registration#nobody', { job_id: 'registration#nobody', kind: 'registration' });
    expect(await run(world)).toEqual([]);
    expect(world.log.at('error')).toContain('an upload is given up, and nobody could be told');
    expect(await world.table.get('sweep')).toHaveProperty('completed_from');
  });

  it.each(['archived', 'client_key', 'denied'] as const)('because it is %s is failed at once', async (reason) => {
    const world = makeWorld();
    const { s3_key } = givenUpload(world, 'bad.mp3');
    world.objects.makeUnreadable(s3_key, reason);
    await world.clock.advance(900);
    expect(await run(world)).toEqual([]);
    expect(jobsOf(world)).toMatchObject([{ status: 'failed', error: { retriable: false } }]);
  });
});

it('what was let be is so by the search too: companions of systems, and what was empty before the file came', async () => {
  const world = makeWorld();
  givenUpload(world, 'a/._talk.mp3');
  givenUpload(world, 'a/folder/', { body: '' });
  givenUpload(world, 'a/talk.mp3', { body: '' });
  const file = givenUpload(world, 'a/talk.mp3');
  await acceptUpload(workerOn(world), file);
  await world.clock.advance(900);
  expect(await run(world)).toEqual([]);
  expect(jobsOf(world)).toHaveLength(1);
  expect(world.log.at('warn')).toEqual([]);
});

it('two runs at once make one job of an upload', async () => {
  const world = makeWorld();
  givenUpload(world, 'talk.mp3');
  await world.clock.advance(900);
  await Promise.all([run(world), run(world), run(world)]);
  expect(jobsOf(world)).toHaveLength(1);
});

describe('a search that is broken off', async () => {
  const calls = await callsOfOneSweep();
  const faults = calls.flatMap((name, index) => FAULTS.map((kind) => ({ name, kind, call: index + 1 })));

  it.each(faults)('is made up for, wherever reconcile $kind: call $call, $name', async ({ kind, call }) => {
    const world = await givenLostUpload();
    const process = new FaultyProcess({ kind, call });
    void reconcile(process.wrap(workerOn(world)));
    await world.clock.advance(1);
    for (let hours = 0; hours < 3; hours += 1) {
      await run(world);
      await world.clock.advance(HOUR);
    }
    process.resume();
    await world.clock.advance(60);
    expect(jobsOf(world)).toMatchObject([{ status: 'launching' }]);
    expect(world.jobs.bodies().length).toBeGreaterThan(0);
  });
});

async function givenLostUpload(): Promise<World> {
  const world = makeWorld();
  givenUpload(world, 'talk.mp3');
  await world.clock.advance(900);
  return world;
}

async function callsOfOneSweep(): Promise<string[]> {
  const process = new FaultyProcess();
  await reconcile(process.wrap(workerOn(await givenLostUpload())));
  return process.calls;
}
