/** Receivers as they come: each kind of trouble ends in its state, and nobody waits for another's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Objects } from '../../adapters/aws/s3-objects.ts';
import { sqsQueue } from '../../adapters/aws/sqs-queue.ts';
import { systemClock } from '../../adapters/system.ts';
import { registrationKey } from '../../core/contracts/rows.ts';
import { redeliverWebhook } from '../../core/webhook/redeliver.ts';
import { type Behaviour, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { clients, LIMIT, settledDelivery, stack, table } from './support/client.ts';
import { attempted, delivery, givenDeliveries, givenDelivery } from './support/deliveries.ts';
import { withReconcile } from './support/faults.ts';
import { letTimePass } from './support/passing-time.ts';

/** Longer than the 15 s that an attempt is given. */
const TOO_SLOW_MS = 20_000;
/** Shorter than one attempt of a receiver that is too slow: who comes later did not wait for it. */
const PROMPT_MS = 12_000;

const elsewhere = await WebhookReceiver.start();
const TROUBLES: Record<string, { behaviour: Behaviour; attempt: object }> = {
  'answers 500': { behaviour: { status: 500 }, attempt: { http_status: 500 } },
  redirects: { behaviour: { status: 302, headers: { location: elsewhere.url } }, attempt: { http_status: 302 } },
  'drops the connection': { behaviour: { breakOff: true }, attempt: { error_code: 'connection_failed' } },
  'asks for a pause': { behaviour: { status: 429, headers: { 'retry-after': '120' } }, attempt: { http_status: 429 } },
};

const started: WebhookReceiver[] = [elsewhere];
async function givenReceiver(behaviour: Behaviour = {}): Promise<WebhookReceiver> {
  const receiver = await WebhookReceiver.start();
  receiver.behave(behaviour);
  started.push(receiver);
  return receiver;
}
afterAll(() => Promise.all(started.map((receiver) => receiver.goDown())));

describe('a receiver that is too slow', () => {
  let slow: WebhookReceiver;
  let ids: string[];
  beforeAll(async () => {
    slow = await givenReceiver({ delayMs: TOO_SLOW_MS });
    ids = await givenDeliveries(slow.url, 12);
  });

  it('does not hold up another, and has five webhooks under way at most', async () => {
    await slow.waitFor(() => true, LIMIT.limitMs);
    const healthy = await givenReceiver();
    const begun = Date.now();
    const others = await givenDeliveries(healthy.url, 4);
    for (const id of others) expect(await settledDelivery(id)).toMatchObject({ status: 'delivered' });
    expect(Date.now() - begun).toBeLessThan(PROMPT_MS);
    const first = slow.received[0]?.receivedAt.getTime() ?? 0;
    expect(slow.received.filter(({ receivedAt }) => receivedAt.getTime() < first + 14_000).length).toBeLessThanOrEqual(
      5,
    );
  });

  it('has each attempt ended after 15 s, and another one due', async () => {
    const rows = await Promise.all(ids.slice(0, 1).map((id) => attempted(id)));
    for (const row of rows) {
      expect(row).toMatchObject({ status: 'pending', attempts: [{ error_code: 'timeout' }] });
      expect(row.attempts[0]?.milliseconds).toBeGreaterThanOrEqual(15_000);
      expect(row.attempts[0]?.milliseconds).toBeLessThan(17_000);
    }
    slow.behave();
    await slow.goDown();
  });
});

describe.each(Object.entries(TROUBLES))('a receiver that %s', (_trouble, { behaviour, attempt }) => {
  it('is tried again with the same webhook, which arrives once it is well', async () => {
    const receiver = await givenReceiver(behaviour);
    const [id = ''] = await givenDeliveries(receiver.url);
    const failed = await attempted(id);
    expect(failed).toMatchObject({ status: 'pending', attempts: [attempt] });
    if (behaviour.status === 429) {
      const wait = Date.parse(failed.next_attempt_at ?? '') - Date.parse(failed.attempts[0]?.at ?? '');
      expect(wait).toBeGreaterThanOrEqual(119_000);
    }
    // When it is well again, and the time of the next attempt comes
    receiver.behave();
    await letTimePass(id, new URL(receiver.url).origin);
    await withReconcile(`the delivery of ${id}`, async () =>
      (await delivery(id)).status === 'delivered' ? true : undefined,
    );
    expect((await delivery(id)).attempts.at(-1)).toMatchObject({ http_status: 200 });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
    expect(new Set(receiver.received.map(({ body }) => body.toString())).size).toBe(1);
  });
});

it('redirects lead nowhere', () => {
  expect(elsewhere.received).toEqual([]);
});

describe('a receiver that is gone', () => {
  it('says so with 410, and is sent nothing more until somebody delivers again', async () => {
    const receiver = await givenReceiver({ status: 410 });
    const [first = ''] = await givenDeliveries(receiver.url);
    expect(await settledDelivery(first)).toMatchObject({
      status: 'failed',
      failure: { code: 'receiver_gone' },
      attempts: [{ http_status: 410 }],
    });
    const { callback_id } = await delivery(first);
    await expect
      .poll(() => table.get(registrationKey(callback_id)))
      .toMatchObject({ disabled_reason: 'receiver_gone' });
    // A later webhook of the same registration ends without an attempt
    const second = await givenDelivery(callback_id);
    expect(await settledDelivery(second)).toMatchObject({
      status: 'failed',
      failure: { code: 'receiver_gone' },
      attempts: [],
    });
    expect(receiver.received).toHaveLength(1);
    // And a redelivery undoes it
    receiver.behave();
    const services = {
      table,
      clock: systemClock,
      objects: s3Objects(clients.s3, stack.bucket),
      deliveries: sqsQueue<{ delivery_id: string }>(clients.sqs, stack.deliveries_queue_url),
    };
    expect(await redeliverWebhook(services, second, { dry_run: false })).toMatchObject({ enabled: true });
    expect(await settledDelivery(second)).toMatchObject({ status: 'delivered' });
  });
});

describe('a receiver that is down', () => {
  it('for the whole schedule is given up, with every attempt on record', async () => {
    const receiver = await givenReceiver();
    await receiver.goDown();
    const attempts = Array.from({ length: 9 }, (_, n) => ({
      at: new Date(Date.UTC(2026, 0, 1 + n)).toISOString(),
      milliseconds: 10,
      http_status: 500,
    }));
    const [id = ''] = await givenDeliveries(receiver.url, 1, { attempts });
    const row = await settledDelivery(id);
    expect(row).toMatchObject({ status: 'failed', failure: { code: 'retries_exhausted' } });
    expect(row.attempts).toHaveLength(10);
    expect(row.attempts[9]).toMatchObject({
      error_code: 'connection_failed',
      error: 'the connection failed (ECONNREFUSED)',
    });
  });
});
