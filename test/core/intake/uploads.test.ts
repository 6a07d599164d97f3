import { describe, expect, it } from 'vitest';
import type { Upload } from '../../../core/contracts/uploads.ts';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { abortUpload, completeUpload, getUpload } from '../../../core/intake/end-upload.ts';
import { startUpload } from '../../../core/intake/start-upload.ts';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { getJob } from '../../../core/job/get.ts';
import { RequestProblem } from '../../../core/shared/errors.ts';
import { givenUpload, jobIn, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const MIB = 1024 ** 2;
const caller = { tenant: 'one', api_base: 'https://api.example/v1' };
const FILE = { file_name: 'my talk.mp3', size_bytes: 5, content_type: 'audio/mpeg' };
const start = (world: World, body: object = {}) => startUpload(world, { ...FILE, ...body }, caller);

/** S3's event of what was sent. */
function event(world: World, { upload_id }: Upload, name = FILE.file_name) {
  const path = `${upload_id}/${name}`;
  return givenUpload(world, path, { body: 'audio' });
}

/** A file that goes in three parts. */
function worldOfParts() {
  const world = makeWorld();
  world.uploadLimits = { ...world.uploadLimits, max_bytes: 20 * MIB };
  const size_bytes = 11 * MIB;
  const parts = [5, 5, 1].map((length) => 'x'.repeat(length * MIB));
  return { world, parts, start: () => start(world, { size_bytes, part_bytes: 5 * MIB }) };
}

const problem = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(RequestProblem);
  return error as RequestProblem;
};

describe('an upload by a link', () => {
  it('is a form that takes the file alone, and a job that waits for it', async () => {
    const world = makeWorld();
    const upload = await start(world, { language: 'sv', recording_id: 'r-1', metadata: { order: 7 } });
    expect(upload).toMatchObject({
      job_id: upload.upload_id,
      status_url: `https://api.example/v1/api/v1/jobs/${upload.upload_id}`,
      s3_uri: `s3://bucket/transcription_upload/${upload.upload_id}/my talk.mp3`,
      links_expire_at: '2026-03-01T13:00:00.000Z',
      post: { fields: { 'Content-Type': 'audio/mpeg' } },
    });
    expect(upload.multipart).toBeUndefined();
    const url = upload.post?.url ?? '';
    expect(() => world.uploadLinks.send(url, 'too long for it')).toThrow('does not take');
    expect(await getJob(world, upload.job_id, 'one')).toMatchObject({ status: 'registered', callback_id: null });
  });

  it('becomes the job that waits for it, of its tenant, with its options', async () => {
    const world = makeWorld();
    const upload = await start(world, { language: 'sv', recording_id: 'r-1', metadata: { order: 7 } });
    const accepted = await acceptUpload(workerOn(world), event(world, upload));
    expect(accepted).toEqual({ kind: 'queued', job_id: upload.job_id });
    await world.clock.until(workOnce(workerOn(world)));
    expect(await getJob(world, upload.job_id, 'one')).toMatchObject({
      status: 'completed',
      warnings: [],
      webhook: null,
      recording_id: 'r-1',
      client_metadata: { order: 7 },
    });
    expect(world.engine.jobs.map(({ options }) => options.language)).toEqual(['sv']);
    expect(world.transport.posts).toEqual([]);
  });

  it('has its webhook where a callback is asked for', async () => {
    const world = makeWorld();
    const callback_url = 'https://receiver.example/hook';
    const upload = await start(world, { callback_url, callback_secret: 'a secret of eight' });
    await acceptUpload(workerOn(world), event(world, upload));
    await world.clock.until(workOnce(workerOn(world)));
    expect(world.transport.posts).toMatchObject([{ url: callback_url }]);
    expect(await getJob(world, upload.job_id, 'one')).toMatchObject({ callback_id: upload.job_id, warnings: [] });
  });

  it('whose link is used again is a further job of the same tenant', async () => {
    const world = makeWorld();
    const upload = await start(world, { language: 'sv' });
    await acceptUpload(workerOn(world), event(world, upload));
    const again = await acceptUpload(workerOn(world), event(world, upload));
    if (again.kind !== 'queued') throw new Error(`it was ${again.kind}`);
    expect(again.job_id).not.toBe(upload.job_id);
    expect(await jobIn(world, again.job_id)).toMatchObject({ tenant: 'one', options: { language: 'sv' } });
  });

  it('whose event comes again is the same job', async () => {
    const world = makeWorld();
    const sent = event(world, await start(world));
    const first = await acceptUpload(workerOn(world), sent);
    expect(await acceptUpload(workerOn(world), sent)).toEqual({ ...first, kind: 'repeated' });
    expect(world.jobs.bodies()).toHaveLength(1);
  });

  it('whose job was cancelled is never started', async () => {
    const world = makeWorld();
    const upload = await start(world);
    await cancelOwnJob(world, upload.job_id, 'one');
    await acceptUpload(workerOn(world), event(world, upload));
    expect(world.jobs.bodies()).toEqual([]);
    expect(await jobIn(world, upload.job_id)).toMatchObject({ status: 'cancelled' });
  });

  it.each([
    ['/file_name', { file_name: '../../results/x.txt' }],
    ['/file_name', { file_name: 'a/b.mp3' }],
    ['/file_name', { file_name: '..' }],
    ['/file_name', { file_name: 'a\nb.mp3' }],
    ['/file_name', { file_name: '.DS_Store' }],
    ['/size_bytes', { size_bytes: 0 }],
    ['/size_bytes', { size_bytes: 5_000_001 }],
    ['/content_type', { content_type: 'audio/mpeg; x=1' }],
    ['/part_bytes', { part_bytes: 1000 }],
    ['/callback_url', { callback_url: 'http://127.0.0.1/' }],
    ['/callback_secret', { callback_secret: 'a secret of eight' }],
    ['/language', { language: 'de' }],
    ['/colour', { colour: 'red' }],
  ])('is refused with what is wrong at %s: %j', async (pointer, body) => {
    const world = makeWorld();
    expect(await problem(start(world, body))).toMatchObject({ status: 400, errors: [{ pointer }] });
    expect([world.table.rows(), world.uploadLinks.open]).toEqual([[], []]);
  });
});

describe('an upload in parts', () => {
  it('is whole when all parts are there, and its links are to those that are not', async () => {
    const { world, parts, start: begin } = worldOfParts();
    const upload = await begin();
    const [first, second, third] = upload.multipart?.parts ?? [];
    expect([first?.number, second?.number, third?.number, upload.multipart?.part_bytes]).toEqual([1, 2, 3, 5 * MIB]);
    world.uploadLinks.sendPart(second?.url ?? '', parts[1] ?? '');
    world.uploadLinks.sendPart(third?.url ?? '', 'only half of it');
    const refused = await problem(completeUpload(world, upload.upload_id, 'one'));
    expect(refused).toMatchObject({ status: 409, message: expect.stringContaining('1, 3') });
    const fresh = await getUpload(world, upload.upload_id, caller);
    expect(fresh.multipart?.parts.map(({ number }) => number)).toEqual([1, 3]);
    for (const { number, url } of fresh.multipart?.parts ?? [])
      world.uploadLinks.sendPart(url, parts[number - 1] ?? '');
    expect(await completeUpload(world, upload.upload_id, 'one')).toEqual({
      upload_id: upload.upload_id,
      status: 'complete',
    });
    expect(await world.objects.getText(`transcription_upload/${upload.upload_id}/my talk.mp3`)).toBe(parts.join(''));
  });

  it('that became a job is complete, however often it is asked', async () => {
    const { world, parts, start: begin } = worldOfParts();
    const upload = await begin();
    for (const { number, url } of upload.multipart?.parts ?? [])
      world.uploadLinks.sendPart(url, parts[number - 1] ?? '');
    await completeUpload(world, upload.upload_id, 'one');
    expect((await problem(completeUpload(world, upload.upload_id, 'one'))).code).toBe('upload_over');
    await acceptUpload(workerOn(world), event(world, upload));
    expect(await completeUpload(world, upload.upload_id, 'one')).toMatchObject({ status: 'complete' });
    expect((await problem(getUpload(world, upload.upload_id, caller))).code).toBe('upload_over');
  });

  it('that is given up leaves nothing, and its job is cancelled', async () => {
    const { world, start: begin } = worldOfParts();
    const upload = await begin();
    expect(await abortUpload(world, upload.upload_id, 'one')).toMatchObject({ status: 'aborted' });
    expect(world.uploadLinks.open).toEqual([]);
    expect(await jobIn(world, upload.job_id)).toMatchObject({ status: 'cancelled' });
    expect((await problem(abortUpload(world, upload.upload_id, 'one'))).code).toBe('upload_over');
  });

  it.each(['get', 'complete', 'abort'])('is nobody else’s to %s', async (what) => {
    const { world, start: begin } = worldOfParts();
    const { upload_id } = await begin();
    const tries = {
      get: () => getUpload(world, upload_id, { ...caller, tenant: 'two' }),
      complete: () => completeUpload(world, upload_id, 'two'),
      abort: () => abortUpload(world, upload_id, 'two'),
    };
    expect((await problem(tries[what as keyof typeof tries]())).status).toBe(404);
    expect(world.uploadLinks.open).toHaveLength(1);
  });

  it.each([
    [1, undefined, undefined],
    [64 * MIB, undefined, undefined],
    [64 * MIB + 1, undefined, 64 * MIB],
    [5 * MIB, 5 * MIB, 5 * MIB],
    [100_000 * MIB, 5 * MIB, Math.ceil((100_000 * MIB) / 10_000)],
  ])('of %d bytes, asked in %s, has parts of %s', async (size, wanted, expected) => {
    const { partBytes, partsOf } = await import('../../../core/intake/upload-parts.ts');
    const bytes = partBytes(size, wanted);
    expect(bytes).toBe(expected);
    if (bytes === undefined) return;
    const parts = partsOf(size, bytes);
    expect(parts.reduce((sum, part) => sum + part.size_bytes, 0)).toBe(size);
    expect(parts.length).toBeLessThanOrEqual(10_000);
  });
});
