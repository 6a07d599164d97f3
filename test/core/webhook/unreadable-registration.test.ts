/** A registration that is there and cannot be read, such as one of a newer version, must not pass for none. */
import { describe, expect, it } from 'vitest';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { NOW } from '../../support/records.ts';
import {
  carryOn,
  givenQueuedJob,
  givenRegistration,
  givenUpload,
  jobIn,
  makeWorld,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const spoil = (world: World, callbackId: string) =>
  world.table.spoil(`registration#${callbackId}`, { created_at: 'some day' });
const mend = (world: World, callbackId: string) =>
  world.table.spoil(`registration#${callbackId}`, { created_at: NOW.toISOString() });

describe('a registration that cannot be read for a while', () => {
  it('costs a job that ends meanwhile no webhook', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    spoil(world, job_id);
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
    expect(await world.table.get(`delivery#msg_${job_id}_completed`)).toMatchObject({
      status: 'pending',
      attempts: [{ error_code: 'service_error' }],
    });
    mend(world, job_id);
    await carryOn(world);
    expect(world.transport.posts).toHaveLength(1);
    expect(await world.table.get(`delivery#msg_${job_id}_completed`)).toMatchObject({ status: 'delivered' });
  });

  it('has an upload under it wait for it, and not become one of nobody', async () => {
    const world = makeWorld();
    const callbackId = await givenRegistration(world);
    const upload = givenUpload(world, `${callbackId}/a.mp3`);
    spoil(world, callbackId);
    await expect(acceptUpload(workerOn(world), upload)).rejects.toThrow(/registration#.* cannot be read/);
    expect(await jobIn(world, callbackId)).toMatchObject({ status: 'registered' });
    mend(world, callbackId);
    expect(await acceptUpload(workerOn(world), upload)).toEqual({ kind: 'queued', job_id: callbackId });
  });
});

it('a registration that was removed has its webhooks end as data_missing', async () => {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  world.table.lose(`registration#${job_id}`);
  await world.clock.until(workOnce(workerOn(world)));
  expect(await world.table.get(`delivery#msg_${job_id}_completed`)).toMatchObject({
    status: 'failed',
    failure: { code: 'data_missing' },
  });
});
