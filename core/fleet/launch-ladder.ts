/** Whom EC2 is asked for, and in whose name: the purchase options of one launch, each with a token of its own. */
import type { FleetRow } from '../contracts/fleet-rows.ts';
import type { Market } from '../contracts/settings.ts';

/** Whom to ask, each purchase option once: EC2 refuses a client token that comes again with other parameters. */
export type Ask = { market: Market; at_most: number };

/**
 * @param preferring waiting jobs that were interrupted so often that they had better run on demand
 */
export function ladder(markets: readonly Market[], preferring: number): Ask[] {
  const asks = markets.map((market) => ({ market, at_most: Number.POSITIVE_INFINITY }));
  if (preferring === 0 || !markets.includes('on-demand')) return asks;
  const others = asks.filter(({ market }) => market !== 'on-demand');
  return [{ market: 'on-demand', at_most: others.length > 0 ? preferring : Number.POSITIVE_INFINITY }, ...others];
}

/**
 * CreateFleet's client token: 64 ASCII characters at most, never the same for other parameters. The row's age is part of
 * it, as versions start again when a stage is removed and deployed anew.
 */
export function clientToken(stage: string, fleet: Pick<FleetRow, 'created_at' | 'version'>, market: Market): string {
  const born = Date.parse(fleet.created_at).toString(36);
  return `${stage.slice(0, 30)}-${born}-${fleet.version}-${market}`;
}
