import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { DeliveryRow } from '../../../core/contracts/rows.ts';
import { RETRY_DELAYS } from '../../../core/delivery.ts';
import { deliverWebhook } from '../../../core/use-cases/deliver-webhook.ts';
import { reconcile } from '../../../core/use-cases/reconcile.ts';
import { FAULTS, FaultyProcess } from '../../support/faulty-process.ts';
import { answered } from '../../support/memory/webhook-transport.ts';
import { makeDelivery } from '../../support/records.ts';
import {
  carryOn,
  deliverWaiting,
  givenRegistration,
  makeWorld,
  SECRET,
  type World,
  workerOn,
} from '../../support/world.ts';

const BODY = '{"job_id":"callback-1"}';
const MESSAGE = { delivery_id: 'msg_job-1_completed' };

describe('a delivery that is due', () => {
  it('is one signed attempt, and delivered with a 2xx', async () => {
    const world = await givenDelivery();
    await deliverWebhook(world, MESSAGE);
    const [post, ...more] = world.transport.posts;
    expect(more).toEqual([]);
    expect(post).toMatchObject({ url: 'https://receiver.example/hook', body: BODY });
    expect(post?.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': 'msg_job-1_completed' });
    expect(new Webhook(SECRET, { format: 'raw' }).sign('msg_job-1_completed', world.clock.now(), BODY)).toBe(
      post?.headers['webhook-signature'],
    );
    expect(await deliveryOf(world)).toMatchObject({ status: 'delivered', attempts: [{ http_status: 200 }] });
    expect(await world.table.due('delivery', { limit: 9 })).toEqual([]);
  });

  it('without a secret carries its id and time only', async () => {
    const world = await givenDelivery({}, { callback_secret: undefined });
    await deliverWebhook(world, MESSAGE);
    expect(Object.keys(world.transport.posts[0]?.headers ?? {}).sort()).toEqual([
      'content-type',
      'webhook-id',
      'webhook-timestamp',
    ]);
  });

  it('that fails is written down with its next time, and a message comes back then', async () => {
    const world = await givenDelivery();
    world.transport.usual = answered(500);
    await deliverWebhook(world, MESSAGE);
    const delivery = await deliveryOf(world);
    expect(delivery).toMatchObject({ status: 'pending', attempts: [{ http_status: 500 }] });
    expect(world.deliveries.hiddenFor()).toEqual([5]);
    // And a message that comes early does nothing
    await deliverWebhook(world, MESSAGE);
    expect(world.transport.posts).toHaveLength(1);
  });

  it('whose next time is further off than a message can wait is left to its row', async () => {
    const attempts = Array.from({ length: 2 }, () => ({
      at: '2026-03-01T11:00:00.000Z',
      milliseconds: 1,
      http_status: 500,
    }));
    const world = await givenDelivery({ attempts });
    world.transport.usual = answered(500);
    await deliverWebhook(world, MESSAGE);
    expect(world.deliveries.bodies()).toEqual([]);
    expect(await world.table.due('delivery', { limit: 9 })).toMatchObject([
      { due_at: (await deliveryOf(world)).next_attempt_at },
    ]);
  });

  it('is made by one of two who come at once', async () => {
    const world = await givenDelivery();
    await Promise.all([deliverWebhook(world, MESSAGE), deliverWebhook(world, MESSAGE)]);
    expect(world.transport.posts).toHaveLength(1);
  });

  it.each([
    ['its body', (world: World) => world.objects.remove('deliveries/msg_job-1_completed.json')],
    ['its registration', (world: World) => world.table.lose('registration#callback-1')],
  ])('and cannot be made, as %s is gone, ends', async (_what, lose) => {
    const world = await givenDelivery();
    await lose(world);
    await deliverWebhook(world, MESSAGE);
    expect(await deliveryOf(world)).toMatchObject({
      status: 'failed',
      attempts: [{ error: expect.stringContaining('gone') }],
    });
    expect(world.log.at('error')).toHaveLength(1);
  });
});

describe('a delivery that is not due', () => {
  it.each([
    ['it waits', { next_attempt_at: '2026-03-01T12:00:00.001Z' }],
    ['it was delivered', { status: 'delivered' as const }],
    ['it failed', { status: 'failed' as const }],
  ])('because %s is not attempted', async (_why, row) => {
    const world = await givenDelivery(row);
    const before = await deliveryOf(world);
    await deliverWebhook(world, MESSAGE);
    expect(world.transport.posts).toEqual([]);
    expect(await deliveryOf(world)).toEqual(before);
  });

  it('because nobody knows it is not attempted', async () => {
    const world = await givenDelivery();
    await deliverWebhook(world, { delivery_id: 'msg_other_completed' });
    expect(world.transport.posts).toEqual([]);
  });
});

it('tries a receiver that stays down ten times over 75 hours, then gives up', async () => {
  const world = await givenDelivery();
  world.transport.usual = { kind: 'unreachable', error: 'connection refused', milliseconds: 2 };
  const begun = world.clock.now().getTime();
  for (let hour = 0; hour < 100; hour += 1) {
    for (let minute = 0; minute < 60; minute += 1) {
      await reconcile(workerOn(world));
      await deliverWaiting(world);
      await world.clock.advance(60);
    }
  }
  const delivery = await deliveryOf(world);
  expect(delivery.status).toBe('failed');
  expect(world.transport.posts).toHaveLength(RETRY_DELAYS.length + 1);
  const hours = (Date.parse(delivery.attempts.at(-1)?.at ?? '') - begun) / 3_600_000;
  expect(hours).toBeGreaterThan(75);
  expect(hours).toBeLessThan(75 * 1.1 + 1);
});

describe('an attempt that breaks off', async () => {
  const calls = await callsOfOneAttempt();
  const faults = calls.flatMap((name, index) => FAULTS.map((kind) => ({ name, kind, call: index + 1 })));

  it.each(faults)('is made again: $kind call $call, $name', async ({ kind, call }) => {
    const world = await givenDelivery();
    const process = new FaultyProcess({ kind, call });
    const broken = deliverWebhook(process.wrap(world), MESSAGE).catch(() => undefined);
    await carryOn(world);
    process.resume();
    if (kind === 'stalls before') await world.clock.until(broken);
    await carryOn(world);
    expect(await deliveryOf(world)).toMatchObject({ status: 'delivered' });
    expect(new Set(world.transport.posts.map((post) => post.body))).toEqual(new Set([BODY]));
    expect(world.deliveries.bodies()).toEqual([]);
  });
});

async function callsOfOneAttempt(): Promise<string[]> {
  const process = new FaultyProcess();
  await deliverWebhook(process.wrap(await givenDelivery()), MESSAGE);
  return process.calls;
}

async function givenDelivery(row: Partial<DeliveryRow> = {}, registration: object = {}): Promise<World> {
  const world = makeWorld();
  await givenRegistration(world, registration);
  await world.table.write({ kind: 'put', row: makeDelivery({ callback_id: 'callback-1', ...row }) });
  world.objects.upload('deliveries/msg_job-1_completed.json', BODY);
  return world;
}

async function deliveryOf(world: World): Promise<DeliveryRow> {
  return (await world.table.get('delivery#msg_job-1_completed')) as DeliveryRow;
}
