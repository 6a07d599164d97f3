/** Prices beside a dated copy of a public catalogue (test/fixtures/ec2-catalogue.json). */
import { describe, expect, it } from 'vitest';
import { instancePrices } from '../../lib/prices.ts';
import { loadStage } from '../../lib/stages/index.ts';
import catalogue from '../fixtures/ec2-catalogue.json' with { type: 'json' };

const entries = Object.entries(catalogue.onDemand).flatMap(([region, prices]) =>
  Object.entries(prices as Record<string, number>).map(([type, price]) => [region, type, price] as const),
);

describe('prices', () => {
  it.each(entries)('on demand in %s of %s are the catalogue’s %d', (region, type, price) => {
    expect(instancePrices(region, [type], {})[type]?.['on-demand']).toBe(price);
  });

  it('are there for every type that production may launch, so that each job’s usage has a cost', () => {
    const { region, instanceTypes } = loadStage('production');
    expect(Object.keys(instancePrices(region, instanceTypes, {})).sort()).toEqual([...instanceTypes].sort());
  });

  it('of a stage come before the list’s', () => {
    const own = { 'g5.xlarge': { spot: 0.5 } };
    expect(instancePrices('eu-north-1', ['g5.xlarge'], own)).toEqual(own);
  });
});

it('every zone of production has one of the newer types by the catalogue, and none but one has both', () => {
  const { 'g5.xlarge': g5, 'g6.xlarge': g6 } = catalogue.zones['eu-north-1'];
  expect(new Set([...g5, ...g6]).size).toBe(loadStage('production').zones.length);
  expect(g5.filter((zone) => g6.includes(zone))).toHaveLength(1);
});
