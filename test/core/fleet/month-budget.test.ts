import { describe, expect, it } from 'vitest';
import { BUDGET_SPENT } from '../../../core/fleet/month-budget.ts';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { countEnded } from '../../../core/job/usage.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { makeJob } from '../../support/records.ts';
import { givenWaitingJobs, jobsOf } from '../../support/waiting-jobs.ts';
import { carryOn, type World, workerOn } from '../../support/world.ts';

const BUDGET = { usd_per_month: 2 };
/** From noon of the first of March, when the clock of a test begins, to the next month of UTC. */
const MINUTES_TO_APRIL = 30.5 * 24 * 60;
const HALF_A_DAY = 12 * 60;

/** By jobs of several tenants, and of nobody. */
async function givenSpent(world: World, usd: number): Promise<void> {
  const tenants = ['default', 'acme', undefined, undefined];
  for (const tenant of tenants) {
    const amounts = { micro_usd: (usd * 1e6) / tenants.length };
    await world.table.write(...countEnded(makeJob({ tenant }), amounts, world.clock.now()));
  }
}

const told = (world: World) => world.log.lines.filter(({ message }) => message === BUDGET_SPENT);

describe('a stage whose budget of the month is spent', () => {
  it('launches nothing, says so, and asks EC2 for nothing', async () => {
    const world = await givenWaitingJobs(2, BUDGET);
    await givenSpent(world, 2);
    expect(await sizeFleet(world)).toEqual([]);
    expect(world.compute.requests).toEqual([]);
    expect(told(world)).toMatchObject([{ fields: { usd_per_month: 2 } }]);
  });

  it('launches in the next month, and fails no job before', async () => {
    const world = await givenWaitingJobs(1, BUDGET);
    await givenSpent(world, 2);
    for (let minutes = 0; minutes < MINUTES_TO_APRIL; minutes += HALF_A_DAY) {
      await reconcile(workerOn(world));
      expect([jobsOf(world), world.compute.requests]).toMatchObject([[{ status: 'launching' }], []]);
      await world.clock.advance(HALF_A_DAY * 60);
    }
    await reconcile(workerOn(world));
    expect(world.compute.requests).toMatchObject([{ count: 1 }]);
  });

  it('says nothing while no job waits', async () => {
    const world = await givenWaitingJobs(0, BUDGET);
    await givenSpent(world, 2);
    await carryOn(world, 2);
    expect(told(world)).toEqual([]);
  });
});

describe('a stage', () => {
  it.each([
    ['with a part of its budget left', 1.99, BUDGET],
    ['without a budget', 1e6, {}],
  ])('%s launches as ever', async (_how, usd, fleet) => {
    const world = await givenWaitingJobs(1, fleet);
    await givenSpent(world, usd);
    expect(await sizeFleet(world)).toHaveLength(1);
    expect(told(world)).toEqual([]);
  });
});
