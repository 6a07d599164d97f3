/** A job's state, as it is told. */
import type { JobRow } from '../contracts/job-row.ts';
import { isTerminal } from '../job/job-state.ts';

/** Grows with each change of a job's state, whatever way it goes: the row's attempt counts the claims, and between two of them it waits. */
export function stateRank(job: JobRow): number {
  const before = 2 * job.attempt;
  if (job.status === 'launching') return before + 1;
  return isTerminal(job) ? before + 2 : before;
}

/** Whether it is a client's to see. */
export function isTold(job: JobRow): boolean {
  return job.purged_at === undefined;
}
