import { once } from 'node:events';
import { connect } from 'node:net';
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

  it('has received nothing from a sender that is gone in the middle of it', async () => {
    const before = receiver.received.length;
    const { hostname, port } = new URL(receiver.url);
    const sender = connect(Number(port), hostname);
    sender.end('POST /hook HTTP/1.1\r\nHost: receiver\r\nContent-Length: 100\r\n\r\n{"job');
    await once(sender.resume(), 'close');
    expect((await send('{}')).status).toBe(200);
    expect(receiver.received.length).toBe(before + 1);
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
