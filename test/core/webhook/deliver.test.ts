import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { DeliveryRow, RegistrationRow } from '../../../core/contracts/rows.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { deliverWebhook } from '../../../core/webhook/deliver.ts';
import { redeliverWebhook } from '../../../core/webhook/redeliver.ts';
import { RETRY_DELAYS } from '../../../core/webhook/retry-schedule.ts';
import { FAULTS, FaultyProcess } from '../../support/faulty-process.ts';
import { answered, unreachable } from '../../support/memory/webhook-transport.ts';
import { makeDelivery } from '../../support/records.ts';
import { withMethod } from '../../support/with-method.ts';
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
const HOUR = 3600;
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

  it('whose body is too large for its receiver comes in its short form from then on, signed as it is sent', async () => {
    const world = await givenDelivery();
    const whole = {
      job_id: 'job-1',
      status: 'complete',
      transcript: { text: 'Hello.', segments: [{ id: 0 }] },
      warnings: [],
    };
    world.objects.upload('deliveries/msg_job-1_completed.json', JSON.stringify(whole));
    world.transport.answers.push(answered(413), answered(500));
    for (const seconds of [0, 6, 400]) {
      await world.clock.advance(seconds);
      await deliverWebhook(world, MESSAGE);
    }
    const url = 'https://api.example/prod/api/jobs/job-1/transcript';
    const short = { ...whole, transcript: { truncated: true, url } };
    expect(world.transport.posts.map(({ body }) => JSON.parse(body))).toEqual([whole, short, short]);
    for (const { body, headers, at } of world.transport.posts) {
      const signature = new Webhook(SECRET, { format: 'raw' }).sign('msg_job-1_completed', new Date(at), body);
      expect(headers).toMatchObject({ 'webhook-id': 'msg_job-1_completed', 'webhook-signature': signature });
    }
    expect(await deliveryOf(world)).toMatchObject({ status: 'delivered' });
  });

  it('of a failure stays as it is, however small its receiver wants it', async () => {
    const world = await givenDelivery();
    world.transport.answers.push(answered(413));
    for (const seconds of [0, 6]) {
      await world.clock.advance(seconds);
      await deliverWebhook(world, MESSAGE);
    }
    expect(world.transport.posts.map(({ body }) => body)).toEqual([BODY, BODY]);
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
      failure: { code: 'data_missing' },
      attempts: [],
    });
    expect(world.log.at('warn')).toHaveLength(1);
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

describe('a receiver that stays down', () => {
  it('is tried ten times at the times of the schedule, then given up', async () => {
    const world = await givenDelivery();
    world.transport.usual = unreachable();
    await serviceRuns(world, 100 * HOUR);
    const delivery = await deliveryOf(world);
    expect(delivery).toMatchObject({ status: 'failed', failure: { code: 'retries_exhausted' } });
    const times = delivery.attempts.map((attempt) => Date.parse(attempt.at) / 1000);
    expect(times).toHaveLength(RETRY_DELAYS.length + 1);
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    // The jitter of this world is always half of the tenth; a message or reconcile may come a minute after the time
    waits.forEach((wait, index) => {
      const scheduled = Math.round((RETRY_DELAYS[index] ?? 0) * 1.05);
      expect(wait).toBeGreaterThanOrEqual(scheduled);
      expect(wait).toBeLessThanOrEqual(scheduled + (scheduled > 900 ? 61 : 2));
    });
    // And it was sent the same body under the same id each time
    expect(new Set(world.transport.posts.map((post) => post.body))).toEqual(new Set([BODY]));
    expect(new Set(world.transport.posts.map((post) => post.headers['webhook-id']))).toEqual(
      new Set(['msg_job-1_completed']),
    );
  });

  it('gets what reconcile finds, if every message is lost', async () => {
    const world = await givenDelivery();
    world.transport.usual = unreachable();
    const lossy = { ...world, deliveries: { ...world.deliveries, send: async () => {} } };
    await deliverWebhook(lossy, MESSAGE);
    world.transport.usual = answered(200);
    await serviceRuns(world, 300);
    expect(await deliveryOf(world)).toMatchObject({ status: 'delivered', attempts: [{}, { http_status: 200 }] });
  });
});

describe('a fault of ours before anything is sent', () => {
  it.each([
    ['the key that seals secrets cannot be used', () => ({ sealer: { unseal: refusing } })],
    ['the body cannot be read', () => ({ objects: { getText: refusing } })],
    ['the endpoint cannot be read', (world: World) => ({ table: tableWithout(world, 'endpoint#') })],
    ['the registration cannot be read', (world: World) => ({ table: tableWithout(world, 'registration#') })],
  ])('as %s is an attempt of the schedule, with a typed error that says nothing of us', async (_what, broken) => {
    const world = await givenDelivery();
    const faulty = { ...world, ...broken(world) } as World;
    await deliverWebhook(faulty, MESSAGE);
    expect(world.transport.posts).toEqual([]);
    expect(await deliveryOf(world)).toMatchObject({
      status: 'pending',
      attempts: [{ error_code: 'service_error', error: 'the service could not make this webhook ready' }],
    });
    expect(world.log.at('error')).toHaveLength(1);
    // And it is tried by the schedule, not by the minute
    await serviceRuns(faulty, 30 * 60);
    expect((await deliveryOf(world)).attempts).toHaveLength(3);
    // And nothing is lost: with the fault gone, it is delivered
    await serviceRuns(world, 5 * HOUR);
    expect(await deliveryOf(world)).toMatchObject({ status: 'delivered' });
    expect((await registrationOf(world)).failing_since).toBeUndefined();
  });
});

describe('a receiver that answers 410', () => {
  it('is sent nothing more under this registration', async () => {
    const world = await givenDelivery();
    await givenAnotherDelivery(world);
    world.transport.answers.push(answered(410));
    await deliverWebhook(world, MESSAGE);
    await deliverWebhook(world, { delivery_id: 'msg_job-2_completed' });
    expect(world.transport.posts).toHaveLength(1);
    expect(await deliveryOf(world)).toMatchObject({ status: 'failed', failure: { code: 'receiver_gone' } });
    expect(await deliveryOf(world, 'msg_job-2_completed')).toMatchObject({
      status: 'failed',
      failure: { code: 'receiver_gone' },
      attempts: [],
    });
    expect(await registrationOf(world)).toMatchObject({ disabled_reason: 'receiver_gone' });
    expect(world.log.at('warn')).toContain('callback disabled: its receiver is sent nothing any more');
  });

  it('is sent to again after a redelivery', async () => {
    const world = await givenDelivery();
    world.transport.answers.push(answered(410));
    await deliverWebhook(world, MESSAGE);
    expect(await redeliverWebhook(world, MESSAGE.delivery_id, { dry_run: false })).toMatchObject({ enabled: true });
    await deliverWaiting(world);
    expect(await deliveryOf(world)).toMatchObject({
      status: 'delivered',
      attempts: [{ http_status: 410 }, { http_status: 200 }],
    });
    expect((await registrationOf(world)).disabled_reason).toBeUndefined();
  });
});

it('a receiver that fails for five days, delivery after delivery, is given up', async () => {
  const world = await givenDelivery();
  world.transport.usual = unreachable();
  await serviceRuns(world, 70 * HOUR);
  await givenAnotherDelivery(world);
  await serviceRuns(world, 70 * HOUR);
  expect(await registrationOf(world)).toMatchObject({ disabled_reason: 'receiver_failing' });
  // And what still waits ends at its next time, without another attempt
  const posts = world.transport.posts.length;
  await serviceRuns(world, 27 * HOUR);
  expect(world.transport.posts).toHaveLength(posts);
  expect(await deliveryOf(world, 'msg_job-2_completed')).toMatchObject({
    status: 'failed',
    failure: { code: 'receiver_failing' },
  });
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

describe('an attempt whose sender never came back', () => {
  const LEASE = 61;
  async function givenLostAttempt(row: Partial<DeliveryRow> = {}): Promise<World> {
    const world = await givenDelivery(row);
    const stuck = withMethod(world.transport, 'post', () => new Promise<never>(() => {}));
    void deliverWebhook({ ...world, transport: stuck }, MESSAGE);
    await world.clock.advance(LEASE);
    return world;
  }

  it('is written down by the next, which sends nothing yet and leaves the receiver blameless', async () => {
    const world = await givenLostAttempt();
    await deliverWebhook(world, MESSAGE);
    expect(world.transport.posts).toEqual([]);
    const { attempts, attempt_begun_at } = await deliveryOf(world);
    expect(attempts).toMatchObject([{ error_code: 'no_answer_recorded', milliseconds: 1000 * LEASE }]);
    expect(attempt_begun_at).toBeUndefined();
    expect(world.deliveries.hiddenFor()).toEqual([5]);
    expect(await registrationOf(world)).not.toHaveProperty('failing_since');
    // And the one after it arrives
    await world.clock.advance(6);
    await deliverWebhook(world, MESSAGE);
    expect(await deliveryOf(world)).toMatchObject({ status: 'delivered', attempts: [{}, { http_status: 200 }] });
  });

  it('uses the schedule up', async () => {
    const before = RETRY_DELAYS.map(() => ({ at: '2026-03-01T11:00:00.000Z', milliseconds: 1, http_status: 500 }));
    const world = await givenLostAttempt({ attempts: before });
    await deliverWebhook(world, MESSAGE);
    const failure = { code: 'retries_exhausted' };
    expect(await deliveryOf(world)).toMatchObject({ status: 'failed', failure });
  });

  it('is written down once by two who find it', async () => {
    const world = await givenLostAttempt();
    await Promise.all([deliverWebhook(world, MESSAGE), deliverWebhook(world, MESSAGE)]);
    expect((await deliveryOf(world)).attempts).toHaveLength(1);
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

async function givenAnotherDelivery(world: World): Promise<void> {
  const at = world.clock.now().toISOString();
  const row = { webhook_id: 'msg_job-2_completed', callback_id: 'callback-1', next_attempt_at: at, due_at: at };
  await world.table.write({ kind: 'put', row: makeDelivery({ job_id: 'delivery#msg_job-2_completed', ...row }) });
  world.objects.upload('deliveries/msg_job-2_completed.json', BODY);
}

async function deliveryOf(world: World, id = 'msg_job-1_completed'): Promise<DeliveryRow> {
  return (await world.table.get(`delivery#${id}`)) as DeliveryRow;
}

async function registrationOf(world: World): Promise<RegistrationRow> {
  return (await world.table.get('registration#callback-1')) as RegistrationRow;
}

/** Messages are taken as they come; reconcile runs every minute. */
async function serviceRuns(world: World, seconds: number): Promise<void> {
  const end = world.clock.now().getTime() + seconds * 1000;
  while (world.clock.now().getTime() < end) {
    await reconcile(workerOn(world));
    const nextMinute = world.clock.now().getTime() + 60_000;
    for (; world.deliveries.bodies().length > 0 && world.clock.now().getTime() < nextMinute; ) {
      await deliverWaiting(world);
      await world.clock.advance(2);
    }
    await world.clock.advance((nextMinute - world.clock.now().getTime()) / 1000);
  }
}

async function refusing(): Promise<never> {
  throw new Error('AccessDeniedException: arn:aws:kms:eu-north-1:123456789012:key/1 is not yours');
}

function tableWithout(world: World, kind: string): World['table'] {
  const get = (key: string) => (key.startsWith(kind) ? refusing() : world.table.get(key));
  return withMethod(world.table, 'get', get);
}
