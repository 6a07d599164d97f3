import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { endedJob, fixture, LIMIT, register, stack, upload } from './support/client.ts';

const folder = mkdtempSync(join(tmpdir(), 'transcription-odd-files-'));
let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  const script = fileURLToPath(new URL('support/odd_files.py', import.meta.url));
  await promisify(execFile)(stack.engine_python, [script, folder]);
});
afterAll(async () => {
  await receiver.goDown();
  rmSync(folder, { recursive: true, force: true });
});

async function outcomeOf(name: string, content: Buffer) {
  const callbackId = await register({ callback_url: receiver.url });
  await upload(`transcription_upload/${callbackId}/${name}`, content);
  const webhook = await receiver.waitFor(
    (one) => contentOf<{ job_id: string }>(one).job_id === callbackId,
    LIMIT.limitMs,
  );
  return { job: await endedJob(callbackId), body: contentOf<Record<string, unknown>>(webhook) };
}

describe('every upload has its answer', () => {
  it.each([
    ['a picture', 'cover.png', 'no_audio_stream'],
    ['a film without sound', 'silent.mp4', 'no_audio_stream'],
    ['an m4a without its index', 'cut.m4a', 'unsupported_media'],
    ['random bytes', 'random.wav', 'unsupported_media'],
    ['a zip bomb', 'audio.zip', 'unsupported_media'],
    ['a gzip bomb', 'audio.wav.gz', 'unsupported_media'],
  ])('%s is a typed failure', async (_what, name, code) => {
    const { job, body } = await outcomeOf(name, readFileSync(join(folder, name)));
    expect(job).toMatchObject({ status: 'failed', error: { code, retriable: false } });
    expect(body).toMatchObject({ status: 'failed', transcript: null, error: { code, message: expect.any(String) } });
  });

  it('a tenth of a second is an empty transcript', async () => {
    const { body } = await outcomeOf('moment.wav', readFileSync(join(folder, 'moment.wav')));
    expect(body).toMatchObject({
      status: 'complete',
      transcript: { text: '' },
      warnings: [{ code: 'no_speech' }],
    });
  });

  it('half an mp3 is the transcript of that half', async () => {
    const { body } = await outcomeOf('cut.mp3', readFileSync(join(folder, 'cut.mp3')));
    expect(body).toMatchObject({ status: 'complete', duration_seconds: expect.closeTo(32.8, 0) });
    expect(contentText(body)).toMatch(/\w+ \w+ \w+/);
  });

  it('and after all of them a good file is transcribed', async () => {
    const { body } = await outcomeOf('good.wav', fixture('en-short.wav'));
    expect(body).toMatchObject({ status: 'complete' });
    expect(contentText(body)).not.toBe('');
  });
});

const contentText = (body: Record<string, unknown>) => (body['transcript'] as { text: string }).text;
