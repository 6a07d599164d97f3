import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, it } from 'vitest';
import { webhookSigner } from '../../../adapters/http/webhook-signer.ts';

const BODY = JSON.stringify({ job_id: 'job-1', transcript: { text: 'Hej då, 日本語 "quoted"' } });
const PLAIN = 'a plain secret';
const STANDARD = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

/** The libraries refuse signatures older than five minutes. */
const sign = (secret?: string) =>
  webhookSigner.headers({
    webhook_id: 'msg_job-1_completed',
    at: new Date(),
    body: BODY,
    secrets: secret === undefined ? [] : [secret],
  });

describe('a signature', () => {
  it.each([
    ['standardwebhooks', 'a plain secret', () => new Webhook(PLAIN, { format: 'raw' }), PLAIN],
    ['standardwebhooks', 'a whsec_ secret', () => new Webhook(STANDARD), STANDARD],
    ['svix', 'a plain secret', () => new SvixWebhook(PLAIN, { format: 'raw' }), PLAIN],
    ['svix', 'a whsec_ secret', () => new SvixWebhook(STANDARD), STANDARD],
  ])('is verified by %s as published, for %s', (_library, _kind, receiver, secret) => {
    expect(receiver().verify(BODY, sign(secret))).toEqual(JSON.parse(BODY));
    expect(() => receiver().verify(`${BODY} `, sign(secret))).toThrow();
    expect(() => receiver().verify(BODY, sign(`${secret.slice(0, -4)}AAA=`))).toThrow();
  });

  it.each([
    ['a plain secret', PLAIN],
    ['a whsec_ secret, prefix included', STANDARD],
  ])('of the contract is the HMAC of the body under %s', (_kind, secret) => {
    const expected = createHmac('sha256', Buffer.from(secret)).update(Buffer.from(BODY)).digest('hex');
    expect(sign(secret)['x-webhook-signature']).toBe(`hmac-sha256=${expected}`);
  });

  it.each([
    ['the bytes of a plain secret', PLAIN, Buffer.from(PLAIN)],
    ['what a whsec_ secret encodes', STANDARD, Buffer.alloc(32, 9)],
  ])('of Standard Webhooks is an HMAC over id, time and body under %s', (_key, secret, key) => {
    const headers = sign(secret);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${BODY}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  });
});

it('says id and time, in whole seconds, without a secret too', () => {
  const at = new Date('2026-03-01T12:00:00.999Z');
  expect(webhookSigner.headers({ webhook_id: 'msg_1', at, body: BODY, secrets: [] })).toEqual({
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1772366400',
  });
});
