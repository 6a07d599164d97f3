import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { getTranscript } from '../../../core/job/get-transcript.ts';
import { listVersions } from '../../../core/job/list-versions.ts';
import { MOST_VERSIONS, saveVersion } from '../../../core/job/save-version.ts';
import { makeSegment } from '../../support/memory/engine.ts';
import { makeJob, makeStoredDocument, makeVersion } from '../../support/records.ts';
import { jobIn, makeWorld, type World } from '../../support/world.ts';

const RESULT = 'results/job-1/transcription_20260301_120000_talk.json';
const segments = [makeSegment({ text: 'Hello their.' }), makeSegment({ id: 1, start: 1, end: 2, text: 'Goodbye.' })];
const original = JSON.stringify(makeStoredDocument({ transcript: { text: 'Hello their. Goodbye.', segments } }));
const FIX = { based_on: 0, author: 'Anna', note: 'spelling', segments: [{ id: 0, text: 'Hello there.' }] };

async function givenJob(job: Partial<JobRow> = {}): Promise<World> {
  const world = makeWorld();
  await world.table.write({ kind: 'put', row: makeJob({ tenant: 'tenant-1', status: 'completed', ...job }) });
  world.objects.upload(RESULT, original);
  return world;
}

const save = (world: World, body: unknown, tenant = 'tenant-1') =>
  saveVersion(world, { job_id: 'job-1', tenant, key: { job_id: 'key#key-1' } }, body);
const textOf = async (world: World, version?: string) => {
  const transcript = await getTranscript(world, { job_id: 'job-1', tenant: 'tenant-1', format: 'txt', version });
  return 'text' in transcript ? transcript.text : transcript;
};
const list = (world: World) => listVersions(world.table, 'job-1', 'tenant-1');

describe('an edit', () => {
  it('becomes the next version, and says who made it', async () => {
    const world = await givenJob();
    expect(await save(world, FIX)).toEqual({
      version: 1,
      based_on: 0,
      restored: null,
      author: 'Anna',
      key_id: 'key-1',
      created_at: world.clock.now().toISOString(),
      changed_segments: 1,
      note: 'spelling',
    });
    expect(await textOf(world, 'latest')).toBe('Hello there.\nGoodbye.\n');
    expect(await textOf(world, '1')).toBe('Hello there.\nGoodbye.\n');
  });

  it('leaves the original as it was, and it is what is given where none is named', async () => {
    const world = await givenJob();
    const before = await jobIn(world, 'job-1');
    await save(world, FIX);
    expect(await world.objects.getText(RESULT)).toBe(original);
    expect([await textOf(world), await textOf(world, '0')]).toEqual(Array(2).fill('Hello their.\nGoodbye.\n'));
    expect(await jobIn(world, 'job-1')).toEqual({ ...before, latest_version: 1 });
  });

  it('goes on from the one before', async () => {
    const world = await givenJob();
    await save(world, FIX);
    await save(world, { based_on: 1, segments: [{ id: 1, text: 'Bye.' }] });
    expect(await textOf(world, 'latest')).toBe('Hello there.\nBye.\n');
    expect(await textOf(world, '1')).toBe('Hello there.\nGoodbye.\n');
  });

  it('may be of names alone', async () => {
    const world = await givenJob();
    await save(world, { based_on: 0, segments: [{ id: 0, speaker: 'A' }] });
    expect(await save(world, { based_on: 1, speakers: { A: 'Anna' } })).toMatchObject({ changed_segments: 0 });
    const json = await getTranscript(world, { job_id: 'job-1', tenant: 'tenant-1', format: 'json', version: '2' });
    expect(JSON.parse('text' in json ? json.text : '')).toMatchObject({
      speakers: { A: 'Anna' },
      transcript: { segments: [{ speaker: 'A' }, {}] },
      version: { version: 2, author: null },
    });
  });

  it('of a version that is not the newest is refused, and told which is', async () => {
    const world = await givenJob();
    await save(world, FIX);
    await expect(save(world, FIX)).rejects.toMatchObject({
      status: 409,
      code: 'not_the_newest_version',
      errors: [{ pointer: '/based_on', message: 'expected 1' }],
    });
    await expect(save(world, { ...FIX, based_on: 2 })).rejects.toMatchObject({ code: 'not_the_newest_version' });
  });

  it('of two who save at once becomes one version', async () => {
    const world = await givenJob();
    const all = await Promise.allSettled(
      ['a', 'b', 'c'].map((text) => save(world, { ...FIX, segments: [{ id: 0, text }] })),
    );
    expect(all.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(all.filter((one) => one.status === 'rejected').map((one) => one.reason.code)).toEqual(
      Array(2).fill('not_the_newest_version'),
    );
    const winner = 'abc'[all.findIndex(({ status }) => status === 'fulfilled')];
    expect(await textOf(world, 'latest')).toBe(`${winner}\nGoodbye.\n`);
    expect((await list(world)).versions).toHaveLength(2);
  });

  it('that changes nothing makes no version', async () => {
    const world = await givenJob();
    const same = { based_on: 0, segments: [{ id: 0, text: ' Hello their.\n' }] };
    await expect(save(world, same)).rejects.toMatchObject({ status: 409, code: 'nothing_changed' });
    expect((await list(world)).versions).toHaveLength(1);
  });

  it.each([
    ['nothing', { based_on: 0 }, ''],
    ['an edit and an older version', { ...FIX, restore: 0 }, ''],
    ['no version that it is of', { segments: FIX.segments }, '/based_on'],
    ['a segment without what changes', { based_on: 0, segments: [{ id: 0 }] }, '/segments/0'],
    ['a segment that is not there', { based_on: 0, segments: [{ id: 9, text: 'a' }] }, '/segments/0/id'],
    ['a version that is not there', { based_on: 0, restore: 1 }, '/restore'],
    ['a name on two lines', { ...FIX, author: 'An\nna' }, '/author'],
    ['a speaker by a word of JavaScript', JSON.parse('{"based_on":0,"speakers":{"_proto":"a"}}'), '/speakers/_proto'],
    ['words', { based_on: 0, segments: [{ id: 0, text: 'a', words: [] }] }, '/segments/0/words'],
  ])('with %s is refused', async (_what, body, pointer) => {
    const world = await givenJob();
    await expect(save(world, body)).rejects.toMatchObject({ status: 400, errors: [{ pointer }] });
    expect(world.objects.puts).toEqual([]);
  });

  it('beyond the last version there may be is refused', async () => {
    const world = await givenJob({ latest_version: MOST_VERSIONS });
    await expect(save(world, { ...FIX, based_on: MOST_VERSIONS })).rejects.toMatchObject({
      status: 409,
      code: 'too_many_versions',
    });
  });

  it('of a job that is removed meanwhile makes no version', async () => {
    const world = await givenJob();
    const put = world.objects.put.bind(world.objects);
    world.objects.put = async (...args) => {
      await world.table.write({
        kind: 'update',
        key: 'job-1',
        when: [],
        set: { purged_at: world.clock.now().toISOString() },
      });
      return put(...args);
    };
    await expect(save(world, FIX)).rejects.toMatchObject({ status: 404, code: 'not_found' });
    expect(await world.table.has('version#job-1#1')).toBe(false);
  });

  it.each([
    ['another tenant’s', {}, 'tenant-2', 404, 'not_found'],
    ['that runs', { status: 'processing' }, 'tenant-1', 409, 'no_transcript'],
    ['that failed', { status: 'failed' }, 'tenant-1', 409, 'no_transcript'],
  ] as const)('of a job %s is refused', async (_what, job, tenant, status, code) => {
    await expect(save(await givenJob(job), FIX, tenant)).rejects.toMatchObject({ status, code });
  });

  it('of a transcript that has expired is refused', async () => {
    const world = await givenJob();
    world.objects.erase(RESULT);
    await expect(save(world, FIX)).rejects.toMatchObject({ status: 404, code: 'results_expired' });
  });
});

describe('going back', () => {
  it.each([
    ['the original', 0, 'Hello their.\nGoodbye.\n'],
    ['an older version', 1, 'Hello there.\nGoodbye.\n'],
  ])('to %s makes a version that is the same', async (_what, restore, text) => {
    const world = await givenJob();
    await save(world, { ...FIX, speakers: { A: 'Anna' } });
    await save(world, { based_on: 1, segments: [{ id: 0, text: '' }], speakers: { A: null } });
    expect(await save(world, { based_on: 2, restore, author: 'Bo' })).toMatchObject({
      version: 3,
      based_on: 2,
      restored: restore,
      changed_segments: 1,
      author: 'Bo',
    });
    expect(await textOf(world, 'latest')).toBe(text);
    expect(await textOf(world, '2')).toBe('Goodbye.\n');
  });

  it('to what is the newest anyhow makes none', async () => {
    const world = await givenJob();
    await save(world, FIX);
    await expect(save(world, { based_on: 1, restore: 1 })).rejects.toMatchObject({ code: 'nothing_changed' });
  });
});

describe('the list of versions', () => {
  it('has the newest first, and the original last', async () => {
    const world = await givenJob({ finished_at: '2026-03-01T12:01:00.000Z' });
    await save(world, FIX);
    await save(world, { based_on: 1, restore: 0 });
    const { versions } = await list(world);
    expect(versions.map(({ version, author, restored }) => [version, author, restored])).toEqual([
      [2, null, 0],
      [1, 'Anna', null],
      [0, null, null],
    ]);
    expect(versions[2]).toMatchObject({ created_at: '2026-03-01T12:01:00.000Z', key_id: null, changed_segments: 0 });
  });

  it.each([
    ['another tenant’s job', {}, 'tenant-2', 'not_found'],
    ['a job that runs', { status: 'processing' }, 'tenant-1', 'no_transcript'],
  ] as const)('is not to be had of %s', async (_what, job, tenant, code) => {
    await expect(listVersions((await givenJob(job)).table, 'job-1', tenant)).rejects.toMatchObject({ code });
  });
});

describe('the transcript of a version', () => {
  const get = (world: World, format: 'json' | 'srt', version: string) =>
    getTranscript(world, { job_id: 'job-1', tenant: 'tenant-1', format, version });

  it.each(['1', '7', '9999'])('that is not there (%s) is not found', async (version) => {
    await expect(get(await givenJob(), 'json', version)).rejects.toMatchObject({ code: 'version_not_found' });
  });

  it('is the original as latest where nobody edited it', async () => {
    expect(await get(await givenJob(), 'json', 'latest')).toMatchObject({ text: original });
  });

  it.each(['json', 'srt'] as const)('is linked to as JSON where it is too long as %s', async (format) => {
    const world = await givenJob({ latest_version: 1 });
    await world.table.write({ kind: 'put', row: makeVersion() });
    const text = `${'a'.repeat(99)} `.repeat(140).trim();
    const segments = Array.from({ length: 300 }, (_, id) => makeSegment({ id, start: id, end: id + 1, text }));
    const document = makeStoredDocument({ transcript: { text: '', segments } });
    world.objects.upload('results/job-1/versions/1-abc.json', JSON.stringify({ ...document, version: { version: 1 } }));
    expect(await get(world, format, '1')).toEqual({
      job_id: 'job-1',
      format: 'json',
      transcript: {
        truncated: true,
        url: 'https://bucket.test/results/job-1/versions/1-abc.json?expires=900&file_name=transcription_20260301_120000_talk.v1.json',
      },
    });
  });

  it('has expired where its object has', async () => {
    const world = await givenJob();
    await save(world, FIX);
    world.objects.erase(world.objects.puts.at(-1) ?? '');
    await expect(get(world, 'json', '1')).rejects.toMatchObject({ status: 404, code: 'results_expired' });
  });
});
