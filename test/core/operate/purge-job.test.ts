import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { getJob, getTranscriptLink } from '../../../core/job/get.ts';
import type { Upload } from '../../../core/job/new-job.ts';
import { retryOwnJob } from '../../../core/job/retry.ts';
import { saveVersion } from '../../../core/job/save-version.ts';
import { type PurgeOptions, planPurge } from '../../../core/operate/plan-purge.ts';
import { purgeJob } from '../../../core/operate/purge-job.ts';
import { JobFailure } from '../../../core/shared/errors.ts';
import { FAULTS, FaultyProcess } from '../../support/faulty-process.ts';
import { answered } from '../../support/memory/webhook-transport.ts';
import { makeVersion } from '../../support/records.ts';
import { withMethod } from '../../support/with-method.ts';
import {
  carryOn,
  deliverWaiting,
  givenQueuedJob,
  givenRegistration,
  givenUpload,
  givenWebJob,
  jobIn,
  makeWorld,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const DEFAULTS: PurgeOptions = { cancel: false, every_version: false };
const purge = (world: World, jobId: string, options: Partial<PurgeOptions> = {}) =>
  world.clock.until(purgeJob(world, jobId, { ...DEFAULTS, ...options }));
const plan = (world: World, jobId: string, options: Partial<PurgeOptions> = {}) =>
  planPurge(world, jobId, { ...DEFAULTS, ...options });
/** Of all but the receiving hosts, notes of what was purged and counts, which hold nothing of a job and lapse by themselves. */
const rowKeys = (world: World) =>
  world.table
    .rows()
    .flatMap((row) => (['endpoint', 'purged', 'usage', 'counters', 'figures'].includes(row.kind) ? [] : [row.job_id]));

describe('a job that is over', () => {
  it('goes with every version and marker, its deliveries, its registration and its row', async () => {
    // Given a completed job whose objects were written more than once, and hidden by its client
    const world = makeWorld();
    const job = await givenCompletedJob(world);
    for (const key of world.objects.keys()) world.objects.erase(key);
    await world.objects.put(`results/${job.job_id}/error.json`, '{}', {});
    await world.objects.put(`checkpoints/${job.job_id}/1.json`, '{}', {});
    // When it is purged
    const purged = await purge(world, job.job_id);
    // Then nothing is left of it
    expect(world.objects.keys()).toEqual([]);
    expect(rowKeys(world)).toEqual([]);
    expect(purged.rows).toEqual([`delivery#msg_${job.job_id}_completed`, `registration#${job.job_id}`, job.job_id]);
    expect(purged.keep).toEqual([]);
  });

  it('goes with every version that clients made of its transcript, and what one left that was refused', async () => {
    const world = makeWorld();
    const { job_id } = await givenCompletedJob(world);
    const save = (body: object) =>
      saveVersion(
        world,
        { job_id, tenant: 'default', key: { job_id: 'key#1' } },
        { segments: [{ id: 0, ...body }], based_on: 0 },
      );
    await save({ text: 'Hello.' });
    await world.table.write({
      kind: 'update',
      key: job_id,
      when: [],
      set: { latest_version: 2 },
    });
    await world.table.write({ kind: 'put', row: makeVersion({ job_id: `version#${job_id}#2`, version: 2 }) });
    await world.objects.put(`results/${job_id}/versions/1-refused.json`, '{}', {});
    const { rows } = await purge(world, job_id);
    expect(rows).toEqual(expect.arrayContaining([`version#${job_id}#1`, `version#${job_id}#2`]));
    expect([world.objects.keys(), rowKeys(world)]).toEqual([[], []]);
  });

  it('is looked at without a change by a plan that says the same', async () => {
    const world = makeWorld();
    const job = await givenCompletedJob(world);
    const before = [world.table.rows(), world.objects.keys()];
    const planned = await plan(world, job.job_id);
    expect([world.table.rows(), world.objects.keys()]).toEqual(before);
    const purged = await purge(world, job.job_id);
    expect([purged.rows, purged.remove]).toEqual([planned.rows, planned.remove]);
    expect(new Set(planned.remove.map(({ key }) => key))).toEqual(new Set(before[1] as string[]));
  });

  it('leaves the file, and the registration of a retry, to those that need them still', async () => {
    // Given a file with a further job, which failed and was tried again
    const world = makeWorld();
    const job = await givenCompletedJob(world);
    world.engine.scripts.push({ error: new JobFailure('unsupported_media', 'it is damaged') });
    const further = await givenWebJob(world, { url: undefined, s3_uri: `s3://bucket/${job.s3_key}` });
    await world.clock.until(workOnce(workerOn(world)));
    const again = await retryOwnJob(world, { job_id: further.job_id, tenant: 'default' }, {});
    // When
    await purge(world, further.job_id);
    // Then
    expect(world.objects.keys()).toContain(job.s3_key);
    await carryOn(world);
    expect(await jobIn(world, again)).toMatchObject({ status: 'completed', callback_id: further.job_id });
    expect(world.transport.posts.at(-1)?.headers['webhook-id']).toBe(`msg_${again}_completed`);
  });

  it('of a file of the web leaves the registration to its retries, and nothing else', async () => {
    const world = makeWorld();
    const { job_id } = await givenWebJob(world);
    await world.clock.until(workOnce(workerOn(world)));
    await purge(world, job_id);
    expect(world.objects.keys()).toEqual([]);
    expect(rowKeys(world)).toEqual([`registration#${job_id}`]);
  });

  it('leaves other jobs as they are, be their ids and keys ever so alike', async () => {
    const world = makeWorld();
    const job = await givenCompletedJob(world);
    const keys = [
      `results/${job.job_id}0/a.json`,
      `deliveries/msg_${job.job_id}_completed.json.bak`,
      `${job.s3_key}.wav`,
    ];
    for (const key of keys) await world.objects.put(key, '{}', {});
    await purge(world, job.job_id);
    expect(world.objects.keys()).toEqual(keys.sort());
  });

  it('has no webhook sent any more, though one is due at any moment', async () => {
    const world = makeWorld();
    world.transport.usual = answered(500);
    const job = await givenCompletedJob(world);
    const tries = world.transport.posts.length;
    const purging = purgeJob(world, job.job_id, DEFAULTS);
    await world.clock.advance(10);
    await deliverWaiting(world);
    await world.clock.until(purging);
    expect([world.transport.posts.length, world.objects.keys()]).toEqual([tries, []]);
  });

  it.each([
    ['the first of its callback', 1],
    ['a later one', 2],
    ['one without a callback', undefined],
  ])('is not made again by an event of its upload that comes late: %s', async (_which, n) => {
    // Given a registration that another job goes on using
    const world = makeWorld();
    const callbackId = await givenRegistration(world);
    await givenCompletedJob(world, `${callbackId}/1.mp3`);
    const other = await givenCompletedJob(world, `${callbackId}/2.mp3`);
    const job =
      n === undefined ? await givenCompletedJob(world, 'own.mp3') : n === 1 ? await jobIn(world, callbackId) : other;
    const event = uploadOf(job);
    // When
    await purge(world, job.job_id);
    const posts = world.transport.posts.length;
    const accepted = await acceptUpload(workerOn(world), event);
    await deliverWaiting(world);
    // Then no job comes of it, and no webhook
    expect(accepted).toEqual({ kind: 'ignored' });
    expect(await world.table.get(job.job_id)).not.toMatchObject({ kind: 'job' });
    expect(world.transport.posts).toHaveLength(posts);
    // And a new upload to the same key is a new job
    expect(await givenCompletedJob(world, job.s3_key?.replace('transcription_upload/', ''))).toMatchObject({
      status: 'completed',
    });
  });

  it('leaves a note that says when it was gone; one by a version before, which called that otherwise, serves as well', async () => {
    const world = makeWorld();
    const job = await givenCompletedJob(world, 'own.mp3');
    await purge(world, job.job_id);
    const removed_at = world.clock.now().toISOString();
    expect(await world.table.get(job.job_id)).toMatchObject({ kind: 'purged', removed_at });
    world.table.spoil(job.job_id, { removed_at: undefined, purged_at: removed_at });
    expect(await acceptUpload(workerOn(world), uploadOf(job))).toEqual({ kind: 'ignored' });
  });

  it('keeps its note when a second purge takes away what came late', async () => {
    const world = makeWorld();
    const job = await givenCompletedJob(world, 'own.mp3');
    await purge(world, job.job_id);
    await world.objects.put(`results/${job.job_id}/late.txt`, 'late', {});
    await purge(world, job.job_id);
    expect(world.objects.keys()).toEqual([]);
    expect(await acceptUpload(workerOn(world), uploadOf(job))).toEqual({ kind: 'ignored' });
  });

  it('loses even what was written while its last row went', async () => {
    const world = makeWorld();
    const job = await givenCompletedJob(world);
    const table = withMethod(world.table, 'remove', async (key) => {
      await world.table.remove(key);
      if (key === job.job_id) await world.objects.put(`results/${key}/late.txt`, 'late', {});
    });
    await world.clock.until(purgeJob({ ...world, table }, job.job_id, DEFAULTS));
    expect(world.objects.keys()).toEqual([]);
  });

  it('is waited for as long as the worker that finished it may still write', async () => {
    const world = makeWorld();
    const job = await givenCompletedJob(world);
    const begun = world.clock.now().getTime();
    await purge(world, job.job_id);
    expect((world.clock.now().getTime() - begun) / 1000).toBeGreaterThan(50);
    expect(world.log.at('info')).toContainEqual(expect.stringMatching(/^waiting \d+ s/));
  });
});

it('a purge that left something fails, and can be run again', async () => {
  const world = makeWorld();
  const job = await givenCompletedJob(world);
  // Given an S3 that says it deleted a version which is still there
  const objects = withMethod(world.objects, 'deleteVersions', (gone) =>
    world.objects.deleteVersions(gone.filter(({ key }) => !key.endsWith('.srt'))),
  );
  const purging = world.clock.until(purgeJob({ ...world, objects }, job.job_id, DEFAULTS));
  await expect(purging).rejects.toThrow('still there');
  expect(rowKeys(world)).toContain(job.job_id);
  await purge(world, job.job_id);
  expect([world.objects.keys(), rowKeys(world)]).toEqual([[], []]);
});

describe('an upload’s key', () => {
  it('that several jobs used loses the version of this one only, and its markers with the last', async () => {
    const world = makeWorld();
    const [first, second] = [await givenCompletedJob(world, 'same.mp3'), await givenCompletedJob(world, 'same.mp3')];
    world.objects.erase(first.s3_key ?? '');
    const purged = await purge(world, first.job_id);
    expect(purged.keep.map(({ because }) => because)).toEqual([
      `it is the upload of job ${second.job_id}`,
      'it hides what stays',
    ]);
    expect(await world.objects.head(second.s3_key ?? '', second.s3_version_id)).toBeDefined();
    await purge(world, second.job_id);
    expect(world.objects.keys()).toEqual([]);
  });

  it('keeps a version whose event may still be under way, unless told otherwise', async () => {
    const world = makeWorld();
    const job = await givenCompletedJob(world, 'same.mp3');
    const upload = givenUpload(world, 'same.mp3');
    expect((await plan(world, job.job_id)).keep).toMatchObject([
      { version_id: upload.s3_version_id, because: expect.stringContaining('no job accounts for it') },
    ]);
    expect((await plan(world, job.job_id, { every_version: true })).keep).toEqual([]);
    await purge(world, job.job_id);
    expect(await acceptUpload(workerOn(world), upload)).toMatchObject({ kind: 'queued' });
  });
});

describe('a registration', () => {
  it('stays while another job uses it', async () => {
    const world = makeWorld();
    const callbackId = await givenRegistration(world);
    const [first, second] = [
      await givenCompletedJob(world, `${callbackId}/1.mp3`),
      await givenCompletedJob(world, `${callbackId}/2.mp3`),
    ];
    expect((await purge(world, first.job_id)).registration_used_by).toEqual([second.job_id]);
    expect(rowKeys(world)).toContain(`registration#${callbackId}`);
    await purge(world, second.job_id);
    expect(rowKeys(world)).toEqual([]);
  });

  it('stays while its first upload has not come', async () => {
    const world = makeWorld();
    const callbackId = await givenRegistration(world);
    const job = await givenCompletedJob(world, `${callbackId}/1.mp3`);
    // Its first job was purged, and somebody registered it anew
    await world.table.write({ kind: 'put', row: { ...job, job_id: 'further' } });
    await world.table.remove(callbackId);
    await world.table.write({
      kind: 'put',
      row: { ...job, job_id: callbackId, status: 'registered', s3_key: undefined } as never,
    });
    await purge(world, 'further');
    expect(rowKeys(world)).toContain(`registration#${callbackId}`);
  });

  it('whose upload never came goes with the job that waits for it', async () => {
    const world = makeWorld();
    const callbackId = await givenRegistration(world);
    expect((await plan(world, callbackId)).refused).toContain('the job is registered');
    await purge(world, callbackId, { cancel: true });
    expect(rowKeys(world)).toEqual([]);
  });
});

describe('a job that is alive', () => {
  it('is refused, with what to do', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const before = [world.table.rows(), world.objects.keys()];
    expect((await purge(world, job_id)).refused).toBe(
      'the job is launching; wait until it is over, or end it with --cancel',
    );
    expect([world.table.rows(), world.objects.keys()]).toEqual(before);
  });

  it.each([
    ['sees it the next time it looks', 40, ['job dropped: it was cancelled']],
    ['finishes before that', 11.9, []],
  ])('is taken from its worker, which %s and leaves nothing behind', async (_when, seconds_per_segment, dropped) => {
    // Given a worker in the middle of a job
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.engine.usual = { texts: ['one', 'two', 'three'], seconds_per_segment };
    const working = workOnce(workerOn(world));
    await world.clock.advance(35);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'processing' });
    // When the job is purged
    await purge(world, job_id, { cancel: true });
    await world.clock.until(working);
    // Then nothing that it wrote is left, and nobody was told
    expect([rowKeys(world), world.objects.keys()]).toEqual([[], []]);
    expect([world.log.at('warn'), world.transport.posts]).toEqual([[], []]);
    expect(world.log.at('info').filter((line) => line.startsWith('job dropped'))).toEqual(dropped);
    await carryOn(world);
    expect([world.objects.keys(), world.jobs.bodies()]).toEqual([[], []]);
  });

  it('is cancelled for its client from the first moment on', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const removing = new FaultyProcess({ kind: 'dies before', call: 'objects.deleteVersions' });
    void purgeJob(removing.wrap(world), job_id, { ...DEFAULTS, cancel: true });
    await world.clock.advance(600);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'cancelled', error: { code: 'cancelled' } });
    await expect(getJob(world, job_id, 'default')).rejects.toMatchObject({ status: 404 });
  });
});

describe('a job that is not there', () => {
  it('is refused', async () => {
    expect((await purge(makeWorld(), 'job-9')).refused).toContain('no job has this id');
  });

  it('loses what a late write left under its keys', async () => {
    const world = makeWorld();
    await world.objects.put('results/job-9/a.json', '{}', {});
    expect(await purge(world, 'job-9')).toMatchObject({ remove: [{ key: 'results/job-9/a.json' }], rows: [] });
    expect(world.objects.keys()).toEqual([]);
  });
});

/** Every port call of a whole purge, met by every fault. */
const CALLS = await callsOfAPurge();
const faults = CALLS.flatMap((name, index) =>
  FAULTS.filter((kind) => kind !== 'stalls before').map((kind) => ({ kind, call: index + 1, name })),
);

describe('a purge that breaks off', () => {
  it.each(faults)('$kind call $call, $name: shows no half of a job, and is finished by the next', async (fault) => {
    // Given a purge that meets the fault
    const world = makeWorld();
    const job = await givenCompletedJob(world);
    purgeJob(new FaultyProcess(fault).wrap(world), job.job_id, DEFAULTS).catch(() => undefined);
    await world.clock.advance(600);
    // Then its client sees all of the job, or nothing
    await expectAllOrNothing(world, job);
    // And the next purge leaves nothing
    await purge(world, job.job_id);
    expect([world.objects.keys(), rowKeys(world)]).toEqual([[], []]);
  });
});

async function expectAllOrNothing(world: World, job: JobRow): Promise<void> {
  const link = await getTranscriptLink(world, job.job_id, 'default').catch(() => undefined);
  if (link === undefined) return;
  const kept = [job.s3_key ?? '', ...Object.values(job.results ?? {}).map((uri) => uri.replace('s3://bucket/', ''))];
  expect(world.objects.keys()).toEqual(expect.arrayContaining(kept));
}

async function callsOfAPurge(): Promise<string[]> {
  const world = makeWorld();
  const job = await givenCompletedJob(world);
  const process = new FaultyProcess();
  await world.clock.until(purgeJob(process.wrap(world), job.job_id, DEFAULTS));
  return process.calls;
}

function uploadOf({
  bucket = '',
  s3_key = '',
  s3_version_id = '',
  upload_version = '',
  size_bytes = 0,
}: JobRow): Upload {
  return { bucket, s3_key, s3_version_id, upload_version, size_bytes };
}

/** @param path without one, the first upload of a registration of its own */
async function givenCompletedJob(world: World, path?: string): Promise<JobRow> {
  const upload = givenUpload(world, path ?? `${await givenRegistration(world)}/talk.mp3`);
  const accepted = await acceptUpload(workerOn(world), upload);
  if (accepted.kind !== 'queued') throw new Error(`the upload was ${accepted.kind}, expected it queued`);
  await world.clock.until(workOnce(workerOn(world)));
  return jobIn(world, accepted.job_id);
}
