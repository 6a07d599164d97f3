import { describe, expect, it } from 'vitest';
import type { DeliveryRow } from '../../../core/contracts/rows.ts';
import { redeliverWebhook } from '../../../core/webhook/redeliver.ts';
import { makeDelivery } from '../../support/records.ts';
import { withMethod } from '../../support/with-method.ts';
import { deliverWaiting, givenRegistration, makeWorld, type World } from '../../support/world.ts';

const ID = 'msg_job-1_completed';
const OVER = { due_class: undefined, due_at: undefined, next_attempt_at: undefined };
const FAILED = { ...OVER, status: 'failed' as const, failure: { code: 'retries_exhausted' as const, message: 'x' } };

describe('a redelivery', () => {
  it.each([
    ['failed', FAILED],
    ['was delivered', { ...OVER, status: 'delivered' as const }],
    ['waits for hours', { next_attempt_at: '2026-03-02T12:00:00.000Z', due_at: '2026-03-02T12:00:00.000Z' }],
  ])('of one that %s sends it now, under the same id and with the same body', async (_state, row) => {
    const world = await givenDelivery(row);
    expect(await redeliver(world)).toMatchObject({ kind: 'redelivered', enabled: false });
    await deliverWaiting(world);
    expect(world.transport.posts).toMatchObject([{ body: 'the body', headers: { 'webhook-id': ID } }]);
    expect(await world.table.get(`delivery#${ID}`)).toMatchObject({ status: 'delivered' });
  });

  it('says what it would do and does nothing in a dry run', async () => {
    const world = await givenDelivery(FAILED);
    const before = world.table.rows();
    expect(await redeliver(world, { dry_run: true })).toMatchObject({
      kind: 'redelivered',
      delivery: { status: 'failed' },
    });
    expect(world.table.rows()).toEqual(before);
    expect(world.deliveries.bodies()).toEqual([]);
  });

  it.each([
    ['unknown', (world: World) => world.table.lose(`delivery#${ID}`)],
    ['registration_missing', (world: World) => world.table.lose('registration#callback-1')],
    ['body_missing', (world: World) => world.objects.remove(`deliveries/${ID}.json`)],
  ])('is refused as %s', async (reason, lose) => {
    const world = await givenDelivery(FAILED);
    lose(world);
    expect(await redeliver(world)).toEqual({ kind: 'refused', reason });
    expect(world.deliveries.bodies()).toEqual([]);
  });

  it('is refused when the delivery changes at the same moment', async () => {
    const world = await givenDelivery(FAILED);
    const table = withMethod(world.table, 'write', async () => false);
    expect(await redeliver({ ...world, table })).toEqual({ kind: 'refused', reason: 'changed_meanwhile' });
  });

  it('whose message is lost is made by reconcile', async () => {
    const world = await givenDelivery(FAILED);
    await redeliver({ ...world, deliveries: withMethod(world.deliveries, 'send', async () => {}) });
    expect(await world.table.due('delivery', { limit: 9 })).toMatchObject([{ due_at: '2026-03-01T12:02:00.000Z' }]);
  });
});

function redeliver(world: World, options = { dry_run: false }) {
  return redeliverWebhook(world, ID, options);
}

async function givenDelivery(row: Partial<DeliveryRow>): Promise<World> {
  const world = makeWorld();
  await givenRegistration(world);
  await world.table.write({ kind: 'put', row: makeDelivery({ callback_id: 'callback-1', ...row }) });
  world.objects.upload(`deliveries/${ID}.json`, 'the body');
  return world;
}
