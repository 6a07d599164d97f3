import { describe, expect, it } from 'vitest';
import type { FleetRow } from '../../../core/contracts/fleet-rows.ts';
import * as rules from '../../../core/fleet/fleet.ts';
import { MemoryTable } from '../../support/memory/table.ts';
import { later, NOW } from '../../support/records.ts';

const WAITS = { first_wait_seconds: 15, longest_wait_seconds: 900 };
const one = { count: 1, calls: 1, by: 'a sizing' };

function launched(
  asked: number,
  instance_ids: string[],
  errors = ['InsufficientInstanceCapacity'],
  at = NOW,
): rules.Launched {
  const attempt = { at: at.toISOString(), market: 'spot', asked, granted: instance_ids.length, errors } as const;
  return { instance_ids, unanswered: 0, attempts: [attempt], calls: 2, workers: 0 };
}

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
    { waiting: 9, launching: 0, idle: 0, busy: 1, draining: 2, per_worker: 1, max: 4, launch: 1 },
    { waiting: 1, launching: 0, idle: 0, busy: 0, draining: 1, per_worker: 1, max: 4, launch: 1 },
  ])(
    'for $waiting waiting, $launching launching, $idle idle, $busy busy, $draining draining, $per_worker a worker, $max at most: $launch',
    (given) => {
      const settings = { max_workers: given.max, waiting_jobs_per_worker: given.per_worker };
      expect(rules.workersToLaunch({ draining: 0, ...given }, settings)).toBe(given.launch);
    },
  );
});

describe('the lock on the fleet', () => {
  it.each([
    ['the first time', false],
    ['later on', true],
  ])('lets one of two sizings reserve, %s', async (_when, usedBefore) => {
    const table = new MemoryTable();
    if (usedBefore) await table.write(rules.reserve(rules.emptyFleet(NOW), one, later(-900)).write);
    const fleet = ((await table.get('fleet')) as FleetRow | undefined) ?? rules.emptyFleet(NOW);
    const plans = [rules.reserve(fleet, { ...one, count: 2 }, NOW), rules.reserve(fleet, { ...one, count: 3 }, NOW)];
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
    await table.write(rules.reserve(fleet, one, later(301)).write);
    expect(Object.values(((await table.get('fleet')) as FleetRow).reservations).map((held) => held.count)).toEqual([1]);
  });

  it('turns a reservation into the instances it got, and gives back what was not granted', async () => {
    const { table, fleet, version } = await givenReservation(3);
    await table.write(rules.settle(fleet, version, launched(3, ['i-1']), WAITS, NOW));
    const [held] = rules.liveReservations((await table.get('fleet')) as FleetRow, NOW);
    expect(held).toMatchObject({ count: 0, instance_ids: ['i-1'] });
  });

  it('remembers the last ten calls that were not wholly granted', async () => {
    const { table, version } = await givenReservation(3);
    for (let n = 0; n < 12; n += 1) {
      const fleet = (await table.get('fleet')) as FleetRow;
      await table.write(rules.settle(fleet, version, launched(n, [], undefined, later(n)), WAITS, NOW));
    }
    // And the last, whose answer was lost, comes again
    const before = (await table.get('fleet')) as FleetRow;
    await table.write(rules.settle(before, version, launched(11, [], undefined, later(11)), WAITS, NOW));
    const { refused = [] } = (await table.get('fleet')) as FleetRow;
    expect(refused.map(({ asked }) => asked)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const fleet = (await table.get('fleet')) as FleetRow;
    await table.write(rules.settle(fleet, version, launched(1, ['i-1'], []), WAITS, NOW));
    expect(((await table.get('fleet')) as FleetRow).refused).toEqual(refused);
  });

  it('holds nothing when nothing was granted', async () => {
    const { table, fleet, version } = await givenReservation(3);
    await table.write(rules.settle(fleet, version, launched(3, []), WAITS, NOW));
    expect(((await table.get('fleet')) as FleetRow).reservations).toEqual({});
  });
});

async function givenReservation(count: number) {
  const table = new MemoryTable();
  const { write, version } = rules.reserve(rules.emptyFleet(NOW), { ...one, count, calls: 2 }, NOW);
  await table.write(write);
  return { table, version, fleet: (await table.get('fleet')) as FleetRow };
}
