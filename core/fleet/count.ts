import type { FleetRow } from '../contracts/fleet-rows.ts';
import { workerKey } from '../contracts/rows.ts';
import type { FleetSettings } from '../contracts/settings.ts';
import { isResting } from '../job/job-state.ts';
import type { Clock } from '../shared/ports.ts';
import type { DueItem, Table } from '../shared/table.ts';
import { iso } from '../shared/time.ts';
import { type Headcount, liveReservations } from './fleet.ts';

export type CountHeads = { table: Table; clock: Clock; fleet: FleetSettings };

export type Heads = Headcount & { waiting_ids: string[] };

/** Workers beyond the cap that a count may meet: launches whose answers were lost, a cap that was lowered. */
const MORE_THAN_CAP = 4;

/**
 * What waits and who is there to take it, from the table alone: SQS's counts are approximate, EC2's come late.
 *
 * @param justQueued jobs the caller has queued, which the eventually consistent index may not show yet
 */
export async function countHeads(deps: CountHeads, fleet: FleetRow, justQueued: readonly string[]): Promise<Heads> {
  const enough = deps.fleet.max_workers * deps.fleet.waiting_jobs_per_worker + justQueued.length;
  const indexed = await deps.table.due('waiting', { limit: enough });
  const ready = indexed.filter((item) => !isResting(item, deps.clock.now()));
  const waiting_ids = [...new Set([...ready.map((item) => item.job_id), ...justQueued])];
  const states = [...(await workerStates(deps, fleet)).values()];
  const reserved = liveReservations(fleet, deps.clock.now()).reduce((sum, held) => sum + held.count, 0);
  const inState = (state: string) => states.filter((value) => value === state).length;
  return {
    waiting: waiting_ids.length,
    waiting_ids,
    launching: inState('launching') + reserved,
    idle: inState('idle'),
    busy: inState('busy'),
    draining: inState('draining'),
  };
}

/** Live workers by row key: from the index, and of the just launched, whom the index may not show yet, from their rows. */
async function workerStates(deps: CountHeads, fleet: FleetRow): Promise<Map<string, string>> {
  const now = iso(deps.clock.now());
  // Who is due has ended or fallen silent: whatever its row says, it takes no job.
  const after: DueItem = { job_id: workerKey(''), due_class: 'worker', due_at: now };
  const alive = await deps.table.due('worker', { after, limit: deps.fleet.max_workers * MORE_THAN_CAP });
  const states = new Map(alive.map((item) => [item.job_id, item.state ?? 'busy']));
  const recent = liveReservations(fleet, deps.clock.now()).flatMap((held) => held.instance_ids.map(workerKey));
  const rows = await deps.table.getMany(recent.filter((key) => !states.has(key)));
  for (const row of rows) if (row.kind === 'worker' && (row.due_at ?? '') > now) states.set(row.job_id, row.state);
  return states;
}
