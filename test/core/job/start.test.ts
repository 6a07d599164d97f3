/** Uploads beyond a limit of their key: held, and let go. */
import { describe, expect, it } from 'vitest';
import type { KeyLimits, KeyRow } from '../../../core/contracts/key-row.ts';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { registerCallback } from '../../../core/intake/register-callback.ts';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { getJob } from '../../../core/job/get.ts';
import { uploadedJob } from '../../../core/job/new-job.ts';
import { planRequeue, requeueJob } from '../../../core/job/requeue.ts';
import { startJob } from '../../../core/job/start.ts';
import { countEnded } from '../../../core/job/usage.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { makeJob } from '../../support/records.ts';
import { carryOn, givenUpload, jobIn, makeWorld, type World, workerOn } from '../../support/world.ts';

const LIMIT: KeyLimits = { audio_hours_per_day: 1 };
/** From noon, when the clock of a test begins, to the next day of UTC. */
const MINUTES_TO_MIDNIGHT = 12 * 60;

const keyWith = (limits: KeyLimits): KeyRow => ({ job_id: 'key#1', kind: 'key', tenant: 'default', limits });

/** A callback that was registered with a key of such limits; then so many hours were transcribed. */
async function givenCallback(hours: number, { own = LIMIT, stage = {} as KeyLimits } = {}) {
  const world = { ...makeWorld(), keyLimits: stage };
  const key = keyWith(own);
  await world.table.write({ kind: 'put', row: key });
  const caller = { tenant: 'default', api_base: 'https://api.example/prod', key };
  const { callback_id } = await registerCallback(world, { callback_url: 'https://receiver.example/hook' }, caller);
  await world.table.write(
    ...countEnded(makeJob({ tenant: 'default' }), { audio_ms: hours * 3_600_000 }, world.clock.now()),
  );
  const event = givenUpload(world, `${callback_id}/talk.mp3`);
  return { world, callback_id, event, accept: () => acceptUpload({ ...workerOn(world) }, event) };
}

const queued = (world: World) => world.jobs.depth();

describe('an upload beyond a limit', () => {
  it.each([
    ['of its key', { own: LIMIT }],
    ['of the stage', { own: {}, stage: LIMIT }],
  ])('%s waits as launching, and says for what', async (_whose, limits) => {
    const { world, callback_id, accept } = await givenCallback(1, limits);
    expect(await accept()).toEqual({ kind: 'held', job_id: callback_id });
    expect(await getJob(world, callback_id, 'default')).toMatchObject({
      status: 'launching',
      held: {
        limit: 'audio_hours_per_day',
        message: 'audio_hours_per_day is 1, and 1.0 hours were transcribed today (UTC)',
        until: '2026-03-02T00:00:00.000Z',
      },
    });
    expect(await queued(world)).toBe(0);
  });

  it.each([
    ['below the limit', 0.99, {}],
    ['with a limit of the key’s above that of the stage', 1, { own: { audio_hours_per_day: 2 }, stage: LIMIT }],
    ['without a limit', 99, { own: {} }],
  ])('is none %s', async (_where, hours, limits) => {
    const { world, callback_id, accept } = await givenCallback(hours, limits);
    expect(await accept()).toEqual({ kind: 'queued', job_id: callback_id });
    expect(await getJob(world, callback_id, 'default')).not.toHaveProperty('held');
  });

  it('is held on when its event comes again, and stays one job', async () => {
    const { world, accept } = await givenCallback(1);
    await accept();
    expect(await accept()).toMatchObject({ kind: 'held' });
    expect(world.table.rows().filter(({ kind }) => kind === 'job')).toHaveLength(1);
    expect(await queued(world)).toBe(0);
  });

  it('launches nothing while it is held, and is done once the limit counts anew', async () => {
    const { world, callback_id, accept } = await givenCallback(1);
    await accept();
    await carryOn(world, MINUTES_TO_MIDNIGHT - 1);
    expect(await jobIn(world, callback_id)).toMatchObject({ status: 'launching', due_class: 'held' });
    expect(await world.compute.list()).toEqual([]);
    await carryOn(world, 3);
    const job = await jobIn(world, callback_id);
    expect(job).toMatchObject({ status: 'completed', released_at: expect.stringContaining('2026-03-02T00:0') });
    expect(job).not.toHaveProperty('held');
  });

  it('goes on within 15 minutes when its limit is raised', async () => {
    const { world, callback_id, accept } = await givenCallback(1);
    await accept();
    await world.table.replace(keyWith({ audio_hours_per_day: 2 }));
    await carryOn(world, 16);
    expect(await jobIn(world, callback_id)).toMatchObject({ status: 'completed' });
  });

  it('is held also when the Lambda died before it could be', async () => {
    const { world, callback_id, event } = await givenCallback(1);
    const waiting = uploadedJob(
      makeJob({ job_id: 'job-1', tenant: 'default', key: 'key#1' }),
      event,
      true,
      world.clock.now(),
    );
    await world.table.write({ kind: 'put', row: waiting });
    await world.clock.advance(61);
    await reconcile(workerOn(world));
    expect(await jobIn(world, 'job-1')).toMatchObject({ due_class: 'held', held: { limit: 'audio_hours_per_day' } });
    expect(await queued(world)).toBe(0);
    expect(await jobIn(world, callback_id)).toMatchObject({ status: 'registered' });
  });

  it('is let go once, of two runs that come to it at once', async () => {
    const { world, callback_id, accept } = await givenCallback(1);
    await accept();
    await world.table.replace(keyWith({}));
    const job = await jobIn(world, callback_id);
    const both = await Promise.all([1, 2].map(() => startJob(workerOn(world), job, { again: true })));
    expect(both.sort()).toEqual(['held', 'queued']);
    expect(await queued(world)).toBe(1);
  });

  it('is told no place in the queue, and is never done once its client cancels it', async () => {
    const { world, callback_id, accept } = await givenCallback(1);
    await accept();
    expect(await getJob(world, callback_id, 'default')).not.toHaveProperty('queue_position');
    await cancelOwnJob(world, callback_id, 'default');
    expect(await getJob(world, callback_id, 'default')).not.toHaveProperty('held');
    await carryOn(world, MINUTES_TO_MIDNIGHT + 3);
    expect(await jobIn(world, callback_id)).toMatchObject({ status: 'cancelled', attempt: 0 });
  });

  it('is let go by an operator’s hand', async () => {
    const { world, callback_id, accept } = await givenCallback(1);
    await accept();
    const plan = await planRequeue(world, callback_id);
    expect(plan).toMatchObject({
      kind: 'requeue',
      because: expect.stringContaining('it was held: audio_hours_per_day'),
    });
    expect(plan.kind === 'requeue' && (await requeueJob(world, plan))).toBe(true);
    expect(await queued(world)).toBe(1);
    expect(await jobIn(world, callback_id)).not.toHaveProperty('held');
  });
});
