/** Jobs of files that are there already: in the web, behind every kind of server, among the uploads, and in other buckets. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../local/wait.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { call, clients, endedJob, fixture, job, LIMIT, sendForm, stack, uniqueName, upload } from './support/client.ts';
import { findSecrets } from './support/secret-scan.ts';

const TOKEN = `token-${crypto.randomUUID()}`;
const AUDIO = fixture('en-short.wav');
const NAME = encodeURIComponent('möte 1.wav');

/** How the server answers each path; what was asked of it. */
const answers = new Map<string, RequestListener>();
const asked: { path: string; range: string | undefined }[] = [];
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '', 'http://a').pathname;
  asked.push({ path, range: request.headers.range });
  (answers.get(path) ?? ((_request, none) => none.writeHead(404).end()))(request, response);
});
const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await receiver.goDown();
  server.closeAllConnections();
  server.close();
});

async function create(body: object, path = '/api/v1/jobs') {
  const answer = await call('POST', path, body);
  // A worker that is there may have it by now.
  expect(answer.status).toBe(202);
  expect(answer.headers.get('location')).toMatch(new RegExp(`/api/v1/jobs/${answer.body.job_id}$`));
  return answer.body;
}

/** The first connection breaks in the middle; the second goes on there. */
const broken: RequestListener = (request, response) => {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const headers = { etag: '"a"', 'content-length': AUDIO.length - from };
  const range = { 'content-range': `bytes ${from}-${AUDIO.length - 1}/${AUDIO.length}` };
  if (from > 0) response.writeHead(206, { ...headers, ...range }).end(AUDIO.subarray(from));
  else
    response.writeHead(200, headers).write(AUDIO.subarray(0, 20_000), () => setTimeout(() => response.destroy(), 50));
};

describe('a file of the web', () => {
  it('is fetched over redirects and a broken connection, and its webhook and job show no secret of its URL', async () => {
    // Given
    answers.set('/start', (_request, response) => response.writeHead(302, { location: `/${NAME}?${TOKEN}` }).end());
    answers.set(`/${NAME}`, broken);
    // When
    const webhook = { webhook_url: `${receiver.url}/web`, webhook_secret: 'a secret of some length' };
    const { job_id } = await create({ url: at(`/start?${TOKEN}`), ...webhook, language: 'en', metadata: { order: 7 } });
    // Then
    expect(await endedJob(job_id)).toMatchObject({ status: 'completed' });
    const told = await receiver.waitFor(({ path }) => path.endsWith('/web'), LIMIT.limitMs);
    expect(contentOf(told)).toMatchObject({
      job_id,
      status: 'complete',
      file: { name: 'start', url: at('/start') },
      metadata: { file_size: String(AUDIO.length) },
      client_metadata: { order: 7 },
      transcript: { text: expect.stringContaining('report') },
    });
    expect(asked.filter(({ range }) => range !== undefined)).toHaveLength(2);
    expect(await findSecrets({ TOKEN })).toEqual([]);
    const { body } = await call('GET', `/api/v1/jobs/${job_id}`);
    expect(body).toMatchObject({ status: 'completed', file: { name: 'start', url: at('/start') } });
    expect(JSON.stringify([body, contentOf(told)])).not.toContain(TOKEN);
  });

  it.each<[string, string, RequestListener]>([
    ['url_forbidden', '/private', (_request, response) => response.writeHead(403).end()],
    [
      'url_forbidden',
      '/metadata',
      (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    ],
    ['url_unreachable', '/gone', (_request, response) => response.writeHead(404).end()],
    ['url_not_audio', '/page', (_request, response) => response.end('<html><body>Log in</body></html>')],
    [
      'url_too_large',
      '/huge',
      (_request, response) => void response.writeHead(200, { 'content-length': 6e9 }).write('x'),
    ],
    ['unsupported_media', '/words', (_request, response) => response.end('only words\n'.repeat(500))],
  ])('fails as %s: %s', async (code, path, listener) => {
    answers.set(path, listener);
    const { job_id } = await create({ url: at(path) }, '/api/v1/transcribe');
    expect(await endedJob(job_id)).toMatchObject({ status: 'failed', error: { code } });
  });

  it('that is cancelled amid the fetch is let go of within five seconds', async () => {
    // Given
    let left: () => void = () => {};
    const isLeft = new Promise<void>((resolve) => {
      left = resolve;
    });
    answers.set('/slow.wav', (_request, response) => {
      response.writeHead(200).write(AUDIO.subarray(0, 100));
      response.on('close', left);
    });
    const { job_id } = await create({ url: at('/slow.wav') });
    await waitFor(
      'a worker that fetches',
      async () => (await job(job_id))?.status === 'processing' || undefined,
      LIMIT,
    );
    // When
    expect((await call('POST', `/api/v1/jobs/${job_id}/cancel`)).status).toBe(200);
    // Then
    await isLeft;
    expect(await job(job_id)).toMatchObject({ status: 'cancelled' });
  });
});

describe('a file that was uploaded', () => {
  it('by links, and kept, is transcribed when it is asked for, as is asked', async () => {
    const file = { file_name: 'talk.wav', size_bytes: AUDIO.length, transcribe: false };
    const { body: begun } = await call('POST', '/api/v1/uploads', file);
    expect((await sendForm(begun.post, AUDIO)).ok).toBe(true);
    await expect
      .poll(async () => (await job(begun.upload_id))?.s3_key, { timeout: LIMIT.limitMs })
      .toBe(`transcription_upload/${begun.upload_id}/talk.wav`);
    const { job_id } = await create({ upload_id: begun.upload_id, language: 'en', recording_id: 'r-7' });
    expect(job_id).toBe(begun.upload_id);
    expect(await endedJob(job_id)).toMatchObject({ status: 'completed', recording_id: 'r-7', language: 'en' });
  });

  it('by nobody in particular is transcribed once more for an operator’s key', async () => {
    const { key, derivedId } = await upload(`transcription_upload/${uniqueName('given.wav')}`, AUDIO);
    await endedJob(derivedId);
    const { job_id } = await create({ s3_uri: `s3://${stack.bucket}/${key}`, formats: ['srt'] });
    expect(await endedJob(job_id)).toMatchObject({ status: 'completed', s3_key: key });
    expect(job_id).not.toBe(derivedId);
  });
});

describe('a file of another bucket', () => {
  const ELSEWHERE = 'recordings-elsewhere';
  const put = (Key: string, Body: Buffer | string) =>
    clients.s3.send(new PutObjectCommand({ Bucket: ELSEWHERE, Key, Body }));
  beforeAll(async () => void (await clients.s3.send(new CreateBucketCommand({ Bucket: ELSEWHERE }))));

  it('is transcribed where the stage lets its tenant name it', async () => {
    await put('calls/möte #1.wav', AUDIO);
    const { job_id } = await create({ s3_uri: `s3://${ELSEWHERE}/calls/möte #1.wav`, language: 'en' });
    expect(await endedJob(job_id)).toMatchObject({ status: 'completed' });
    const { body } = await call('GET', `/api/v1/jobs/${job_id}`);
    expect(body.file).toEqual({ name: 'möte #1.wav', url: `s3://${ELSEWHERE}/calls/m%C3%B6te%20%231.wav` });
    expect(body.transcript.text).toContain('report');
  });

  it('of another tenant, or beside what may be named, is refused', async () => {
    await put('others/talk.wav', AUDIO);
    for (const path of ['others/talk.wav', 'talk.wav', 'calls/../others/talk.wav']) {
      const { status, body } = await call('POST', '/api/v1/jobs', { s3_uri: `s3://${ELSEWHERE}/${path}` });
      expect([status, body.errors[0].pointer]).toEqual([400, '/s3_uri']);
    }
  });

  it('that is not there, or is empty, fails its job for the reason', async () => {
    await put('calls/empty.wav', '');
    const gone = await create({ s3_uri: `s3://${ELSEWHERE}/calls/gone.wav` });
    const empty = await create({ s3_uri: `s3://${ELSEWHERE}/calls/empty.wav` });
    const error = { code: 'download_failed', message: expect.stringContaining('calls/gone.wav'), retriable: true };
    expect(await endedJob(gone.job_id)).toMatchObject({ status: 'failed', error });
    expect(await endedJob(empty.job_id)).toMatchObject({ status: 'failed', error: { code: 'empty_file' } });
  });
});
