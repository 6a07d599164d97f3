import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RegistrationRow } from '../../../core/contracts/rows.ts';
import { deliverWebhook } from '../../../core/webhook/deliver.ts';
import { rotateCallbackSecret } from '../../../core/webhook/rotate-secret.ts';
import { makeDelivery } from '../../support/records.ts';
import { withMethod } from '../../support/with-method.ts';
import { givenRegistration, makeWorld, type World } from '../../support/world.ts';

const OLD = 'the old secret of the receiver';
const NEW = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const BODY = '{"job_id":"job-1"}';
const HOUR = 3600;

/** The libraries compare a webhook's time with the machine's. */
beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00.000Z'), toFake: ['Date'] }));

afterEach(() => void vi.useRealTimers());

describe('during the overlap of a rotation', () => {
  it.each([
    ['standardwebhooks', 'the old secret', () => new Webhook(OLD, { format: 'raw' })],
    ['standardwebhooks', 'the new secret', () => new Webhook(NEW)],
    ['svix', 'the old secret', () => new SvixWebhook(OLD, { format: 'raw' })],
    ['svix', 'the new secret', () => new SvixWebhook(NEW)],
  ])('%s verifies a webhook with %s', async (_library, _secret, receiver) => {
    const world = await givenRotation();
    const headers = await delivered(world);
    expect(receiver().verify(BODY, headers)).toEqual(JSON.parse(BODY));
    expect(() => receiver().verify(`${BODY} `, headers)).toThrow();
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  });

  it('the signature of the contract is made with the new one', async () => {
    const world = await givenRotation();
    const expected = createHmac('sha256', NEW).update(BODY).digest('hex');
    expect((await delivered(world))['x-webhook-signature']).toBe(`hmac-sha256=${expected}`);
  });
});

describe('after the overlap of a rotation', () => {
  it('only the new secret signs, and the old one is forgotten', async () => {
    const world = await givenRotation({ overlap_hours: 2 });
    await world.clock.advance(2 * HOUR);
    vi.setSystemTime(world.clock.now());
    const headers = await delivered(world);
    expect(() => new Webhook(NEW).verify(BODY, headers)).not.toThrow();
    expect(() => new Webhook(OLD, { format: 'raw' }).verify(BODY, headers)).toThrow();
    const row = (await world.table.get('registration#callback-1')) as RegistrationRow;
    expect(row.previous_callback_secret).toBeUndefined();
  });
});

describe('a rotation', () => {
  it('overlaps for a day unless it is told otherwise', async () => {
    const world = await givenWorld();
    expect(await rotate(world, { callback_secret: NEW })).toEqual({
      callback_id: 'callback-1',
      previous_secret_valid_until: '2026-03-02T12:00:00.000Z',
    });
    expect(await rotate(world, { callback_secret: NEW, overlap_hours: 0 })).toMatchObject({
      previous_secret_valid_until: null,
    });
  });

  it('gives a secret to a registration that had none', async () => {
    const world = makeWorld();
    await givenRegistration(world, { callback_secret: undefined });
    expect(await rotate(world, { callback_secret: NEW })).toMatchObject({ previous_secret_valid_until: null });
    expect((await delivered(world))['webhook-signature']).toBeDefined();
  });

  it('stores no secret as it was given', async () => {
    const world = await givenRotation();
    const rows = JSON.stringify(world.table.rows());
    expect(rows).not.toContain(OLD);
    expect(rows).not.toContain(NEW);
  });

  it.each([
    ['/callback_secret', {}],
    ['/callback_secret', { callback_secret: 'short' }],
    ['/callback_secret', { callback_secret: 'whsec_not base64 at all' }],
    ['/callback_secret', { callback_secret: 'ünïcode secret' }],
    ['/overlap_hours', { callback_secret: NEW, overlap_hours: -1 }],
    ['/overlap_hours', { callback_secret: NEW, overlap_hours: 169 }],
    ['/overlap_hours', { callback_secret: NEW, overlap_hours: '24' }],
    ['/callback_url', { callback_secret: NEW, callback_url: 'https://other.example/' }],
    ['', []],
  ])('names the bad field %s', async (pointer, body) => {
    const world = await givenWorld();
    await expect(rotate(world, body)).rejects.toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  it.each([
    ['of another tenant', 'callback-1', 'tenant-2'],
    ['that is not there', 'callback-2', 'default'],
    ['that is no registration', 'fleet', 'default'],
  ])('of a registration %s finds nothing', async (_which, callback_id, tenant) => {
    const world = await givenWorld();
    await expect(rotateCallbackSecret(world, { callback_id, tenant }, { callback_secret: NEW })).rejects.toMatchObject({
      status: 404,
      code: 'not_found',
    });
  });

  it('that another one crossed is a conflict', async () => {
    const world = await givenWorld();
    const crossed = { ...world, table: withMethod(world.table, 'write', async () => false) };
    await expect(rotate(crossed, { callback_secret: NEW })).rejects.toMatchObject({ status: 409, code: 'conflict' });
  });
});

async function givenWorld(): Promise<World> {
  const world = makeWorld();
  await givenRegistration(world, { callback_secret: OLD });
  return world;
}

async function givenRotation(options: object = {}): Promise<World> {
  const world = await givenWorld();
  await rotate(world, { callback_secret: NEW, ...options });
  return world;
}

function rotate(world: World, body: unknown) {
  return rotateCallbackSecret(world, { callback_id: 'callback-1', tenant: 'default' }, body);
}

/** The headers of a webhook that is sent now. */
async function delivered(world: World): Promise<Record<string, string>> {
  const at = world.clock.now().toISOString();
  const row = makeDelivery({ callback_id: 'callback-1', next_attempt_at: at, due_at: at });
  await world.table.write({ kind: 'put', row });
  world.objects.upload('deliveries/msg_job-1_completed.json', BODY);
  await deliverWebhook(world, { delivery_id: 'msg_job-1_completed' });
  return world.transport.posts[0]?.headers ?? {};
}
