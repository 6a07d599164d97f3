import { describe, expect, it } from 'vitest';
import type { FleetRow } from '../../core/contracts/rows.ts';
import * as rules from '../../core/fleet.ts';
import { MemoryTable } from '../support/memory/table.ts';
import { later, NOW } from '../support/records.ts';

const INSTANCE = { instance_id: 'i-1', instance_type: 'g5.xlarge', market: 'spot' } as const;

describe('the number of workers to launch', () => {
  it.each([
    { waiting: 0, launching: 0, idle: 0, busy: 0, per_worker: 1, max: 4, launch: 0 },
    { waiting: 1, launching: 0, idle: 0, busy: 0, per_worker: 1, max: 4, launch: 1 },
    { waiting: 3, launching: 1, idle: 1, busy: 0, per_worker: 1, max: 4, launch: 1 },
    { waiting: 1, launching: 0, idle: 0, busy: 3, per_worker: 1, max: 4, launch: 1 },
    { waiting: 9, launching: 0, idle: 0, busy: 3, per_worker: 1, max: 4, launch: 1 },
    { waiting: 9, launching: 0, idle: 0, busy: 4, per_worker: 1, max: 4, launch: 0 },
    { waiting: 9, launching: 0, idle: 0, busy: 6, per_worker: 1, max: 4, launch: 0 },
    { waiting: 1, launching: 2, idle: 0, busy: 0, per_worker: 1, max: 4, launch: 0 },
    { waiting: 9, launching: 0, idle: 0, busy: 0, per_worker: 4, max: 9, launch: 3 },
    { waiting: 8, launching: 1, idle: 0, busy: 0, per_worker: 4, max: 9, launch: 1 },
  ])(
    'for $waiting waiting, $launching launching, $idle idle, $busy busy, $per_worker a worker, $max at most: $launch',
    (given) => {
      const settings = { max_workers: given.max, waiting_jobs_per_worker: given.per_worker };
      expect(rules.workersToLaunch(given, settings)).toBe(given.launch);
    },
  );
});

describe('the lock on the fleet', () => {
  it.each([
    ['the first time', false],
    ['later on', true],
  ])('lets one of two sizings reserve, %s', async (_when, usedBefore) => {
    const table = new MemoryTable();
    if (usedBefore) await table.write(rules.reserve(rules.emptyFleet(NOW), 1, later(-900)).write);
    const fleet = ((await table.get('fleet')) as FleetRow | undefined) ?? rules.emptyFleet(NOW);
    const plans = [rules.reserve(fleet, 2, NOW), rules.reserve(fleet, 3, NOW)];
    expect(await Promise.all(plans.map((plan) => table.write(plan.write)))).toEqual([true, false]);
    expect(rules.liveReservations((await table.get('fleet')) as FleetRow, NOW).map((held) => held.count)).toEqual([2]);
  });

  it('gives a reservation up after five minutes', async () => {
    const { fleet } = await givenReservation(2);
    expect(rules.liveReservations(fleet, later(299))).toHaveLength(1);
    expect(rules.liveReservations(fleet, later(300))).toHaveLength(0);
  });

  it('forgets lapsed reservations with the next one', async () => {
    const { table, fleet } = await givenReservation(2);
    await table.write(rules.reserve(fleet, 1, later(301)).write);
    expect(Object.values(((await table.get('fleet')) as FleetRow).reservations).map((held) => held.count)).toEqual([1]);
  });

  it('turns a reservation into the instances it got, and gives back what was not granted', async () => {
    const { table, fleet, version } = await givenReservation(3);
    await table.write(rules.settle(fleet, version, ['i-1'], NOW));
    const [held] = rules.liveReservations((await table.get('fleet')) as FleetRow, NOW);
    expect(held).toMatchObject({ count: 0, instance_ids: ['i-1'] });
  });

  it('holds nothing when nothing was granted', async () => {
    const { table, fleet, version } = await givenReservation(3);
    await table.write(rules.settle(fleet, version, [], NOW));
    expect(((await table.get('fleet')) as FleetRow).reservations).toEqual({});
  });
});

describe('the client token of a launch', () => {
  const fleet = (version: number, born = NOW) => ({ ...rules.emptyFleet(born), version });

  it('fits EC2, and differs by version, purchase option, stage and time of the fleet’s birth', () => {
    const stage = 's'.repeat(60);
    const tokens = [
      rules.clientToken(stage, fleet(1), 'spot'),
      rules.clientToken(stage, fleet(2), 'spot'),
      rules.clientToken(stage, fleet(1, later(1)), 'spot'),
      rules.clientToken(stage, fleet(1), 'on-demand'),
      rules.clientToken('other', fleet(1), 'spot'),
      rules.clientToken(stage, fleet(999_999_999), 'on-demand'),
    ];
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(Math.max(...tokens.map((token) => token.length))).toBeLessThanOrEqual(64);
  });
});

describe('the row of a worker', () => {
  it('counts from launch on, and is replaced by no second one', async () => {
    const table = new MemoryTable();
    expect(await table.write(rules.launchedWorker(INSTANCE, NOW))).toBe(true);
    expect(await table.write(rules.selfReportedWorker(INSTANCE, NOW))).toBe(false);
    expect(await table.due('worker', { limit: 9 })).toMatchObject([
      { job_id: 'worker#i-1', state: 'launching', instance_id: 'i-1' },
    ]);
  });

  it('leaves the count when it drains, and never comes back', async () => {
    const table = new MemoryTable();
    await table.write(rules.selfReportedWorker(INSTANCE, NOW));
    expect(await table.write(rules.workerState('i-1', 'draining', NOW))).toBe(true);
    expect(await table.due('worker', { limit: 9 })).toEqual([]);
    expect(await table.write(rules.workerState('i-1', 'idle', NOW))).toBe(false);
    expect(await table.write(rules.workerState('i-1', 'draining', later(30)))).toBe(true);
  });

  it('leaves the count when EC2 has no such instance', async () => {
    const table = new MemoryTable();
    await table.write(rules.selfReportedWorker(INSTANCE, NOW));
    await table.write(rules.goneWorker('i-1', NOW));
    expect(await table.due('worker', { limit: 9 })).toEqual([]);
  });
});

async function givenReservation(count: number) {
  const table = new MemoryTable();
  const { write, version } = rules.reserve(rules.emptyFleet(NOW), count, NOW);
  await table.write(write);
  return { table, version, fleet: (await table.get('fleet')) as FleetRow };
}
