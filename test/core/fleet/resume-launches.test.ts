import { describe, expect, it } from 'vitest';
import type { FleetRow } from '../../../core/contracts/fleet-rows.ts';
import { emptyFleet } from '../../../core/fleet/fleet.ts';
import { launchesHeldBack, resumeLaunches } from '../../../core/fleet/resume-launches.ts';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { withMethod } from '../../support/with-method.ts';
import { givenQueuedJob, makeWorld, type World, workerOn } from '../../support/world.ts';

describe('what holds launches back', () => {
  const at = (world: World, seconds: number) => new Date(world.clock.now().getTime() + seconds * 1000).toISOString();
  const breaker = (until: string) => ({ failures: 3, openings: 1, until });
  const backoff = (until: string) => ({ refusals: 1, since: until, until });

  it.each([
    ['is nothing on a fresh stage', undefined, {}],
    ['is the breaker', (w: World) => ({ breaker: breaker(at(w, 60)) }), { halted_until: 60 }],
    ['is EC2', (w: World) => ({ backoff: backoff(at(w, 9)) }), { refused_until: 9 }],
    ['is the one that is tried after a halt', (w: World) => ({ breaker: breaker(at(w, -1)) }), { one_at_a_time: true }],
    ['is over', (w: World) => ({ breaker: { failures: 2, openings: 0 }, backoff: backoff(at(w, -1)) }), {}],
  ])('%s', async (_what, held, until) => {
    const world = makeWorld();
    if (held) await world.table.write({ kind: 'put', row: { ...emptyFleet(world.clock.now()), ...held(world) } });
    const times = Object.entries(until).map(([name, value]) => [name, value === true ? true : at(world, value)]);
    const nothing = { halted_until: null, refused_until: null, one_at_a_time: false };
    expect(await launchesHeldBack(world)).toEqual({ ...nothing, ...Object.fromEntries(times) });
  });
});

describe('to resume', () => {
  const later = '2999-01-01T00:00:00.000Z';
  const breaker = { failures: 3, openings: 4, since: later, opened_at: later, until: later };
  const backoff = { refusals: 9, since: later, until: later };
  const givenHeldBack = async (held: Partial<FleetRow>) => {
    const world = makeWorld();
    const fleet = { ...emptyFleet(world.clock.now()), version: 1, ...held };
    await world.table.write({ kind: 'put', row: fleet });
    await givenQueuedJob(world);
    expect(await sizeFleet(workerOn(world))).toEqual([]);
    return world;
  };

  it.each([
    ['a halt', { breaker }],
    ['refusals', { backoff }],
    ['both', { breaker, backoff }],
  ])('after %s launches what waits', async (_what, held) => {
    const world = await givenHeldBack(held);
    expect(await resumeLaunches(world)).toBe(true);
    expect(await launchesHeldBack(world)).toEqual({ halted_until: null, refused_until: null, one_at_a_time: false });
    expect(await sizeFleet(workerOn(world))).toHaveLength(1);
  });

  it('is nothing on a fresh stage', async () => {
    expect(await resumeLaunches(makeWorld())).toBe(true);
  });

  it('says so when the fleet changes at every try, and has changed nothing', async () => {
    const world = await givenHeldBack({ breaker });
    const table = withMethod(world.table, 'write', async () => false);
    expect(await resumeLaunches({ ...world, table } as World)).toBe(false);
    expect(await launchesHeldBack(world)).toMatchObject({ halted_until: later });
  });
});
