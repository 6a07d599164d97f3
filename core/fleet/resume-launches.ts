/** What holds launches back, and how an operator who has mended the reason ends that before its time. */
import { FLEET_KEY } from '../contracts/rows.ts';
import type { Clock } from '../shared/ports.ts';
import { retryOnConflict } from '../shared/retry-on-conflict.ts';
import type { Table } from '../shared/table.ts';
import { iso } from '../shared/time.ts';
import { endHalt } from './fleet.ts';
import { trustsIn } from './trust.ts';

type ResumeLaunches = { table: Table; clock: Clock };

/** Until when nothing is launched for some model: `halted` by the circuit breaker, `refused` because EC2 had none; null where nothing holds. */
export type HeldBack = {
  halted_until: string | null;
  refused_until: string | null;
  /** The halt is over, but one worker has to show that it is of use before others come. */
  one_at_a_time: boolean;
};

export async function launchesHeldBack({ table, clock }: ResumeLaunches): Promise<HeldBack> {
  const fleet = await table.get(FLEET_KEY);
  const now = iso(clock.now());
  const ahead = (time: string | undefined) => (time !== undefined && time > now ? time : null);
  if (fleet?.kind !== 'fleet') return { halted_until: null, refused_until: null, one_at_a_time: false };
  const halts = trustsIn(fleet).flatMap(({ breaker }) => breaker?.until ?? []);
  const refusals = trustsIn(fleet).flatMap(({ backoff }) => backoff?.until ?? []);
  return {
    halted_until: ahead(halts.sort().at(-1)),
    refused_until: ahead(refusals.sort().at(-1)),
    one_at_a_time: halts.some((until) => ahead(until) === null),
  };
}

/** A busy fleet's row changes several times a second. */
const TRIES = 10;

/**
 * Forgets the workers that were of no use and the refusals of EC2; the next sizing, within a minute, launches.
 *
 * @returns false when the row changed at every try
 */
export async function resumeLaunches({ table }: Pick<ResumeLaunches, 'table'>): Promise<boolean> {
  return retryOnConflict(TRIES, async () => {
    const fleet = await table.get(FLEET_KEY);
    return fleet?.kind !== 'fleet' || table.write(endHalt(fleet));
  });
}
