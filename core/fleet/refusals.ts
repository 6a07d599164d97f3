/** Calls for workers that EC2 did not wholly grant. */
import type { Counts } from '../contracts/counters-row.ts';
import type { FleetRow } from '../contracts/fleet-rows.ts';
import type { LaunchAttempt } from '../contracts/job-row.ts';
import { count } from '../shared/counters.ts';
import type { AddCounts } from '../shared/table.ts';

/** EC2 granted fewer than it was asked for, and did not say why. */
const NO_REASON = 'none_given';

/** Those that the fleet's row does not tell of: a settling whose answer was lost comes again. */
export function newRefusals(fleet: FleetRow, attempts: readonly LaunchAttempt[]): LaunchAttempt[] {
  const isKnown = (one: LaunchAttempt) =>
    fleet.refused?.some(({ at, market }) => at === one.at && market === one.market);
  return attempts.filter((one) => one.granted < one.asked && !isKnown(one));
}

/** Goes with the settling: of each such call every reason, once. */
export function refusalsCounted(fleet: FleetRow, attempts: readonly LaunchAttempt[]): AddCounts[] {
  const counts: Counts = {};
  for (const { errors } of newRefusals(fleet, attempts)) {
    for (const code of errors.length > 0 ? errors : [NO_REASON]) {
      counts[`refused:${code}`] = (counts[`refused:${code}`] ?? 0) + 1;
    }
  }
  return Object.keys(counts).length > 0 ? [count(`${fleet.created_at} ${fleet.version}`, counts)] : [];
}
