/**
 * What a worker costs, in USD per hour, for the `usage` of results. On-demand prices are the list's; a spot price moves,
 * so each is the middle of what a public catalogue of spot prices (SkyPilot's, 2026) showed for the region's zones.
 * A stage may give its own in `prices`; a type that is in neither has no price, and its jobs say so with null.
 */
import type { InstancePrices } from '../core/contracts/settings.ts';

const PRICES: Record<string, InstancePrices> = {
  'us-east-1': { 'g4dn.xlarge': { spot: 0.208, 'on-demand': 0.526 }, 'g5.xlarge': { 'on-demand': 1.006 } },
  'us-east-2': { 'g4dn.xlarge': { spot: 0.19, 'on-demand': 0.526 } },
  'us-west-2': {
    'g4dn.xlarge': { spot: 0.244, 'on-demand': 0.526 },
    'g6.xlarge': { spot: 0.422, 'on-demand': 0.8048 },
  },
  'eu-north-1': {
    'g4dn.xlarge': { spot: 0.188, 'on-demand': 0.558 },
    'g5.xlarge': { 'on-demand': 1.067 },
    'g6.xlarge': { 'on-demand': 0.8536 },
  },
  'eu-west-1': { 'g4dn.xlarge': { spot: 0.324, 'on-demand': 0.587 } },
};

/** Prices of the worker types of a stage; its own come before the list's. */
export function instancePrices(region: string, instanceTypes: readonly string[], own: InstancePrices): InstancePrices {
  const known = { ...PRICES[region], ...own };
  return Object.fromEntries(Object.entries(known).filter(([type]) => instanceTypes.includes(type)));
}
