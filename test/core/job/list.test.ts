import { describe, expect, it } from 'vitest';
import { JobsQuery } from '../../../core/contracts/job-requests.ts';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { getJob } from '../../../core/job/get.ts';
import { listJobs } from '../../../core/job/list.ts';
import { later, makeJob } from '../../support/records.ts';
import {
  givenQueuedJob,
  givenRegistration,
  givenUpload,
  makeWorld,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const list = (world: World, query: object = {}, owner = 'tenant-1') => listJobs(world, owner, JobsQuery.parse(query));
const idsOf = async (world: World, query: object = {}) => (await list(world, query)).jobs.map((job) => job.job_id);

/** @param second when it was made */
async function givenJob(world: World, second: number, job: Partial<JobRow> = {}): Promise<void> {
  const listed = { owner: 'tenant-1', tenant: 'tenant-1', listed_at: later(second).toISOString() };
  const row = makeJob({ job_id: `job-${second}`, ...listed, created_at: listed.listed_at, ...job });
  await world.table.write({ kind: 'put', row });
}

describe('the list of jobs', () => {
  it('has them from their registration on, as they are', async () => {
    const world = makeWorld();
    const waiting = await givenRegistration(world);
    await world.clock.advance(1);
    const { job_id, s3_key, created_at } = await givenQueuedJob(world);
    await world.clock.advance(1);
    const { job_id: cancelled } = await givenQueuedJob(world);
    await cancelOwnJob(world, cancelled, 'default');
    await world.clock.until(workOnce(workerOn(world)));
    const { jobs, next_cursor } = await list(world, {}, 'default');
    expect(next_cursor).toBeNull();
    expect(jobs.map((job) => [job.job_id, job.status])).toEqual([
      [cancelled, 'cancelled'],
      [job_id, 'completed'],
      [waiting, 'registered'],
    ]);
    expect(jobs[1]).toEqual({
      job_id,
      status: 'completed',
      callback_id: job_id,
      file: { name: 'talk.mp3', s3_key },
      language: 'en',
      created_at,
      updated_at: expect.any(String),
      progress: { seconds_done: 4, duration_seconds: 4 },
      error: null,
      usage: { audio_seconds: 4, usd: null },
    });
  });

  it('names the recording as its client does, and so do its job and its webhook', async () => {
    const world = makeWorld();
    const job_id = await givenRegistration(world, { recording_id: 'the talk' });
    await acceptUpload(workerOn(world), givenUpload(world, `${job_id}/talk.mp3`));
    await world.clock.until(workOnce(workerOn(world)));
    expect((await list(world, { recording_id: 'the talk' }, 'default')).jobs).toMatchObject([
      { job_id, recording_id: 'the talk' },
    ]);
    expect(await getJob(world, job_id, 'default')).toMatchObject({ recording_id: 'the talk' });
    expect(JSON.parse(world.transport.posts[0]?.body ?? '')).toMatchObject({ job_id, recording_id: 'the talk' });
  });

  it('has nothing of anybody else, of nobody, or of what is being removed', async () => {
    const world = makeWorld();
    await givenJob(world, 1, { owner: 'tenant-2', tenant: 'tenant-2' });
    await givenJob(world, 2, { tenant: 'tenant-2' });
    await givenJob(world, 3, { purged_at: later(4).toISOString() });
    await givenQueuedJob(world, { registered: false });
    expect(await list(world)).toEqual({ jobs: [], next_cursor: null });
  });

  it('is narrowed by state, language, callback and time', async () => {
    const world = makeWorld();
    await givenJob(world, 1, { status: 'completed', language: 'sv', options: { language: 'en' } });
    await givenJob(world, 2, { status: 'failed', recording_id: 'a', options: { language: 'sv' } });
    await givenJob(world, 3, { callback_id: 'callback-1', options: { language: 'auto' } });
    expect(await idsOf(world, { status: 'failed' })).toEqual(['job-2']);
    expect(await idsOf(world, { language: 'sv' })).toEqual(['job-2', 'job-1']);
    expect(await idsOf(world, { recording_id: 'a' })).toEqual(['job-2']);
    expect(await idsOf(world, { language: 'auto' })).toEqual([]);
    expect(await idsOf(world, { callback_id: 'callback-1' })).toEqual(['job-3']);
    expect(await idsOf(world, { created_after: later(2).toISOString() })).toEqual(['job-3', 'job-2']);
    expect(await idsOf(world, { created_before: '2026-03-01T13:00:02+01:00' })).toEqual(['job-1']);
    const nothing = { created_after: '2026-03-01T12:00:02Z', created_before: '2026-03-01T12:00:01Z' };
    expect(await idsOf(world, nothing)).toEqual([]);
  });

  it.each([
    ['årsmöte', ['job-3', 'job-2']],
    ['.MP3', ['job-2', 'job-1']],
    ['talk.mp3', ['job-1']],
    ['%', []],
    ['job-1', []],
    ['/', []],
  ])('is narrowed to files whose name has %s in it', async (file_name, ids) => {
    const world = makeWorld();
    await givenJob(world, 1, { s3_key: 'transcription_upload/job-1/My Talk.mp3' });
    await givenJob(world, 2, { s3_key: `transcription_upload/${'ÅRSMÖTE'.normalize('NFD')}.mp3` });
    const web_source = { url: 'https://a.example/%C3%A5rsm%C3%B6te.wav', sealed_url: 'c2VhbGVk', sealed_for: 'job-3' };
    await givenJob(world, 3, { s3_key: undefined, web_source });
    await givenJob(world, 4, { status: 'registered', s3_key: undefined, bucket: undefined });
    expect(await idsOf(world, { file_name })).toEqual(ids);
  });

  it('goes on with the same name alone', async () => {
    const world = makeWorld();
    for (const second of [1, 2]) await givenJob(world, second);
    const { next_cursor } = await list(world, { file_name: 'talk', limit: 1 });
    expect(await idsOf(world, { file_name: 'talk', limit: 1, cursor: next_cursor })).toEqual(['job-1']);
    await expect(list(world, { file_name: 'tal', cursor: next_cursor })).rejects.toMatchObject({ status: 400 });
  });

  it('says whether there is more', async () => {
    const world = makeWorld();
    for (const second of [1, 2, 3, 4]) await givenJob(world, second);
    const first = await list(world, { limit: '2' });
    const second = await list(world, { limit: 2, cursor: first.next_cursor });
    expect([first, second].map(({ jobs }) => jobs.map((job) => job.job_id))).toEqual([
      ['job-4', 'job-3'],
      ['job-2', 'job-1'],
    ]);
    expect(second.next_cursor).toBeNull();
  });

  it('reads so much for one page and no more, and goes on from there', async () => {
    const world = makeWorld();
    const time = (number: number) => new Date(later(0).getTime() + number).toISOString();
    for (let number = 0; number < 1200; number += 1) {
      const callback_id = number === 0 ? 'wanted' : 'another';
      await givenJob(world, number, { callback_id, listed_at: time(number) });
    }
    const first = await list(world, { callback_id: 'wanted' });
    expect(first).toEqual({ jobs: [], next_cursor: expect.any(String) });
    const second = await list(world, { callback_id: 'wanted', cursor: first.next_cursor });
    expect(second).toMatchObject({ jobs: [{ job_id: 'job-0' }], next_cursor: null });
  });
});

describe('a cursor', () => {
  const givenCursor = async (query: object = {}) => {
    const world = makeWorld();
    for (const second of [1, 2, 3]) await givenJob(world, second, { status: 'failed' });
    await givenJob(world, 9, { owner: 'tenant-2', tenant: 'tenant-2' });
    return { world, cursor: (await list(world, { limit: 1, ...query })).next_cursor ?? '' };
  };
  const REFUSED = { status: 400, errors: [{ pointer: '/cursor' }] };

  it('goes on with another limit, after the row was removed that it names, and in another process', async () => {
    const { world, cursor } = await givenCursor({ status: 'failed' });
    world.table.lose('job-3');
    expect(await idsOf({ ...world, newSecret: () => 'x'.repeat(32) }, { status: 'failed', limit: 9, cursor })).toEqual([
      'job-2',
      'job-1',
    ]);
  });

  it.each([{ status: 'failed' }, { created_before: '2026-03-02T12:00:00Z' }, { callback_id: 'a' }])(
    'is for the filters that it was made with: not for %j',
    async (filters) => {
      const { world, cursor } = await givenCursor();
      await expect(list(world, { ...filters, cursor })).rejects.toMatchObject(REFUSED);
    },
  );

  it('is for one tenant', async () => {
    const { world, cursor } = await givenCursor();
    await expect(list(world, { cursor }, 'tenant-2')).rejects.toMatchObject(REFUSED);
  });

  it('is refused when anything of it was changed', async () => {
    const { world, cursor } = await givenCursor();
    const forged = Buffer.from('["2027","job-9"]').toString('base64url');
    const [place = '', mac = ''] = cursor.split('.');
    const wrong = [
      'x',
      '.',
      `${place}.`,
      `${forged}.${mac}`,
      `${place}.${mac}0`,
      `${place}.${mac.replace(/./, 'g')}`,
      `%.${mac}`,
    ];
    for (const one of wrong) await expect(list(world, { cursor: one })).rejects.toMatchObject(REFUSED);
    expect(await idsOf(world, { cursor })).toEqual(['job-2', 'job-1']);
  });

  it('is signed with one key, whoever made it first', async () => {
    const { world } = await givenCursor();
    world.table.lose('cursor-key');
    let made = 0;
    const newSecret = () => {
      made += 1;
      return String(made).repeat(32);
    };
    const racing = { ...world, newSecret };
    const [one, other] = await Promise.all([list(racing, { limit: 1 }), list(racing, { limit: 1 })]);
    expect([made, one.next_cursor]).toEqual([2, other.next_cursor]);
  });
});
