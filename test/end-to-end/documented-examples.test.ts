/** The examples by which older services describe themselves, with another host, key and file: by curl, as they stand there. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished } from 'vitest';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { itWith } from '../support/needs.ts';
import { endedJob, fixture, LIMIT, register, stack, upload } from './support/client.ts';

const it = itWith('curl');

/** @param example as it stands there; what is to be changed are hosts, keys, ids and addresses of files and receivers */
async function curl(example: string, changes: Record<string, string> = {}, extra: string[] = []) {
  const all = { 'your-api-key': stack.api_key, ...changes };
  const command = Object.entries(all).reduce((text, [from, to]) => text.replaceAll(from, to), example);
  const status = String.raw`-sS -w '\n%{http_code}'`;
  const words = command.replace(/^curl /, `curl ${status} ${extra.join(' ')} `);
  const { stdout } = await promisify(execFile)('bash', ['-c', words]);
  const [, text = '', code] = /^(.*)\n(\d{3})$/s.exec(stdout) ?? [];
  return { status: Number(code), body: JSON.parse(text) };
}

async function givenFile(): Promise<string> {
  const server = createServer((_request, response) => void response.end(fixture('en-short.wav')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/audio.wav`;
}

async function givenReceiver(): Promise<WebhookReceiver> {
  const receiver = await WebhookReceiver.start();
  onTestFinished(() => receiver.goDown());
  return receiver;
}

describe('Scribe Rabbit', () => {
  const SUBMIT = `curl -X POST "http://localhost:8000/api/v1/transcribe" \\
  -H "X-API-Key: your-api-key" \\
  -H "Content-Type: application/json" \\
  -d '{
    "url": "https://example.com/audio.mp3",
    "engine": "faster-whisper",
    "model": "ivrit-ai/whisper-large-v3-turbo-ct2",
    "language": "he",
    "diarize": true,
    "webhook_url": "https://your-app.com/webhook",
    "recording_id": "rec_12345"
  }'`;
  const STATUS = `curl -X GET "http://localhost:8000/api/v1/jobs/{job_id}" \\
  -H "X-API-Key: your-api-key"`;
  const here = { 'http://localhost:8000': stack.api_url };

  it('is told, field by field, what of its example another model cannot do', async () => {
    const { status, body } = await curl(SUBMIT, here);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'unsupported_option' });
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.sort()).toEqual(['/diarize', '/language', '/model']);
  });

  it('submits a job, asks for it, and has its webhook', async () => {
    const receiver = await givenReceiver();
    const changes = {
      ...here,
      'https://example.com/audio.mp3': await givenFile(),
      'https://your-app.com/webhook': `${receiver.url}/scribe`,
      'ivrit-ai/whisper-large-v3-turbo-ct2': 'whisper-demo',
      '"language": "he"': '"language": "en"',
      '"diarize": true,': '',
    };
    const { status, body } = await curl(SUBMIT, changes);
    expect({ status, body }).toMatchObject({ status: 202, body: { recording_id: 'rec_12345' } });
    await endedJob(body.job_id);
    const shown = await curl(STATUS, { ...here, '{job_id}': body.job_id });
    expect(shown).toMatchObject({ status: 200, body: { job_id: body.job_id, status: 'completed' } });
    const told = await receiver.waitFor(({ path }) => path.endsWith('/scribe'), LIMIT.limitMs);
    expect(contentOf(told)).toMatchObject({ job_id: body.job_id, status: 'complete' });
  });

  it('finds its five metrics', async () => {
    const { stdout } = await promisify(execFile)('curl', [
      '-sS',
      '-H',
      `X-API-Key: ${stack.api_key}`,
      `${stack.api_url}/metrics`,
    ]);
    const families = [...stdout.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    expect(families).toEqual(
      expect.arrayContaining([
        'scribe_rabbit_jobs_submitted_total counter',
        'scribe_rabbit_jobs_completed_total counter',
        'scribe_rabbit_jobs_failed_total counter',
        'scribe_rabbit_job_duration_seconds histogram',
        'scribe_rabbit_queue_depth gauge',
      ]),
    );
  });
});

describe('Audio Text Backend', () => {
  const here = { 'http://localhost:3203': stack.api_url };
  const withKey = ['-H', `'X-API-Key: ${stack.api_key}'`];

  it('asks for a job, for all jobs, and whether there is an answer', async () => {
    const job_id = await register({ callback_url: (await givenReceiver()).url });
    await upload(`transcription_upload/${job_id}/talk.wav`, fixture('en-short.wav'));
    await endedJob(job_id);
    const ofJob = { ...here, '{job_id}': job_id };
    const job = await curl('curl "http://localhost:3203/api/v1/job/status/{job_id}"', ofJob, withKey);
    expect(job).toMatchObject({ status: 200, body: { id: job_id, filename: 'talk.wav', status: 'completed' } });
    const jobs = await curl('curl "http://localhost:3203/api/v1/job/read"', here, withKey);
    expect(jobs.body.map(({ id }: { id: string }) => id)).toContain(job_id);
    const health = await curl('curl "http://localhost:3203/api/v1"', here, withKey);
    expect(health).toEqual({ status: 200, body: { status: 'ok' } });
  });
});

describe('the first design of this service', () => {
  it('registers a callback, uploads under its path, and has its webhook', async () => {
    const receiver = await givenReceiver();
    const REGISTER = `curl -X POST "https://API/api" -H "X-API-Key: client-key-123" -d '{
      "callback_url": "https://client.app/webhook",
      "callback_secret": "shared-secret-456"
    }'`;
    const { status, body } = await curl(REGISTER, {
      'https://API': stack.api_url,
      'client-key-123': stack.api_key,
      'https://client.app/webhook': `${receiver.url}/webhook`,
    });
    const { callback_id } = body;
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        upload_path: `transcription_upload/${callback_id}/`,
        message: 'Upload audio files to the provided S3 path',
      },
    });
    await upload(`${body.upload_path}audio.mp3`, fixture('en-short.wav'));
    const told = await receiver.waitFor(({ path }) => path.endsWith('/webhook'), LIMIT.limitMs);
    expect(contentOf(told)).toMatchObject({ job_id: callback_id, status: 'complete' });
    expect(told.headers['x-webhook-signature']).toMatch(/^hmac-sha256=[0-9a-f]{64}$/);
  });
});
