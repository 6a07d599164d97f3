/** Registrations of a version that let them last for ever get an end, as if they were used now. Safe to run again, at any time. */
import { keepRegistered } from '../job/new-job.ts';
import type { Clock } from '../shared/ports.ts';
import type { Table, TableUpkeep } from '../shared/table.ts';
import { iso } from '../shared/time.ts';
import { extend } from '../webhook/registration-lifetime.ts';

export type EndOldRegistrations = {
  table: Pick<Table, 'getMany' | 'write'> & Pick<TableUpkeep, 'endlessRegistrations'>;
  clock: Pick<Clock, 'now'>;
};

const AT_ONCE = 100;

/**
 * @param days how long a registration lasts without an upload
 * @returns how many got an end; one that got it meanwhile, by an upload, is passed over
 */
export async function endOldRegistrations({ table, clock }: EndOldRegistrations, days: number): Promise<number> {
  const keys = await table.endlessRegistrations();
  const now = clock.now();
  let ended = 0;
  for (let from = 0; from < keys.length; from += AT_ONCE) {
    const rows = await table.getMany(keys.slice(from, from + AT_ONCE));
    for (const row of rows) {
      const update = row.kind === 'registration' ? extend(row, iso(now), days, now) : undefined;
      if (row.kind !== 'registration' || !update || !(await table.write(update))) continue;
      // The row that waits for its first upload stays as long; where there was one, it has an end of its own.
      await table.write(keepRegistered(row.callback_id, update.set.expires_at, now));
      ended += 1;
    }
  }
  return ended;
}
