import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { RESULT_FORMATS, type ResultFormat } from '../../../core/contracts/options.ts';
import { getTranscript } from '../../../core/job/get-transcript.ts';
import { makeSegment } from '../../support/memory/engine.ts';
import { makeJob, makeStoredDocument } from '../../support/records.ts';
import { makeWorld, type World } from '../../support/world.ts';

const KEY = 'results/job-1/transcription_20260301_120000_talk';
const documentOf = (text: string) => makeStoredDocument({ transcript: { text, segments: [makeSegment({ text })] } });
const document = documentOf('Hello there.');

async function givenJob(job: Partial<JobRow> = {}): Promise<World> {
  const world = makeWorld();
  await world.table.write({ kind: 'put', row: makeJob({ tenant: 'tenant-1', status: 'completed', ...job }) });
  return world;
}

const put = (world: World, format: string, body: string) => world.objects.upload(`${KEY}.${format}`, body);
const get = (world: World, format: ResultFormat, tenant = 'tenant-1') =>
  getTranscript(world, { job_id: 'job-1', tenant, format });
const linkTo = (format: string) =>
  `https://bucket.test/${KEY}.${format}?expires=900&file_name=transcription_20260301_120000_talk.${format}`;

describe('the transcript of a completed job', () => {
  it.each([
    ['json', 'application/json'],
    ['txt', 'text/plain; charset=utf-8'],
    ['srt', 'application/x-subrip; charset=utf-8'],
    ['vtt', 'text/vtt; charset=utf-8'],
  ] as const)('is given as %s as it is stored', async (format, content_type) => {
    const world = await givenJob();
    for (const one of RESULT_FORMATS) await put(world, one, `the stored ${one}`);
    expect(await get(world, format)).toEqual({ text: `the stored ${format}`, content_type });
  });

  it.each([
    ['txt', 'Hello there.\n'],
    ['srt', '1\n00:00:00,000 --> '],
    ['vtt', 'WEBVTT\n\n00:00:00.000 --> '],
  ] as const)('is made as %s from its JSON where the job did not ask for that', async (format, beginning) => {
    const world = await givenJob({ options: { formats: ['json'] } });
    await put(world, 'json', JSON.stringify(document));
    expect(await get(world, format)).toMatchObject({ text: expect.stringMatching(new RegExp(`^${beginning}`)) });
  });

  it.each([...RESULT_FORMATS])('is linked to where its %s is too long for an answer', async (format) => {
    const world = await givenJob();
    await put(world, format, 'a'.repeat(4_000_000));
    expect(await get(world, format)).toHaveProperty('text');
    await put(world, format, 'a'.repeat(4_000_001));
    const transcript = { truncated: true, url: linkTo(format) };
    expect(await get(world, format)).toEqual({ job_id: 'job-1', format, transcript });
  });

  it('is linked to as JSON where what was made of it is too long', async () => {
    const world = await givenJob();
    await put(world, 'json', JSON.stringify(documentOf('å'.repeat(2_000_001))));
    expect(await get(world, 'txt')).toMatchObject({ format: 'json', transcript: { url: linkTo('json') } });
  });

  it.each([...RESULT_FORMATS])('is no more as %s when its results have expired', async (format) => {
    const world = await givenJob();
    await expect(get(world, format)).rejects.toMatchObject({ status: 404, code: 'results_expired' });
  });
});

describe('there is no transcript', () => {
  it('of another tenant’s job', async () => {
    const world = await givenJob();
    await put(world, 'json', JSON.stringify(document));
    await expect(get(world, 'json', 'tenant-2')).rejects.toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each(['registered', 'launching', 'processing', 'failed', 'cancelled'] as const)(
    'of a job that is %s',
    async (status) => {
      const world = await givenJob({ status });
      await expect(get(world, 'json')).rejects.toMatchObject({
        status: 409,
        code: 'no_transcript',
        message: expect.stringContaining(status),
      });
    },
  );
});
