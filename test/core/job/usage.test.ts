import { describe, expect, it } from 'vitest';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { completeJob, failJob } from '../../../core/job/end.ts';
import { tenantLimits, tenantUsage } from '../../../core/job/tenant.ts';
import { countEnded, spendingOf, spendingOfStage } from '../../../core/job/usage.ts';
import { jobError } from '../../../core/shared/errors.ts';
import { makeJob, makeStoredDocument } from '../../support/records.ts';
import { givenQueuedJob, givenRegistration, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const NOTHING = { completed: 0, failed: 0, cancelled: 0, audio_ms: 0, micro_usd: 0 };
const spending = (world: World, tenant = 'default') => spendingOf(world.table, tenant, world.clock.now());

/** Puts what a tenant is said to have had done by now. */
async function givenSpent(world: World, amounts: Parameters<typeof countEnded>[1], tenant = 'default') {
  await world.table.write(...countEnded(makeJob({ tenant }), amounts, world.clock.now()));
}

describe('what a tenant has had done', () => {
  it('is counted as its job ends, with the audio and the cost that the result names', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    await world.clock.until(workOnce(workerOn(world)));
    const { day, month } = await spending(world);
    expect(day).toEqual({ ...NOTHING, completed: 1, audio_ms: expect.any(Number), micro_usd: expect.any(Number) });
    expect(day.audio_ms).toBeGreaterThan(0);
    expect(month).toEqual(day);
    expect(await spending(world, 'another')).toEqual({ day: NOTHING, month: NOTHING });
  });

  it('is counted once, by the attempt that ends the job', async () => {
    const world = makeWorld();
    const job = makeJob({ tenant: 'default', status: 'processing', s3_key: 'k', bucket: 'b' });
    await world.table.write({ kind: 'put', row: job });
    const document = makeStoredDocument();
    const ends = [1, 2].map(() => completeJob(world, { ...job, s3_key: 'k', bucket: 'b' }, document, 1e6));
    expect((await Promise.all(ends)).map(({ ended }) => ended).sort()).toEqual([false, true]);
    const usd = Math.round((document.usage.usd ?? 0) * 1e6);
    const once = { ...NOTHING, completed: 1, audio_ms: document.duration_seconds * 1000, micro_usd: usd };
    expect(await spending(world)).toEqual({ day: once, month: once });
  });

  it('has the jobs that failed', async () => {
    const world = makeWorld();
    const job = makeJob({ tenant: 'default', status: 'launching' });
    await world.table.write({ kind: 'put', row: job });
    await failJob(world, job, jobError('empty_file', 'it is empty'));
    expect(await spending(world)).toMatchObject({ day: { ...NOTHING, failed: 1 }, month: { ...NOTHING, failed: 1 } });
  });

  it('has the jobs that were cancelled, once each', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await Promise.all([1, 2].map(() => cancelOwnJob(world, job_id, 'default')));
    expect((await spending(world)).day).toEqual({ ...NOTHING, cancelled: 1 });
  });

  it('has nothing of uploads without an owner, which the stage’s has', async () => {
    const world = makeWorld();
    await world.table.write(...countEnded(makeJob({ tenant: undefined }), { micro_usd: 2 }, world.clock.now()));
    await givenSpent(world, { micro_usd: 3 });
    expect((await spending(world)).month).toEqual({ ...NOTHING, micro_usd: 3 });
    expect(await spendingOfStage(world.table, world.clock.now())).toEqual({
      day: { ...NOTHING, micro_usd: 5 },
      month: { ...NOTHING, micro_usd: 5 },
    });
  });

  it('counts anew with each day and each month of UTC', async () => {
    const world = makeWorld();
    await givenSpent(world, { completed: 1 });
    await world.clock.advance(86_400);
    await givenSpent(world, { completed: 1 });
    expect(await tenantUsage(world, 'default')).toMatchObject({
      day: { period: '2026-03-02', completed: 1 },
      month: { period: '2026-03', completed: 2 },
    });
    await world.clock.advance(31 * 86_400);
    expect(await spending(world)).toEqual({ day: NOTHING, month: NOTHING });
  });

  it('is its own, whatever tenants are called', async () => {
    const world = makeWorld();
    await givenSpent(world, { completed: 1 }, 'a#2026-03-01');
    expect((await spending(world, 'a#2026-03-01')).day).toEqual({ ...NOTHING, completed: 1 });
    expect(await spending(world, 'a')).toEqual({ day: NOTHING, month: NOTHING });
  });
});

describe('a limit', () => {
  const hook = { callback_url: 'https://receiver.example/hook' };
  const given = (keyLimits: World['keyLimits']) => ({ ...makeWorld(), keyLimits });
  const refusal = (asked: Promise<unknown>) => asked.catch((error: unknown) => error);

  it.each([
    ['audio_hours_per_day', { audio_ms: 2 * 3_600_000 }, { audio_ms: -1 }, 12 * 3600],
    ['usd_per_month', { micro_usd: 2_000_000 }, { micro_usd: -1 }, 30.5 * 86_400],
  ])('%s refuses registrations from when it is reached until it counts anew', async (limit, spent, less, seconds) => {
    const world = given({ [limit]: 2 });
    await givenSpent(world, spent);
    await givenSpent(world, less);
    await givenRegistration(world, hook);
    await givenSpent(world, spent);
    expect(await refusal(givenRegistration(world, hook))).toMatchObject({
      status: 429,
      code: 'limit_exceeded',
      message: expect.stringContaining(`${limit} is 2`),
      headers: { 'retry-after': String(seconds) },
    });
    await world.clock.advance(seconds);
    await givenRegistration(world, hook);
  });

  it('that is not set refuses nothing', async () => {
    const world = given({});
    await givenSpent(world, { audio_ms: 1e12, micro_usd: 1e12 });
    await givenRegistration(world, hook);
  });

  it('of the key goes before that of the stage, and the others stay', () => {
    const stage = { keyLimits: { audio_hours_per_day: 1, usd_per_month: 2, concurrent_jobs: 3 } };
    expect(tenantLimits(stage, 'a', { usd_per_month: 9 })).toEqual({
      tenant: 'a',
      audio_hours_per_day: 1,
      usd_per_month: 9,
      concurrent_jobs: 3,
    });
    expect(tenantLimits({ keyLimits: {} }, 'a')).toEqual({
      tenant: 'a',
      audio_hours_per_day: null,
      usd_per_month: null,
      concurrent_jobs: null,
    });
  });
});
