import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../support/memory/clock.ts';
import { PRICES } from '../options.ts';
import { Random } from '../random.ts';
import { PRESETS, type Rates } from '../rates.ts';
import { type Ec2Options, SimulatedEc2 } from './ec2.ts';

const CALM = PRESETS['calm']!;

describe('simulated EC2', () => {
  it('takes five launch calls at once and two a second from then on', async () => {
    const { ec2, clock } = givenEc2();
    const codes = [];
    for (let call = 0; call < 6; call += 1) codes.push(await codeOf(ec2, `token-${call}`));
    await clock.advance(1);
    for (let call = 6; call < 9; call += 1) codes.push(await codeOf(ec2, `token-${call}`));
    expect(codes).toEqual([
      ...Array(5).fill(undefined),
      'RequestLimitExceeded',
      undefined,
      undefined,
      'RequestLimitExceeded',
    ]);
    expect(ec2.bucket.refused).toBe(2);
  });

  it('answers a repeated token with the same instances, and refuses it with other parameters', async () => {
    const { ec2 } = givenEc2();
    const first = await ec2.launch({ count: 2, market: 'spot', token: 'one' });
    expect(await ec2.launch({ count: 2, market: 'spot', token: 'one' })).toEqual(first);
    expect(await ec2.launch({ count: 3, market: 'spot', token: 'one' })).toMatchObject({
      instances: [],
      errors: [{ code: 'IdempotentParameterMismatch' }],
    });
    expect(ec2.launched).toBe(2);
  });

  it('grants no more than the quota, for each market by itself', async () => {
    const { ec2 } = givenEc2({ quota_vcpus: 12 });
    expect(await ec2.launch({ count: 5, market: 'spot', token: 'spot' })).toMatchObject({
      instances: [{}, {}, {}],
      errors: [{ code: 'MaxSpotInstanceCountExceeded' }],
    });
    expect((await ec2.launch({ count: 3, market: 'on-demand', token: 'other' })).instances).toHaveLength(3);
  });

  it('has no capacity at the rate that was asked', async () => {
    const { ec2, clock } = givenEc2({}, { capacity_error: 0.1 });
    let refused = 0;
    for (let call = 0; call < 500; call += 1) {
      await clock.advance(1);
      if ((await codeOf(ec2, `token-${call}`)) === 'InsufficientInstanceCapacity') refused += 1;
    }
    expect(refused).toBeGreaterThan(30);
    expect(refused).toBeLessThan(75);
  });

  it('boots within minutes, bills by the second, and takes spot instances back', async () => {
    const { ec2, clock, booted } = givenEc2({}, { spot_kill_per_hour: 10, spot_kill_unannounced: 0.5 });
    await ec2.launch({ count: 3, market: 'spot', token: 'one' });
    await clock.advance(240);
    expect(booted).toHaveLength(3);
    await clock.advance(4 * 3600);
    expect([ec2.live.length, ec2.cost > 0]).toEqual([0, true]);
    const spent = ec2.cost;
    await clock.advance(3600);
    expect(ec2.cost).toBe(spent);
  });

  it('ends an instance at the age of its timer', async () => {
    const { ec2, clock } = givenEc2({ max_lifetime_seconds: 600 });
    await ec2.launch({ count: 1, market: 'on-demand', token: 'one' });
    await clock.advance(590);
    expect(ec2.live).toHaveLength(1);
    await clock.advance(300);
    expect(ec2.live).toHaveLength(0);
  });
});

async function codeOf(ec2: SimulatedEc2, token: string): Promise<string | undefined> {
  return (await ec2.launch({ count: 1, market: 'spot', token })).errors[0]?.code;
}

function givenEc2(options: Partial<Ec2Options> = {}, rates: Partial<Rates> = {}) {
  const clock = new VirtualClock(undefined, { max_steps: 1_000_000 });
  const booted: string[] = [];
  const ec2 = new SimulatedEc2({
    clock,
    random: new Random('ec2'),
    rates: { ...CALM, ...rates },
    instance_types: Object.keys(PRICES),
    zones: 3,
    quota_vcpus: 4_000,
    median_free: 500,
    prices: PRICES,
    max_lifetime_seconds: undefined,
    boot: ({ instance_id }) => {
      booted.push(instance_id);
      return { stop: () => {}, rebalance: () => {}, notice: () => {}, kill: () => {} };
    },
    on_event: () => {},
    ...options,
  });
  return { ec2, clock, booted };
}
