import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.goDown());

const send = (body: string) => fetch(receiver.url, { method: 'POST', body, headers: { 'webhook-id': 'msg_1' } });

describe('webhook receiver', () => {
  it('keeps the bytes and headers', async () => {
    expect((await send('{"job_id":"å"}')).status).toBe(200);
    const webhook = await receiver.waitFor(({ headers }) => headers['webhook-id'] === 'msg_1', 1_000);
    expect(webhook.body).toEqual(Buffer.from('{"job_id":"å"}'));
    expect(contentOf(webhook)).toEqual({ job_id: 'å' });
  });

  it('answers as it is told', async () => {
    receiver.behave({ status: 503, headers: { 'retry-after': '7' } });
    const answer = await send('{}');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '7']);
    receiver.behave();
  });

  it('refuses connections while it is down and comes back at the same address', async () => {
    const { url } = receiver;
    await receiver.goDown();
    await expect(send('{}')).rejects.toThrow('fetch failed');
    await receiver.comeBack();
    expect(receiver.url).toBe(url);
    expect((await send('{}')).status).toBe(200);
  });
});
