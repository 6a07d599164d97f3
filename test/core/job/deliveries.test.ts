import { describe, expect, it } from 'vitest';
import { getDeliveries, redeliverOwn } from '../../../core/job/deliveries.ts';
import { getJob } from '../../../core/job/get.ts';
import { answered } from '../../support/memory/webhook-transport.ts';
import { deliverWaiting, givenQueuedJob, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const TENANT = 'default';

/** A job that is over, and whose receiver wanted nothing of it. */
async function givenRefusedWebhook(): Promise<{ world: World; job_id: string; delivery_id: string }> {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  world.transport.answers.push(answered(410));
  await world.clock.until(workOnce(workerOn(world)));
  return { world, job_id, delivery_id: `msg_${job_id}_completed` };
}

const again = (world: World, job_id: string, delivery_id: string, tenant = TENANT) =>
  redeliverOwn(world, { job_id, delivery_id, tenant });

const NOT_FOUND = { status: 404, code: 'not_found' };

describe('the deliveries of a job', () => {
  it('are shown as with the job itself', async () => {
    const { world, job_id } = await givenRefusedWebhook();
    const { deliveries } = await getDeliveries(world, job_id, TENANT);
    expect(deliveries).toMatchObject([{ status: 'failed', attempts: [{ http_status: 410 }] }]);
    expect(deliveries).toEqual([(await getJob(world, job_id, TENANT)).webhook]);
  });

  it('are none before it has ended, and nobody else’s', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    expect(await getDeliveries(world, job_id, TENANT)).toEqual({ deliveries: [] });
    await expect(getDeliveries(world, job_id, 'tenant-2')).rejects.toMatchObject(NOT_FOUND);
  });
});

describe('a redelivery for a client', () => {
  it('sends the same again, though the callback was stopped', async () => {
    const { world, job_id, delivery_id } = await givenRefusedWebhook();
    expect(await again(world, job_id, delivery_id)).toMatchObject({
      id: delivery_id,
      status: 'pending',
      failure: null,
    });
    await world.clock.until(deliverWaiting(world));
    const [first, second] = world.transport.posts;
    expect([second?.headers['webhook-id'], second?.body]).toEqual([delivery_id, first?.body]);
    expect(await getDeliveries(world, job_id, TENANT)).toMatchObject({ deliveries: [{ status: 'delivered' }] });
  });

  it('finds no delivery of another job, of another tenant’s, or that never was', async () => {
    const { world, job_id, delivery_id } = await givenRefusedWebhook();
    const other = await givenQueuedJob(world);
    const before = world.table.rows();
    for (const [job, delivery, tenant] of [
      [other.job_id, delivery_id, TENANT],
      [job_id, delivery_id, 'tenant-2'],
      [job_id, `msg_${job_id}_failed`, TENANT],
      [job_id, 'nothing', TENANT],
      ['nothing', delivery_id, TENANT],
    ] as const) {
      await expect(again(world, job, delivery, tenant)).rejects.toMatchObject(NOT_FOUND);
    }
    expect(world.table.rows()).toEqual(before);
  });

  it.each([
    ['registration_missing', (world: World, job_id: string) => world.table.lose(`registration#${job_id}`)],
    ['body_missing', (world: World, job_id: string) => world.objects.remove(`deliveries/msg_${job_id}_completed.json`)],
  ])('says why there can be none: %s', async (code, lose) => {
    const { world, job_id, delivery_id } = await givenRefusedWebhook();
    lose(world, job_id);
    await expect(again(world, job_id, delivery_id)).rejects.toMatchObject({ status: 409, code });
  });
});
