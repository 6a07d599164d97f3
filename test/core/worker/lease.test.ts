import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { claim } from '../../../core/job/job.ts';
import { expireLease } from '../../../core/job/job-release.ts';
import { LEASE_SECONDS } from '../../../core/job/job-writes.ts';
import { LeaseLostError } from '../../../core/shared/errors.ts';
import type { Table } from '../../../core/shared/table.ts';
import { holdLease } from '../../../core/worker/lease.ts';
import { quiet } from '../../support/memory/clock.ts';
import { makeInstance } from '../../support/records.ts';
import { givenQueuedJob, jobIn, makeWorld, type World } from '../../support/world.ts';

describe('a lease', () => {
  it('is renewed on the row and in the queue for as long as it is held', async () => {
    const { world, job, receipt } = await givenHeldJob();
    const lease = holdLease(world, job, receipt);
    await world.clock.advance(1000);
    expect(lease.signal.aborted).toBe(false);
    expect(secondsLeft(world, await jobIn(world, job.job_id))).toBeGreaterThanOrEqual(90);
    expect(world.jobs.hiddenFor()[0]).toBeGreaterThanOrEqual(90);
  });

  it('is renewed no more once released', async () => {
    const { world, job, receipt } = await givenHeldJob();
    const lease = holdLease(world, job, receipt);
    await lease.release();
    await world.clock.advance(200);
    expect(lease.signal.aborted).toBe(false);
    expect((await jobIn(world, job.job_id)).lease_until).toBe(job.lease_until);
  });

  it('that is released hides the message no more, though a beat is under way', async () => {
    const { world, job, receipt } = await givenHeldJob();
    const slow: Table['write'] = async (...writes) => {
      await world.clock.sleep(200);
      return world.table.write(...writes);
    };
    const lease = holdLease({ ...world, table: tableThat(world, slow) }, job, receipt);
    await world.clock.advance(30.1);
    await world.clock.until(lease.release());
    await world.jobs.hide(receipt, 0);
    await world.clock.advance(1);
    expect(world.jobs.hiddenFor()).toEqual([0]);
  });

  it.each([
    ['completed', 'LeaseLostError'],
    ['cancelled', 'JobCancelledError'],
  ] as const)('of a job that was %s meanwhile drops it within five seconds', async (status, name) => {
    const { world, job, receipt } = await givenHeldJob();
    const lease = holdLease(world, job, receipt);
    await world.clock.advance(100);
    await world.table.write({ kind: 'update', key: job.job_id, when: [], set: { status } });
    await world.clock.advance(5);
    expect(lease.signal.reason).toMatchObject({ name });
  });

  it('whose beat is refused looks why, and goes on without a look that hangs', async () => {
    const { world, job, receipt } = await givenHeldJob();
    const table = { ...tableThat(world, async () => false), get: () => new Promise<never>(() => {}) };
    const lease = holdLease({ ...world, table }, job, receipt);
    await world.clock.advance(34);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
  });

  it('that was taken by another drops the job at the next beat', async () => {
    const { world, job, receipt } = await givenHeldJob();
    const lease = holdLease(world, job, receipt);
    await world.table.write(expireLease(job, new Date(world.clock.now().getTime() + 121_000)));
    await world.clock.advance(30);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('no network'))],
    ['never answers', () => new Promise<never>(() => {})],
  ])('whose every beat %s drops the job before the lease ends', async (_how, write) => {
    const { world, job, receipt } = await givenHeldJob();
    const lease = holdLease({ ...world, table: tableThat(world, write) }, job, receipt);
    await world.clock.advance(60);
    expect(lease.signal.aborted).toBe(false);
    await world.clock.advance(55);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
    expect(secondsLeft(world, job)).toBeGreaterThan(0);
  });

  it('counts from the claim, also when its answer came late', async () => {
    const { world, job, receipt } = await givenHeldJob();
    await world.clock.advance(100);
    const never = () => new Promise<never>(() => {});
    const lease = holdLease({ ...world, table: tableThat(world, never) }, job, receipt);
    await world.clock.advance(6);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
    expect(secondsLeft(world, job)).toBeGreaterThan(0);
  });

  it('survives beats that fail for a while', async () => {
    const { world, job, receipt } = await givenHeldJob();
    let failures = 2;
    const write: Table['write'] = (...writes) =>
      failures-- > 0 ? Promise.reject(new Error('no network')) : world.table.write(...writes);
    const lease = holdLease({ ...world, table: tableThat(world, write) }, job, receipt);
    await world.clock.advance(600);
    expect(lease.signal.aborted).toBe(false);
    expect(secondsLeft(world, await jobIn(world, job.job_id))).toBeGreaterThanOrEqual(90);
  });

  it('goes on without the message: the row is what holds the job', async () => {
    const { world, job, receipt } = await givenHeldJob();
    await world.jobs.delete(receipt);
    const lease = holdLease(world, job, receipt);
    await world.clock.advance(600);
    expect(lease.signal.aborted).toBe(false);
    expect(secondsLeft(world, await jobIn(world, job.job_id))).toBeGreaterThanOrEqual(90);
  });
});

async function givenHeldJob(): Promise<{ world: World; job: JobRow; receipt: string }> {
  const world = makeWorld();
  const waiting = await givenQueuedJob(world);
  const message = await world.jobs.receive({ wait_seconds: 0 });
  await world.table.write(claim(waiting, makeInstance(), world.clock.now()));
  await world.jobs.hide(message?.receipt ?? '', LEASE_SECONDS);
  await quiet();
  return { world, job: await jobIn(world, waiting.job_id), receipt: message?.receipt ?? '' };
}

function tableThat(world: World, write: Table['write']): Table {
  return {
    get: (key) => world.table.get(key),
    has: (key) => world.table.has(key),
    getMany: async () => [],
    due: async () => [],
    write,
  };
}

function secondsLeft(world: World, job: JobRow): number {
  return (Date.parse(job.lease_until ?? '') - world.clock.now().getTime()) / 1000;
}
