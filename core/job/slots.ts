/**
 * How many jobs of a tenant may wait for a worker or be at work at once. Each of them has a slot, a row that names it; there are as
 * many as the limit. Nothing gives a slot back: one whose job is over is taken by the next, so that whatever ends a job, or dies
 * while it does, cannot lose or double one.
 */

import type { JobRow } from '../contracts/job-row.ts';
import { type SlotRow, slotKey } from '../contracts/usage-row.ts';
import type { Clock } from '../shared/ports.ts';
import { retryOnConflict } from '../shared/retry-on-conflict.ts';
import type { Table, Write } from '../shared/table.ts';
import { iso } from '../shared/time.ts';
import { isTerminal } from './job-state.ts';

export type TakeSlots = { table: Pick<Table, 'getMany' | 'write'>; clock: Pick<Clock, 'now'> };

/** Who loses a slot to another job looks for the next; one that loses as often is looked at again a minute later. */
const TRIES = 10;

type Taker = Pick<JobRow, 'job_id'> & { tenant: string };

/** Takes a slot, or finds that the job has one. */
export async function takeSlot(deps: TakeSlots, job: Taker, limit: number): Promise<boolean> {
  return (await retryOnConflict(TRIES, () => tryToTake(deps, job, limit))) === 'taken';
}

/** @returns false when another job was first */
async function tryToTake(deps: TakeSlots, job: Taker, limit: number): Promise<'taken' | 'full' | false> {
  const keys = Array.from({ length: limit }, (_, number) => slotKey(job.tenant, number));
  const slots = (await deps.table.getMany(keys)).filter((row) => row.kind === 'slot');
  if (slots.some((slot) => slot.for_job_id === job.job_id)) return 'taken';
  const mine = { for_job_id: job.job_id, taken_at: iso(deps.clock.now()) };
  const unused = keys.find((key) => slots.every((slot) => slot.job_id !== key));
  const write = unused === undefined ? await takeOver(deps, slots, mine) : putSlot(unused, job.tenant, mine);
  if (!write) return 'full';
  return (await deps.table.write(write)) && 'taken';
}

type Mine = Pick<SlotRow, 'for_job_id' | 'taken_at'>;

function putSlot(key: string, tenant: string, mine: Mine): Write {
  return { kind: 'put', row: { job_id: key, kind: 'slot', tenant, ...mine } };
}

/** The slot of a job that is over, or is no more. */
async function takeOver({ table }: TakeSlots, slots: readonly SlotRow[], mine: Mine): Promise<Write | undefined> {
  const rows = await table.getMany(slots.map((slot) => slot.for_job_id));
  const living = new Set(rows.flatMap((row) => (row.kind === 'job' && !isTerminal(row) ? [row.job_id] : [])));
  const free = slots.find((slot) => !living.has(slot.for_job_id));
  if (!free) return undefined;
  const when = [{ attribute: 'for_job_id', is: 'one_of', values: [free.for_job_id] }] as const;
  return { kind: 'update', key: free.job_id, when, set: mine };
}
