/** What one receiver's troubles mean for itself, and do not mean for the others, with many deliverers at work. */
import { setMaxListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { DeliveryRow } from '../../../core/contracts/rows.ts';
import { deliverWebhook } from '../../../core/webhook/deliver.ts';
import { answered, unreachable } from '../../support/memory/webhook-transport.ts';
import { makeDelivery } from '../../support/records.ts';
import { givenRegistration, makeWorld, type World } from '../../support/world.ts';

const SLOW = 'https://slow.example';
const FAST = 'https://fast.example';
const DELIVERERS = 20;

describe('a receiver that takes its 15 seconds for each', () => {
  it('does not hold up the webhooks of others', async () => {
    const { secondsToDeliver, mostAtOnce } = await troubled({});
    expect(mostAtOnce).toBe(5);
    expect(secondsToDeliver).toBeLessThan(5);
  });

  it('would, without a bound on what it may have under way', async () => {
    const { secondsToDeliver, mostAtOnce } = await troubled({ max_in_flight: 1000 });
    expect(mostAtOnce).toBe(DELIVERERS);
    expect(secondsToDeliver).toBeGreaterThan(60);
  });

  it('is asked for in a line, not by everyone all the time', async () => {
    const world = await givenDeliveries({ [SLOW]: 200 });
    world.transport.receivers.set(SLOW, { answer: answered(200), seconds: 15 });
    const taken = await deliverersRun(world, 3600);
    expect(posts(world, SLOW)).toHaveLength(200);
    expect(taken).toBeLessThan(200 * 4);
  });
});

describe('a receiver of many webhooks', () => {
  it('gets them as fast as allowed, none lost, and waiting is no attempt', async () => {
    const world = await givenDeliveries({ [FAST]: 500 });
    world.webhook_limits = { rate_per_second: 10, burst: 50, max_in_flight: 5 };
    const begun = world.clock.now().getTime();
    await deliverersRun(world, 300);
    const perSecond = Array(300).fill(0);
    for (const { at } of posts(world, FAST)) perSecond[Math.floor((Date.parse(at) - begun) / 1000)] += 1;
    const [first, ...later] = perSecond;
    expect(first).toBeLessThanOrEqual(51);
    expect(Math.max(...later)).toBeLessThanOrEqual(11);
    const rows = world.table.rows().filter((row): row is DeliveryRow => row.kind === 'delivery');
    expect(rows.map((row) => [row.status, row.attempts.length])).toEqual(Array(500).fill(['delivered', 1]));
  });

  it.each([429, 503])('that answers %d is left alone for the time it asks for', async (status) => {
    const world = await givenDeliveries({ [FAST]: 2 });
    world.transport.answers.push(answered(status, '120'), answered(200), answered(200));
    await deliverWebhook(world, { delivery_id: idOf(FAST, 0) });
    await deliverersRun(world, 119);
    expect(posts(world, FAST)).toHaveLength(1);
    await deliverersRun(world, 10);
    expect(posts(world, FAST)).toHaveLength(3);
  });

  it('that cannot be reached keeps the schedule of each', async () => {
    const world = await givenDeliveries({ [FAST]: 3 });
    world.transport.usual = unreachable();
    await deliverersRun(world, 20);
    expect(posts(world, FAST)).toHaveLength(6);
  });
});

/** 200 webhooks for a slow receiver come before 20 for another; how long do the 20 take? */
async function troubled(limits: object) {
  const world = await givenDeliveries({ [SLOW]: 200, [FAST]: 20 });
  Object.assign(world.webhook_limits, limits);
  world.transport.receivers.set(SLOW, { answer: unreachable('no answer within 15 s'), seconds: 15 });
  const begun = world.clock.now().getTime();
  let mostAtOnce = 0;
  const watch = () => {
    mostAtOnce = Math.max(mostAtOnce, world.transport.underWay.get(SLOW) ?? 0);
  };
  await deliverersRun(world, 300, watch);
  expect(posts(world, FAST)).toHaveLength(20);
  const last = Math.max(...posts(world, FAST).map(({ at }) => Date.parse(at)));
  return { secondsToDeliver: (last - begun) / 1000, mostAtOnce };
}

const posts = (world: World, origin: string) => world.transport.posts.filter(({ url }) => url.startsWith(origin));
const idOf = (origin: string, n: number) => `msg_${new URL(origin).hostname}-${n}_completed`;

/** Deliveries that are due now, each with its message in the queue, in the order given. */
async function givenDeliveries(counts: Record<string, number>): Promise<World> {
  const world = { ...makeWorld(), random: seeded(1) };
  for (const [origin, count] of Object.entries(counts)) {
    const callback_id = await givenRegistration(world, { callback_url: `${origin}/hook` });
    for (let n = 0; n < count; n += 1) {
      const webhook_id = idOf(origin, n);
      await world.table.write({
        kind: 'put',
        row: makeDelivery({ job_id: `delivery#${webhook_id}`, webhook_id, callback_id }),
      });
      world.objects.upload(`deliveries/${webhook_id}.json`, '{}');
      await world.deliveries.send({ delivery_id: webhook_id });
    }
  }
  return world;
}

/** As many Lambdas as may run at once, for so long. Says how many messages they took. */
async function deliverersRun(world: World, seconds: number, watch = () => {}): Promise<number> {
  const stop = new AbortController();
  setMaxListeners(DELIVERERS, stop.signal);
  let taken = 0;
  const deliverer = async () => {
    while (!stop.signal.aborted) {
      const message = await world.deliveries.receive({ wait_seconds: 20, signal: stop.signal });
      if (!message) continue;
      taken += 1;
      const work = deliverWebhook(world, message.body);
      watch();
      await work;
      watch();
      await world.deliveries.delete(message.receipt);
    }
  };
  const running = Promise.all(Array.from({ length: DELIVERERS }, deliverer));
  for (let second = 0; second < seconds; second += 1) {
    await world.clock.advance(1);
    watch();
  }
  stop.abort();
  await world.clock.until(running);
  return taken;
}

/** Numbers that look random and are the same in every run (a linear congruential generator of Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
