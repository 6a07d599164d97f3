import { describe, expect, it } from 'vitest';
import type { KeyScope } from '../../../core/contracts/key-row.ts';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { findLostUploads } from '../../../core/intake/find-lost-uploads.ts';
import { requestJob } from '../../../core/intake/request-job.ts';
import { startUpload } from '../../../core/intake/start-upload.ts';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { getJob } from '../../../core/job/get.ts';
import { retryOwnJob } from '../../../core/job/retry.ts';
import { deleteOwnJob, removeDeletedJobs } from '../../../core/operate/delete-job.ts';
import { JobFailure, RequestProblem } from '../../../core/shared/errors.ts';
import { FAULTS, FaultyProcess } from '../../support/faulty-process.ts';
import {
  carryOn,
  givenQueuedJob,
  givenUpload,
  givenWebJob,
  jobIn,
  makeWorld,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const TENANT = 'default';
const caller = { tenant: TENANT, api_base: 'https://api.example/v1' };
const ask = (world: World, body: object, by: object = {}) => requestJob(world, body, { ...caller, ...by });
const URL_ASKED = 'https://media.example/talks/my%20talk.mp3?token=secret#t=1';

const problem = (promise: Promise<unknown>): Promise<RequestProblem> =>
  promise.then(
    () => expect.fail('it was not refused'),
    (error) => {
      expect(error).toBeInstanceOf(RequestProblem);
      return error;
    },
  );

describe('a job of a file in the web', () => {
  it('waits for a worker at once, which is launched for it', async () => {
    const world = makeWorld();
    const job_id = await ask(world, { url: URL_ASKED, language: 'sv', recording_id: 'r-1', metadata: { order: 7 } });
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', queued_at: expect.any(String) });
    expect(world.jobs.bodies()).toMatchObject([{ job_id }]);
    expect(world.uploads.bodies()).toEqual([{ queued: job_id }]);
  });

  it('may name the engine that is there, and no other', async () => {
    const world = makeWorld();
    const job_id = await ask(world, { url: URL_ASKED, engine: 'faster-whisper' });
    expect((await jobIn(world, job_id)).options).toEqual({});
    expect(await problem(ask(world, { url: URL_ASKED, engine: 'whisperx' }))).toMatchObject({
      status: 400,
      code: 'unsupported_option',
      errors: [{ pointer: '/engine' }],
    });
  });

  it('is fetched by the worker, and its results are called as it is', async () => {
    const world = makeWorld();
    world.web.files.set('https://media.example/talks/my%20talk.mp3?token=secret', { size_bytes: 4321 });
    const { job_id } = await givenWebJob(world, { url: URL_ASKED, recording_id: 'r-1', metadata: { order: 7 } });
    await world.clock.until(workOnce(workerOn(world)));
    expect(await getJob(world, job_id, TENANT)).toMatchObject({
      status: 'completed',
      callback_id: job_id,
      recording_id: 'r-1',
      client_metadata: { order: 7 },
      file: { name: 'my talk.mp3', url: 'https://media.example/talks/my%20talk.mp3' },
      results: { srt: `s3://bucket/results/${job_id}/transcription_20260301_120000_my talk.srt` },
    });
    const told = JSON.parse(world.transport.posts[0]?.body ?? '');
    expect(told).toMatchObject({ status: 'complete', metadata: { file_size: '4321' }, file: { name: 'my talk.mp3' } });
  });

  it('shows what is secret of its URL nowhere, but to the worker', async () => {
    const world = makeWorld();
    const { job_id } = await givenWebJob(world, { url: URL_ASKED });
    world.engine.scripts.push({ error: new JobFailure('unsupported_media', 'it is damaged') });
    await world.clock.until(workOnce(workerOn(world)));
    const objects = await Promise.all(world.objects.keys().map((key) => world.objects.getText(key)));
    const shown = [await getJob(world, job_id, TENANT), world.table.rows(), world.transport.posts, objects];
    expect(JSON.stringify([...shown, world.log.lines])).not.toContain('token=');
    expect(world.web.fetched).toEqual(['https://media.example/talks/my%20talk.mp3?token=secret']);
  });

  it.each(['url_unreachable', 'url_forbidden', 'url_too_large', 'url_not_audio'] as const)(
    'fails as %s, which says whether to try again, and a retry fetches it again',
    async (code) => {
      const world = makeWorld();
      const { job_id } = await givenWebJob(world);
      const url = 'https://media.example/talks/my%20talk.mp3?token=secret';
      world.web.files.set(url, { error: new JobFailure(code, 'it is not to be had') });
      await world.clock.until(workOnce(workerOn(world)));
      const retriable = code === 'url_unreachable';
      expect(await jobIn(world, job_id)).toMatchObject({ status: 'failed', error: { code, retriable } });
      world.web.files.clear();
      const again = await retryOwnJob(world, { job_id, tenant: TENANT }, { language: 'sv' });
      expect(await retryOwnJob(world, { job_id, tenant: TENANT }, { language: 'sv' })).toBe(again);
      await world.clock.until(workOnce(workerOn(world)));
      expect(await jobIn(world, again)).toMatchObject({ status: 'completed', retry_of: job_id });
      expect(world.web.fetched).toEqual([url, url]);
    },
  );

  it('that is cancelled while it is fetched is fetched no further', async () => {
    const world = makeWorld();
    const { job_id } = await givenWebJob(world);
    world.web.files.set('https://media.example/talks/my%20talk.mp3?token=secret', { seconds: 3000 });
    const working = workOnce(workerOn(world));
    await world.clock.advance(10);
    await cancelOwnJob(world, job_id, TENANT);
    await world.clock.advance(5);
    expect(await working).toBe(true);
    expect([world.engine.jobs, [...world.scratch.open]]).toEqual([[], []]);
  });

  it.each([
    ['"a"', '"a"', true],
    ['"a"', '"b"', false],
    [undefined, undefined, false],
  ])('that was of version %s and is of %s goes on from a checkpoint: %s', async (first, then, goesOn) => {
    const world = makeWorld();
    const url = 'https://media.example/talks/my%20talk.mp3?token=secret';
    await givenWebJob(world);
    world.engine.usual = { texts: ['a', 'b', 'c', 'd'] };
    world.web.files.set(url, { seconds: 0, ...(first !== undefined && { version: first }) });
    const stop = new AbortController();
    const working = workOnce(workerOn(world), stop.signal);
    await world.clock.advance(5);
    stop.abort(new Error('the machine goes'));
    await world.clock.until(working);
    world.web.files.set(url, { ...(then !== undefined && { version: then }) });
    await world.clock.until(workOnce(workerOn(world, 'i-next')));
    expect(new Set(world.engine.heard).size === world.engine.heard.length).toBe(goesOn);
    expect(world.engine.jobs[1]?.resume.length !== 0).toBe(goesOn);
  });

  it('is deleted with all that is left of it', async () => {
    const world = makeWorld();
    const { job_id } = await givenWebJob(world);
    await world.clock.until(workOnce(workerOn(world)));
    await deleteOwnJob(world, job_id, TENANT);
    await world.clock.advance(200);
    await removeDeletedJobs(world, { until: new Date(8.64e15), failures: 0, queued: [] });
    expect(world.objects.keys()).toEqual([]);
    expect(await world.table.has(job_id)).toBe(false);
  });

  it.each([
    ['', {}],
    ['', { url: URL_ASKED, upload_id: 'a' }],
    ['/upload_id', { upload_id: '' }],
    ['/url', { url: 'http://media.example/' }],
    ['/url', { url: 'https://169.254.169.254/latest/' }],
    ['/url', { url: 'https://user:password@media.example/' }],
    ['/url', { url: `https://media.example/${'ö'.repeat(1000)}` }],
    ['/webhook_url', { url: URL_ASKED, webhook_url: 'http://127.0.0.1/' }],
    ['/webhook_secret', { url: URL_ASKED, webhook_secret: 'a secret of eight' }],
    ['/s3_uri', { s3_uri: 's3://bucket/results/a.json' }],
    ['/s3_uri', { s3_uri: 's3://another/transcription_upload/a.mp3' }],
    ['/language', { url: URL_ASKED, language: 'de' }],
    ['/callback_url', { url: URL_ASKED, callback_url: 'https://a.example/' }],
  ])('is refused with what is wrong at "%s": %j', async (pointer, body) => {
    const world = makeWorld();
    expect(await problem(ask(world, body))).toMatchObject({ status: 400, errors: [{ pointer }] });
    expect(world.table.rows()).toEqual([]);
  });

  it('is refused where its name stands for an address of ours', async () => {
    const world = { ...makeWorld(), resolveHost: async () => ['10.0.0.1'] };
    expect(await problem(ask(world, { url: URL_ASKED }))).toMatchObject({ errors: [{ pointer: '/url' }] });
  });

  const calls = ['table.write', 'jobs.send', 'uploads.send'];
  it.each(FAULTS.flatMap((kind) => calls.map((call) => ({ kind, call }))))(
    'is lost by no fault once its row is there: $kind $call',
    async (fault) => {
      const world = makeWorld();
      const process = new FaultyProcess(fault);
      const asked = requestJob(process.wrap({ ...world }), { url: URL_ASKED }, caller).catch(() => undefined);
      await world.clock.advance(1);
      process.resume();
      if (fault.kind === 'stalls before') await world.clock.until(asked);
      await carryOn(world);
      const jobs = world.table.rows().filter((row) => row.kind === 'job');
      expect(jobs.map(({ status }) => status)).toEqual(jobs.map(() => 'completed'));
      expect(world.engine.jobs).toHaveLength(jobs.length);
      if (fault.call !== 'table.write') expect(jobs).toHaveLength(1);
    },
  );
});

describe('a job of a file that was uploaded', () => {
  it('is a further one, with options and a webhook of its own', async () => {
    const world = makeWorld();
    const first = await givenQueuedJob(world);
    await world.clock.until(workOnce(workerOn(world)));
    const webhook_url = 'https://other.example/hook';
    const job_id = await ask(world, { s3_uri: `s3://bucket/${first.s3_key}`, language: 'sv', webhook_url });
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({
      status: 'completed',
      s3_key: first.s3_key,
      s3_version_id: first.s3_version_id,
      callback_id: job_id,
    });
    expect(world.engine.jobs.map(({ options }) => options.language)).toEqual(['auto', 'sv']);
    expect(world.transport.posts.map(({ url }) => url)).toEqual(['https://receiver.example/hook', webhook_url]);
  });

  it.each<[string, string, KeyScope[], number]>([
    ['another tenant’s', 'registered', ['client', 'operator'], 404],
    ['nobody’s', 'unregistered', ['client'], 404],
    ['nobody’s, asked for by an operator', 'unregistered', ['client', 'operator'], 202],
    ['not there', 'none', ['client', 'operator'], 404],
  ])('that is %s is answered %s for %j with %d', async (_whose, which, scopes, status) => {
    const world = makeWorld();
    const { s3_key = '' } = await givenQueuedJob(world, { registered: which === 'registered' });
    const key = { job_id: 'key#1', kind: 'key', tenant: 'two', scopes } as const;
    const s3_uri = `s3://bucket/${which === 'none' ? 'transcription_upload/x.mp3' : s3_key}`;
    const asked = ask(world, { s3_uri }, { tenant: 'two', key });
    if (status === 202) expect(await jobIn(world, await asked)).toMatchObject({ tenant: 'two', s3_key });
    else expect((await problem(asked)).status).toBe(status);
  });

  it('of a name longer than any in S3 is not there', async () => {
    const s3_uri = `s3://bucket/transcription_upload/${'å'.repeat(1100)}`;
    expect((await problem(ask(makeWorld(), { s3_uri }))).status).toBe(404);
  });

  it('that was removed is not there', async () => {
    const world = makeWorld();
    const { job_id, s3_key } = await givenQueuedJob(world);
    await deleteOwnJob(world, job_id, TENANT);
    expect((await problem(ask(world, { s3_uri: `s3://bucket/${s3_key}` }))).status).toBe(404);
  });
});

describe('a job of an upload by links', () => {
  const FILE = { file_name: 'talk.mp3', size_bytes: 5 };
  async function given(world: World, body: object, sent = true) {
    const upload = await startUpload(world, { ...FILE, ...body }, caller);
    const event = () => acceptUpload(workerOn(world), givenUpload(world, `${upload.upload_id}/talk.mp3`));
    return { upload_id: upload.upload_id, accepted: sent ? await event() : undefined };
  }

  it('that was kept for it starts when it is asked for, as is asked, and not before', async () => {
    const world = makeWorld();
    const { upload_id, accepted } = await given(world, { transcribe: false, language: 'en', recording_id: 'r-1' });
    expect(accepted).toEqual({ kind: 'kept', job_id: upload_id });
    await carryOn(world, 60);
    expect(world.engine.jobs).toEqual([]);
    const asked = { upload_id, language: 'sv', webhook_url: 'https://receiver.example/hook', metadata: { a: 1 } };
    expect(await ask(world, asked)).toBe(upload_id);
    await carryOn(world);
    expect(await jobIn(world, upload_id)).toMatchObject({ status: 'completed', recording_id: 'r-1', warnings: [] });
    expect(world.engine.jobs.map(({ options }) => options.language)).toEqual(['sv']);
    expect(world.transport.posts).toHaveLength(1);
    expect(JSON.parse(world.transport.posts[0]?.body ?? '')).toMatchObject({ client_metadata: { a: 1 } });
  });

  it('that was kept is started by no repetition of its event and no search for lost uploads', async () => {
    const world = makeWorld();
    const { upload_id } = await given(world, { transcribe: false });
    const { s3_key, s3_version_id = '', upload_version = '', bucket = '' } = await jobIn(world, upload_id);
    const event = { bucket, s3_key: s3_key ?? '', s3_version_id, upload_version, size_bytes: 5 };
    expect(await acceptUpload(workerOn(world), event)).toEqual({ kind: 'kept', job_id: upload_id });
    await world.clock.advance(4000);
    await findLostUploads(workerOn(world), { until: new Date(8.64e15), failures: 0, queued: [] });
    expect(await jobIn(world, upload_id)).toMatchObject({ status: 'registered' });
    await ask(world, { upload_id });
    expect(await acceptUpload(workerOn(world), event)).toMatchObject({ kind: 'repeated' });
  });

  it('that transcribed itself is transcribed once more, each time it is asked for', async () => {
    const world = makeWorld();
    const { upload_id } = await given(world, {});
    const further = [await ask(world, { upload_id, language: 'sv' }), await ask(world, { upload_id })];
    await carryOn(world);
    expect(new Set([upload_id, ...further]).size).toBe(3);
    for (const id of further) expect(await jobIn(world, id)).toMatchObject({ status: 'completed' });
  });

  it('that has not come says when to ask again, and one that was given up that it never will', async () => {
    const world = makeWorld();
    const { upload_id } = await given(world, { transcribe: false }, false);
    const refused = await problem(ask(world, { upload_id }));
    expect(refused).toMatchObject({ status: 409, code: 'upload_not_there', headers: { 'retry-after': '2' } });
    await cancelOwnJob(world, upload_id, TENANT);
    expect(await problem(ask(world, { upload_id }))).toMatchObject({ status: 409, code: 'upload_over' });
  });

  it('is nobody else’s to ask for', async () => {
    const world = makeWorld();
    const { upload_id } = await given(world, { transcribe: false });
    expect((await problem(ask(world, { upload_id }, { tenant: 'two' }))).status).toBe(404);
  });
});
