import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'svix';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../adapters/system.ts';
import { WebhookReceiver } from '../../local/webhook-receiver.ts';
import { call, endedJob, fixture, givenApiKey, register, stack, table, upload } from './support/client.ts';

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.goDown());

describe('POST /api', () => {
  it('answers a registration with the names of the contract and where to upload', async () => {
    const { status, body } = await call('POST', '/api', { callback_url: 'https://example.com/webhook' });
    expect(status).toBe(200);
    expect(body).toEqual({
      callback_id: expect.stringMatching(/^[A-Za-z0-9_-]{22,}$/),
      upload_path: `transcription_upload/${body.callback_id}/`,
      message: 'Upload audio files to the provided S3 path',
      bucket: stack.bucket,
      upload_uri: `s3://${stack.bucket}/transcription_upload/${body.callback_id}/`,
      status_url: `${stack.api_url}/api/jobs/${body.callback_id}`,
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    const own = await fetch(body.status_url, { headers: { 'x-api-key': stack.api_key } });
    expect(await own.json()).toMatchObject({ job_id: body.callback_id, status: 'registered' });
  });

  it.each([
    ['no key', {}],
    ['a wrong key', { 'x-api-key': 'not-the-key-of-this-service' }],
  ])('refuses %s with a problem', async (_name, headers) => {
    const response = await fetch(`${stack.api_url}/api`, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ status: 403, title: expect.any(String), code: expect.any(String) });
  });

  it('names every bad field by JSON pointer', async () => {
    const { status, headers, body } = await call('POST', '/api', {
      callback_url: 'http://169.254.169.254/latest',
      callback_secret: 'short',
      language: 'svenska',
    });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ status: 400, code: 'invalid_request', request_id: expect.any(String) });
    expect(body.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual([
      '/callback_secret',
      '/callback_url',
      '/language',
    ]);
  });

  it('refuses options it does not have, never ignores them', async () => {
    const { status, body } = await call('POST', '/api', { callback_url: 'https://example.com/', diarize: true });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'unsupported_option', errors: [{ pointer: '/diarize' }] });
  });

  it('refuses a body that is not JSON', async () => {
    const init = { method: 'POST', headers: { 'x-api-key': stack.api_key }, body: 'callback_url=x' };
    const response = await fetch(`${stack.api_url}/api`, init);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_json' });
  });
});

describe('a POST with an Idempotency-Key', () => {
  it('registers one callback for eight at once, and the same to who asks after them', async () => {
    // Given
    const headers = { 'idempotency-key': randomUUID() };
    const post = (callback_url = 'https://example.com/webhook') => call('POST', '/api', { callback_url }, headers);
    // When
    const answers = await Promise.all(Array.from({ length: 8 }, () => post()));
    const later = await post();
    // Then
    expect(later).toMatchObject({ status: 200, body: { callback_id: expect.any(String) } });
    expect(later.headers.get('idempotency-replayed')).toBe('true');
    const others = answers.filter(({ status, body }) => status !== 409 || body.code !== 'request_running');
    expect(new Set(others.map(({ body }) => body.callback_id))).toEqual(new Set([later.body.callback_id]));
    expect(await post('https://example.com/other')).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });
});

describe('POST /api/v1/webhooks/test', () => {
  it('sends a sample that the receiver can verify, and tells what it answered', async () => {
    // Given
    const callback_secret = `whsec_${randomBytes(32).toString('base64')}`;
    // When
    const { status, body } = await call('POST', '/api/v1/webhooks/test', {
      callback_url: receiver.url,
      callback_secret,
    });
    // Then
    expect({ status, body }).toMatchObject({ status: 200, body: { delivered: true, http_status: 200, error: null } });
    const [received, ...others] = receiver.received.filter(({ headers }) => headers['webhook-id'] === body.webhook_id);
    expect(others).toEqual([]);
    const verified = new Webhook(callback_secret).verify(received?.body ?? '', received?.headers as never);
    expect(verified).toEqual(JSON.parse(body.sent.body));
  });
});

describe('a second API key', () => {
  it('is let in nowhere without a row, and sees its own tenant’s jobs alone with one', async () => {
    // Given
    const ofTheFirst = await register({ callback_url: receiver.url });
    const key = await givenApiKey();
    const as = (method: string, path: string, body?: unknown) => call(method, path, body, { 'x-api-key': key });
    // When, then
    expect(await as('GET', `/api/jobs/${ofTheFirst}`)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await as('POST', '/api', { callback_url: receiver.url })).toMatchObject({ status: 403 });
    await table.write({ kind: 'put', row: { job_id: `key#${sha256(key)}`, kind: 'key', tenant: 'second' } });
    expect(await as('GET', `/api/jobs/${ofTheFirst}`)).toMatchObject({ status: 404 });
    const own = await as('POST', '/api', { callback_url: receiver.url });
    expect(await as('GET', `/api/jobs/${own.body.callback_id}`)).toMatchObject({ status: 200 });
    expect(await call('GET', `/api/jobs/${own.body.callback_id}`)).toMatchObject({ status: 404 });
  });
});

describe('GET /api/jobs', () => {
  it('answers 404 for a job that is not there, a registration item and an upload without an owner', async () => {
    const ownerless = await upload('transcription_upload/ownerless.wav', fixture('en-short.wav'));
    await endedJob(ownerless.derivedId);
    for (const id of ['nothing', 'fleet', encodeURIComponent('registration#x'), ownerless.derivedId]) {
      expect((await call('GET', `/api/jobs/${id}`)).status).toBe(404);
    }
  });

  it('tells how a job went, with its transcript and links to it, and redirects to it', async () => {
    const callbackId = await register({ callback_url: receiver.url });
    const early = await call('GET', `/api/jobs/${callbackId}/transcript`);
    expect(early).toMatchObject({ status: 409, body: { code: 'no_transcript' } });
    await upload(`transcription_upload/${callbackId}/sv.m4a`, fixture('sv-short.m4a'));
    await endedJob(callbackId);
    const { body } = await call('GET', `/api/jobs/${callbackId}`);
    expect(body).toMatchObject({
      status: 'completed',
      error: null,
      progress: { duration_seconds: expect.closeTo(7.2, 1) },
    });
    expect(body.results.txt).toMatch(
      new RegExp(`^s3://${stack.bucket}/results/${callbackId}/transcription_.*_sv\\.txt$`),
    );
    const { transcript } = body;
    expect(transcript).toEqual({ text: expect.stringMatching(/\w/), segments: expect.any(Array) });
    expect(await (await fetch(body.links.json)).json()).toMatchObject({ job_id: callbackId, transcript });
    const redirect = await call('GET', `/api/jobs/${callbackId}/transcript`);
    expect(redirect.status).toBe(302);
    const beginnings = { srt: '1\n00:00:', vtt: 'WEBVTT\n', txt: transcript.text.trim().slice(0, 4) };
    for (const [format, beginning] of Object.entries(beginnings)) {
      const url = `${stack.api_url}/api/v1/jobs/${callbackId}/transcript?format=${format}`;
      const text = await (await fetch(url, { headers: { 'x-api-key': stack.api_key } })).text();
      expect([format, text.trim().slice(0, beginning.length)]).toEqual([format, beginning]);
    }
    const whole = await call('GET', `/api/v1/jobs/${callbackId}/transcript`);
    expect(whole).toMatchObject({ status: 200, body: { job_id: callbackId, status: 'complete', transcript } });
    const followed = await fetch(redirect.headers.get('location') ?? '');
    expect(await followed.json()).toMatchObject({ job_id: callbackId, transcript: { text: expect.any(String) } });
  });
});
