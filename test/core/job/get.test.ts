import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { emptyFleet } from '../../../core/fleet/fleet.ts';
import { getJob, getTranscriptLink } from '../../../core/job/get.ts';
import { later, makeDelivery, makeInstance, makeJob, makeStoredDocument } from '../../support/records.ts';
import { makeWorld, type World } from '../../support/world.ts';

const NOT_FOUND = expect.objectContaining({ status: 404, code: 'not_found' });

describe('a job', () => {
  it('is shown to its tenant, without what is none of its business', async () => {
    const world = await givenJob({
      status: 'processing',
      progress: { seconds_done: 1, duration_seconds: 4 },
      callback_secret: 'sealed',
      attempt: 2,
      uploaded_at: '2026-03-01T11:59:00.000Z',
      started_at: '2026-03-01T12:00:00.000Z',
      attempts: [
        { attempt: 1, ...makeInstance('i-1'), started_at: '2026-03-01T11:59:30.000Z', outcome: 'interrupted' },
        { attempt: 2, ...makeInstance('i-2'), started_at: '2026-03-01T12:00:00.000Z' },
      ],
    });
    expect(await getJob(world, 'job-1', 'tenant-1')).toEqual({
      job_id: 'job-1',
      status: 'processing',
      callback_id: null,
      file: { name: 'talk.mp3', s3_key: 'transcription_upload/job-1/talk.mp3' },
      created_at: '2026-03-01T12:00:00.000Z',
      updated_at: '2026-03-01T12:00:00.000Z',
      progress: { seconds_done: 1, duration_seconds: 4 },
      error: null,
      results: null,
      links: null,
      transcript: null,
      warnings: [],
      timings: { uploaded_at: '2026-03-01T11:59:00.000Z', started_at: '2026-03-01T12:00:00.000Z' },
      attempts: [
        {
          attempt: 1,
          instance_type: 'g5.xlarge',
          market: 'spot',
          started_at: '2026-03-01T11:59:30.000Z',
          outcome: 'interrupted',
        },
        { attempt: 2, instance_type: 'g5.xlarge', market: 'spot', started_at: '2026-03-01T12:00:00.000Z' },
      ],
      usage: null,
      webhook: null,
    });
  });

  it('that is completed says what it cost, or that this is not known', async () => {
    const progress = { seconds_done: 4, duration_seconds: 4 };
    const priced = await givenJob({ status: 'completed', progress, usd: 0.0123 });
    expect((await getJob(priced, 'job-1', 'tenant-1')).usage).toEqual({ audio_seconds: 4, usd: 0.0123 });
    const older = await givenJob({ status: 'completed', progress });
    expect((await getJob(older, 'job-1', 'tenant-1')).usage).toEqual({ audio_seconds: 4, usd: null });
  });

  it('that found no machine yet says what was tried', async () => {
    const at = later(5).toISOString();
    const attempt = { at, market: 'spot' as const, asked: 1, granted: 0, errors: ['VcpuLimitExceeded'] };
    const world = await givenJob({ status: 'launching', capacity: [attempt] });
    expect(await getJob(world, 'job-1', 'tenant-1')).toMatchObject({ status: 'launching', capacity: [attempt] });
  });

  it('that waits behind many others says what was tried since it waits', async () => {
    const codes = ['InsufficientInstanceCapacity'];
    const refusal = (at: Date) => ({
      at: at.toISOString(),
      market: 'spot' as const,
      asked: 9,
      granted: 0,
      errors: codes,
    });
    const world = await givenJob({ status: 'launching', uploaded_at: later(10).toISOString() });
    const refused = [refusal(later(5)), refusal(later(20))];
    await world.table.write({ kind: 'put', row: { ...emptyFleet(later(0)), refused } });
    expect(await getJob(world, 'job-1', 'tenant-1')).toMatchObject({ capacity: [refused[1]] });
    // And no more once it runs
    await world.table.write({ kind: 'update', key: 'job-1', when: [], set: { status: 'processing' } });
    expect(await getJob(world, 'job-1', 'tenant-1')).not.toHaveProperty('capacity');
  });

  it('that is over shows every attempt at its webhook', async () => {
    const world = await givenJob({ status: 'completed', callback_id: 'callback-1' });
    const attempts = [
      {
        at: later(5).toISOString(),
        milliseconds: 15_000,
        error_code: 'timeout' as const,
        error: 'no answer within 15 s',
      },
      { at: later(12).toISOString(), milliseconds: 80, http_status: 503 },
    ];
    await world.table.write({
      kind: 'put',
      row: makeDelivery({ attempts, next_attempt_at: later(400).toISOString() }),
    });
    expect((await getJob(world, 'job-1', 'tenant-1')).webhook).toEqual({
      id: 'msg_job-1_completed',
      status: 'pending',
      next_attempt_at: '2026-03-01T12:06:40.000Z',
      failure: null,
      attempts: [
        {
          at: '2026-03-01T12:00:05.000Z',
          milliseconds: 15_000,
          http_status: null,
          error: { code: 'timeout', message: 'no answer within 15 s' },
        },
        { at: '2026-03-01T12:00:12.000Z', milliseconds: 80, http_status: 503, error: null },
      ],
    });
  });

  it('that failed shows why its webhook was given up', async () => {
    const world = await givenJob({ status: 'failed', callback_id: 'callback-1' });
    const failure = { code: 'receiver_gone' as const, message: 'the receiver answered 410' };
    const row = makeDelivery({ job_id: 'delivery#msg_job-1_failed', status: 'failed', failure });
    await world.table.write({ kind: 'put', row });
    expect((await getJob(world, 'job-1', 'tenant-1')).webhook).toMatchObject({ status: 'failed', failure });
  });

  it.each([
    ['is another tenant’s', 'job-1', { tenant: 'tenant-2' }],
    ['is nobody’s', 'job-1', { tenant: undefined }],
    ['is not there', 'job-2', {}],
    ['is no job but another row', 'worker#i-1', {}],
    ['is being removed', 'job-1', { purged_at: '2026-03-01T12:00:00.000Z' }],
  ])('that %s is not found, and neither is its transcript', async (_which, id, job) => {
    const world = await givenJob(job);
    await expect(getJob(world, id, 'tenant-1')).rejects.toEqual(NOT_FOUND);
    await expect(getTranscriptLink(world, id, 'tenant-1')).rejects.toEqual(NOT_FOUND);
  });
});

describe('the results of a completed job', () => {
  const KEY = 'results/job-1/transcription_20260301_120000_talk';
  const linkTo = (format: string) =>
    `https://bucket.test/${KEY}.${format}?expires=900&file_name=transcription_20260301_120000_talk.${format}`;
  const AUDIO = 'transcription_upload/job-1/talk.mp3';
  const transcript = { text: 'Hello.', segments: [] };
  const put = (world: World, format: string, body: string) => world.objects.upload(`${KEY}.${format}`, body);

  it('come with it: the transcript, and a link to each format', async () => {
    const world = await givenJob({ status: 'completed' });
    await put(world, 'json', JSON.stringify(makeStoredDocument({ transcript })));
    for (const format of ['txt', 'srt', 'vtt']) await put(world, format, 'Hello.');
    const { links, ...shown } = await getJob(world, 'job-1', 'tenant-1');
    expect(links).toEqual({ txt: linkTo('txt'), json: linkTo('json'), srt: linkTo('srt'), vtt: linkTo('vtt') });
    expect(shown.transcript).toEqual(transcript);
  });

  it('are linked to as they are stored, and as they were asked for', async () => {
    const world = await givenJob({ status: 'completed', options: { formats: ['srt', 'vtt'] } });
    await put(world, 'json', JSON.stringify(makeStoredDocument()));
    for (const format of ['txt', 'vtt']) await put(world, format, 'Hello.');
    expect((await getJob(world, 'job-1', 'tenant-1')).links).toEqual({ json: linkTo('json'), vtt: linkTo('vtt') });
  });

  it.each([
    [4_000_000, transcript],
    [4_000_001, { truncated: true, url: linkTo('json') }],
  ])('of %d bytes, as much as fits a Lambda’s answer or more, are %j', async (bytes, expected) => {
    const world = await givenJob({ status: 'completed' });
    await put(world, 'json', JSON.stringify(makeStoredDocument({ transcript })).padEnd(bytes));
    expect((await getJob(world, 'job-1', 'tenant-1')).transcript).toEqual(expected);
  });

  it('have the recording beside them, in the version that was heard, to play for as long as it takes', async () => {
    const progress = { seconds_done: 600.5, duration_seconds: 600.5 };
    const world = await givenJob({ status: 'completed', progress, s3_version_id: 'v1' });
    world.objects.upload(AUDIO, 'audio');
    world.objects.upload(AUDIO, 'what came later');
    expect((await getJob(world, 'job-1', 'tenant-1')).links).toEqual({
      audio: `https://bucket.test/${AUDIO}?expires=2102&file_name=talk.mp3&version=v1&play_as=audio/mpeg`,
    });
  });

  it.each([
    ['TALK.WAV', 'audio/wav'],
    ['talk.tar.opus', 'audio/ogg'],
    ['talk.html', 'application/octet-stream'],
    ['talk', 'application/octet-stream'],
    ['constructor', 'application/octet-stream'],
  ])('have %s played as %s', async (name, type) => {
    const s3_key = `transcription_upload/job-1/${name}`;
    const world = await givenJob({ status: 'completed', s3_key });
    world.objects.upload(s3_key, 'audio');
    const { links } = await getJob(world, 'job-1', 'tenant-1');
    expect(links?.audio?.split('play_as=')).toEqual([expect.stringContaining('expires=900&'), type]);
  });

  it('have a link to a recording of days for half a day', async () => {
    const progress = { seconds_done: 90_000, duration_seconds: 90_000 };
    const world = await givenJob({ status: 'completed', progress });
    world.objects.upload(AUDIO, 'audio');
    expect((await getJob(world, 'job-1', 'tenant-1')).links?.audio).toContain('?expires=43200&');
  });

  it('have no recording that is not there, cannot be read, or was fetched from the web', async () => {
    const world = await givenJob({ status: 'completed' });
    expect((await getJob(world, 'job-1', 'tenant-1')).links).not.toHaveProperty('audio');
    world.objects.upload(AUDIO, 'audio');
    world.objects.makeUnreadable(AUDIO, 'archived');
    expect((await getJob(world, 'job-1', 'tenant-1')).links).not.toHaveProperty('audio');
    const web_source = { url: 'https://a.example/talk.mp3', sealed_url: 'c2VhbGVk', sealed_for: 'job-1' };
    const fetched = await givenJob({ status: 'completed', s3_key: undefined, web_source });
    expect((await getJob(fetched, 'job-1', 'tenant-1')).links).not.toHaveProperty('audio');
  });

  it('that have expired are no more', async () => {
    const world = await givenJob({ status: 'completed' });
    expect(await getJob(world, 'job-1', 'tenant-1')).toMatchObject({ links: {}, transcript: null });
  });

  it('of another version of the document are shown too', async () => {
    const world = await givenJob({ status: 'completed' });
    const { quality: _, ...older } = makeStoredDocument({ transcript });
    await put(world, 'json', JSON.stringify({ ...older, later: 1 }));
    expect((await getJob(world, 'job-1', 'tenant-1')).transcript).toEqual(transcript);
  });
});

describe('a transcript', () => {
  it('is linked to once the job is completed', async () => {
    const world = await givenJob({ status: 'completed' });
    expect(await getTranscriptLink(world, 'job-1', 'tenant-1')).toBe(
      'https://bucket.test/results/job-1/transcription_20260301_120000_talk.json?expires=900&file_name=transcription_20260301_120000_talk.json',
    );
  });

  it.each(['registered', 'launching', 'processing', 'failed', 'cancelled'] as const)(
    'of a job that is %s is a conflict',
    async (status) => {
      const world = await givenJob({ status });
      const conflict = expect.objectContaining({
        status: 409,
        code: 'no_transcript',
        message: expect.stringContaining(status),
      });
      await expect(getTranscriptLink(world, 'job-1', 'tenant-1')).rejects.toEqual(conflict);
    },
  );
});

async function givenJob(job: Partial<JobRow>): Promise<World> {
  const world = makeWorld();
  await world.table.write({ kind: 'put', row: makeJob({ tenant: 'tenant-1', ...job }) });
  return world;
}
