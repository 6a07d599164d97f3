import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompleteDocument } from '../../core/contracts/document.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { call, endedJob, fixture, keysUnder, LIMIT, register, upload } from './support/client.ts';

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.goDown());

async function documentOf(callbackId: string): Promise<CompleteDocument> {
  const webhook = await receiver.waitFor(
    (one) => contentOf<CompleteDocument>(one).job_id === callbackId,
    LIMIT.limitMs,
  );
  return contentOf<CompleteDocument>(webhook);
}

describe('the options of a registration', () => {
  it('reach the engine, the results and the webhook', async () => {
    // Given options of every kind
    const options = {
      language: 'en',
      profile: 'fast',
      word_timestamps: false,
      formats: ['srt'],
      clip: { start: 0, end: 3 },
    };
    const callbackId = await register({
      callback_url: receiver.url,
      model: 'whisper-demo',
      task: 'transcribe',
      ...options,
    });
    // When a file of two sentences is uploaded
    await upload(`transcription_upload/${callbackId}/en-short.wav`, fixture('en-short.wav'));
    const document = await documentOf(callbackId);
    // Then only the first is heard, without words, in the formats that were asked for
    expect(document.transcript.text).toMatch(/meeting/i);
    expect(document.transcript.text).not.toMatch(/report/i);
    expect(document.transcript.segments?.flatMap((segment) => segment.words)).toEqual([]);
    expect(document.language).toEqual({ code: 'en', probability: 1 });
    expect(Object.keys(document.results).sort()).toEqual(['json', 'srt']);
    await expect
      .poll(async () => (await keysUnder(`results/${callbackId}/`)).length, { timeout: LIMIT.limitMs })
      .toBe(2);
  });

  it('add to what an upload says, which comes first', async () => {
    const callbackId = await register({ callback_url: receiver.url, language: 'en', formats: ['txt'] });
    await upload(`transcription_upload/${callbackId}/sv.m4a`, fixture('sv-short.m4a'), { language: 'sv' });
    const document = await documentOf(callbackId);
    expect(document.language.code).toBe('sv');
    expect(Object.keys(document.results).sort()).toEqual(['json', 'txt']);
  });

  it('that the model cannot do are refused', async () => {
    const { status, body } = await call('POST', '/api', { callback_url: receiver.url, task: 'translate' });
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { code: 'unsupported_option', errors: [{ pointer: '/task' }] },
    });
  });
});

describe('the result', () => {
  it('says how sure the model was and what the job cost', async () => {
    const callbackId = await register({ callback_url: receiver.url });
    await upload(`transcription_upload/${callbackId}/en-short.wav`, fixture('en-short.wav'));
    const { quality, usage } = await documentOf(callbackId);
    expect(quality).toMatchObject({ mean_confidence: expect.any(Number), removed_segments: [] });
    expect(quality.transcribed_seconds).toBeGreaterThan(3);
    expect(usage.price_usd_per_hour).toBeGreaterThan(0);
    expect(usage.usd).toBeGreaterThan(0);
    expect((await endedJob(callbackId)).status).toBe('completed');
  });
});
