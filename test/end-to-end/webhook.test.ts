import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompleteDocument } from '../../core/contracts/document.ts';
import { contentOf, type ReceivedWebhook, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { endedJob, fixture, LIMIT, register, settledDelivery, stack, table, upload } from './support/client.ts';

const PLAIN_SECRET = 'shared-secret-456';
const STANDARD_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.goDown());

async function webhookFor(callbackId: string): Promise<ReceivedWebhook> {
  return receiver.waitFor((one) => contentOf<{ callback_id: string }>(one).callback_id === callbackId, LIMIT.limitMs);
}

async function webhookAfterUpload(fields: Record<string, unknown>): Promise<ReceivedWebhook> {
  const callbackId = await register({ callback_url: receiver.url, ...fields });
  await upload(`transcription_upload/${callbackId}/en-short.wav`, fixture('en-short.wav'));
  return webhookFor(callbackId);
}

const verifyInPython = `
import json, sys
from standardwebhooks import Webhook
sent = json.load(sys.stdin)
secret = sent["secret"]
key = secret if secret.startswith("whsec_") else secret.encode()
Webhook(key).verify(sent["body"], sent["headers"])
print("verified")
`;

function runPython(input: object): Promise<string> {
  const child = promisify(execFile)(stack.cloud_python, ['-c', verifyInPython]);
  child.child.stdin?.end(JSON.stringify(input));
  return child.then(({ stdout }) => stdout.trim());
}

describe('the webhook of a transcribed file', () => {
  it('carries what the contract promises, under its names and types', async () => {
    // Given a registration with metadata, when its file is uploaded
    const webhook = await webhookAfterUpload({ callback_secret: PLAIN_SECRET, metadata: { order: 7 } });
    const body = contentOf<CompleteDocument>(webhook);
    // Then
    const callbackId = body.callback_id;
    expect(body).toMatchObject({
      job_id: callbackId,
      status: 'complete',
      transcript: { text: expect.stringContaining('meeting starts at nine'), segments: expect.any(Array) },
      metadata: { processing_time: expect.stringMatching(/^\d+s$/), file_size: '208212', model: 'whisper-demo' },
      file: { name: 'en-short.wav', s3_key: `transcription_upload/${callbackId}/en-short.wav` },
      language: { code: 'en', probability: expect.any(Number) },
      duration_seconds: expect.closeTo(6.5, 1),
      client_metadata: { order: 7 },
      warnings: [],
      usage: { audio_seconds: expect.closeTo(6.5, 1), instance_type: expect.any(String), market: 'spot' },
    });
    const word = body.transcript.segments?.[0]?.words[0];
    expect(word).toEqual({
      word: 'The',
      start: expect.any(Number),
      end: expect.any(Number),
      probability: expect.any(Number),
    });
    expect(Object.keys(body.results).sort()).toEqual(['json', 'srt', 'txt', 'vtt']);
    expect(webhook.headers['content-type']).toBe('application/json');
    expect(webhook.headers['webhook-id']).toBe(`msg_${callbackId}_completed`);
  });

  it.each([
    ['a plain secret', PLAIN_SECRET],
    ['a whsec_ secret', STANDARD_SECRET],
  ])('verifies with the published libraries and by hand, with %s', async (_name, secret) => {
    const { body, headers } = await webhookAfterUpload({ callback_secret: secret });
    const text = body.toString('utf8');
    const sent = headers as Record<string, string>;
    const format = secret.startsWith('whsec_') ? undefined : ({ format: 'raw' } as const);
    expect(() => new StandardWebhook(secret, format).verify(text, sent)).not.toThrow();
    const svixSecret = secret.startsWith('whsec_') ? secret : `whsec_${Buffer.from(secret).toString('base64')}`;
    expect(() => new SvixWebhook(svixSecret).verify(text, sent)).not.toThrow();
    expect(await runPython({ secret, body: text, headers })).toBe('verified');
    expect(headers['x-webhook-signature']).toBe(
      `hmac-sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    );
    expect(() => new StandardWebhook('another-secret', { format: 'raw' }).verify(text, sent)).toThrow();
  });

  it('is not signed without a secret, but has an id and a time', async () => {
    const { headers } = await webhookAfterUpload({});
    expect(headers).toMatchObject({
      'webhook-id': expect.stringMatching(/^msg_/),
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
    });
    expect(headers['webhook-signature']).toBeUndefined();
    expect(headers['x-webhook-signature']).toBeUndefined();
  });
});

describe('a receiver that is down', () => {
  it('gets the same webhook under the same id when it comes back, and the job stays completed', async () => {
    // Given a receiver that refuses connections
    const troubled = await WebhookReceiver.start();
    const callbackId = await register({ callback_url: troubled.url, callback_secret: STANDARD_SECRET });
    await troubled.goDown();
    // When the file is transcribed meanwhile
    await upload(`transcription_upload/${callbackId}/en-short.wav`, fixture('en-short.wav'));
    expect((await endedJob(callbackId)).status).toBe('completed');
    await expect
      .poll(async () => (await deliveryOf(callbackId))?.attempts.length, { timeout: LIMIT.limitMs })
      .toBeGreaterThan(0);
    // Then it is delivered once it is up again
    await troubled.comeBack();
    const webhook = await troubled.waitFor(() => true, LIMIT.limitMs);
    expect(() =>
      new StandardWebhook(STANDARD_SECRET).verify(webhook.body.toString('utf8'), webhook.headers as never),
    ).not.toThrow();
    const delivery = await settledDelivery(`msg_${callbackId}_completed`);
    expect(delivery.status).toBe('delivered');
    expect(delivery.attempts[0]).toMatchObject({ error: expect.any(String) });
    expect(delivery.attempts.at(-1)).toMatchObject({ http_status: 200 });
    expect((await endedJob(callbackId)).status).toBe('completed');
    await troubled.goDown();
  });

  async function deliveryOf(jobId: string) {
    const row = await table.get(`delivery#msg_${jobId}_completed`);
    return row?.kind === 'delivery' ? row : undefined;
  }
});
