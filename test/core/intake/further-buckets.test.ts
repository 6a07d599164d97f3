/** Jobs of objects in buckets that are not the service's own. */
import { describe, expect, it } from 'vitest';
import type { FurtherBucket } from '../../../core/contracts/settings.ts';
import { requestJob } from '../../../core/intake/request-job.ts';
import { getJob } from '../../../core/job/get.ts';
import { retryOwnJob } from '../../../core/job/retry.ts';
import { deleteOwnJob, removeDeletedJobs } from '../../../core/operate/delete-job.ts';
import { ObjectMissingError, ObjectUnreadableError } from '../../../core/shared/errors.ts';
import { jobIn, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const TENANT = 'default';
const FILE = 's3://calls/2026/talk.mp3';
const caller = { tenant: TENANT, api_base: 'https://api.example/v1' };
const ask = (world: World, s3_uri: string, by: object = {}) => requestJob(world, { s3_uri }, { ...caller, ...by });

function stageWith(...furtherBuckets: FurtherBucket[]): World {
  return { ...makeWorld(), furtherBuckets };
}
const ours = () => stageWith({ name: 'calls', prefix: '2026/', tenants: [TENANT] });
const work = (world: World) => world.clock.until(workOnce(workerOn(world)));

describe('an object of a further bucket', () => {
  it('is read by the worker, and its job is as that of a file of the web', async () => {
    const world = ours();
    world.buckets.files.set(FILE, { size_bytes: 4321 });
    const job_id = await ask(world, FILE);
    await work(world);
    expect(world.buckets.fetched).toEqual([FILE]);
    const job = await getJob(world, job_id, TENANT);
    expect(job).toMatchObject({ status: 'completed', file: { name: 'talk.mp3', url: FILE } });
    expect(job.links).not.toHaveProperty('audio');
    expect(job.results?.json).toMatch(new RegExp(`^s3://bucket/results/${job_id}/.*_talk.json$`));
  });

  it('may have any name, which is shown as a URL is written', async () => {
    const world = ours();
    const uri = 's3://calls/2026/möte #1 100%?.mp3';
    const job_id = await ask(world, uri);
    await work(world);
    expect(world.buckets.fetched).toEqual([uri]);
    const url = 's3://calls/2026/m%C3%B6te%20%231%20100%25%3F.mp3';
    expect((await getJob(world, job_id, TENANT)).file).toEqual({ name: 'möte #1 100%?.mp3', url });
  });

  it('stays where it is when its job is deleted', async () => {
    const world = ours();
    const job_id = await ask(world, FILE);
    await work(world);
    await deleteOwnJob(world, job_id, TENANT);
    await world.clock.advance(3600);
    await removeDeletedJobs(world, { until: new Date(8.64e15), failures: 0, queued: [] });
    expect(world.table.rows().filter((row) => row.job_id === job_id)).toEqual([]);
    expect(world.buckets.files).toEqual(new Map());
  });
});

describe('what may be named', () => {
  it.each<[string, FurtherBucket['tenants'], string, boolean]>([
    ['its own', [TENANT], FILE, true],
    ['its own among others', ['two', TENANT], FILE, true],
    ['what all may', 'all', FILE, true],
    ['that of another tenant', ['two'], FILE, false],
    ['a name that another tenant begins with', ['default-2'], FILE, false],
    ['what is beside the prefix', 'all', 's3://calls/2025/talk.mp3', false],
    ['what begins like the prefix', 'all', 's3://calls/2026-secret/talk.mp3', false],
    ['another bucket', 'all', 's3://calls-2/2026/talk.mp3', false],
    ['no object', 'all', 's3://calls', false],
    ['a folder', 'all', 's3://calls/2026/a/', false],
    ['the prefix alone', 'all', 's3://calls/2026/', false],
    ['a way out of the prefix', 'all', 's3://calls/2026/../2025/talk.mp3', false],
    ['a dot', 'all', 's3://calls/2026/./talk.mp3', false],
    ['half a character', 'all', 's3://calls/2026/\ud800.mp3', false],
    ['another scheme', 'all', 'gs://calls/2026/talk.mp3', false],
    ['a key that is too long', 'all', `s3://calls/2026/${'ö'.repeat(510)}`, false],
  ])('%s: of %j, %s is %s', async (_what, tenants, uri, may) => {
    const world = stageWith({ name: 'calls', prefix: '2026/', tenants });
    const asking = ask(world, uri);
    if (may) return expect(await jobIn(world, await asking)).toMatchObject({ status: 'launching' });
    await expect(asking).rejects.toMatchObject({ status: 400, errors: [{ pointer: '/s3_uri' }] });
    expect(world.table.rows().filter((row) => row.kind === 'job')).toEqual([]);
  });

  it('is told to who names something else, and of others nothing', async () => {
    const world = stageWith(
      { name: 'calls', prefix: '2026/', tenants: [TENANT] },
      { name: 'everybody', prefix: '', tenants: 'all' },
      { name: 'of-two', prefix: '', tenants: ['two'] },
    );
    await expect(ask(world, 's3://of-two/talk.mp3')).rejects.toThrow(
      /expected a file below s3:\/\/bucket\/transcription_upload\/ or s3:\/\/calls\/2026\/ or s3:\/\/everybody\/$/,
    );
  });

  it('in the service’s own bucket is its uploads, whatever the stage says of it', async () => {
    const world = stageWith({ name: 'bucket', prefix: '', tenants: 'all' });
    await expect(ask(world, 's3://bucket/results/j/other.json')).rejects.toMatchObject({ status: 400 });
    await expect(ask(world, 's3://bucket/transcription_upload/other.mp3')).rejects.toMatchObject({ status: 404 });
  });

  it('is asked anew when the worker comes, of a retry too', async () => {
    const world = ours();
    const job_id = await ask(world, FILE);
    const later = { ...world, furtherBuckets: [{ name: 'calls', prefix: '2026/', tenants: ['two'] }] };
    await work(later);
    const refused = { status: 'failed', error: { code: 'object_unreadable', retriable: false } };
    expect(await jobIn(world, job_id)).toMatchObject(refused);
    const again = await retryOwnJob(later, { job_id, tenant: TENANT }, {});
    await work(later);
    expect(await jobIn(world, again)).toMatchObject(refused);
    expect(world.buckets.fetched).toEqual([]);
  });
});

describe('a job whose object is not to be had fails', () => {
  it.each([
    ['download_failed', { error: new ObjectMissingError('no') }, /no object s3:\/\/calls\/2026\/talk\.mp3/],
    ['object_unreadable', { error: new ObjectUnreadableError('denied') }, /talk\.mp3 is not there, or S3 does not let/],
    ['object_unreadable', { error: new ObjectUnreadableError('other_region') }, /in another region/],
    ['archived_object', { error: new ObjectUnreadableError('archived') }, /archive class/],
    ['empty_file', { size_bytes: 0 }, /0 bytes/],
    ['file_too_large', { size_bytes: 5_000_001 }, /too large/],
  ] as const)('as %s: %j', async (code, file, message) => {
    const world = ours();
    world.buckets.files.set(FILE, file);
    const job_id = await ask(world, FILE);
    await work(world);
    expect(await jobIn(world, job_id)).toMatchObject({
      status: 'failed',
      error: { code, message: expect.stringMatching(message) },
    });
  });
});
