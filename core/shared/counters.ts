/** What the service does is counted with each change. */
import { COUNTER_SHARDS, type Counts, countersKey } from '../contracts/counters-row.ts';
import type { AddCounts } from './table.ts';

/**
 * What a change adds, to be written in one transaction with it.
 *
 * @param about what changes, such as a job by its id: it says which shard
 */
export function count(about: string, counts: Counts): AddCounts {
  return { kind: 'add', row: { job_id: countersKey(shardOf(about)), kind: 'counters' }, amounts: counts };
}

/** Ids are random, or hashes, or have some of either in them; each of their letters has a say. */
function shardOf(about: string): number {
  let hash = 0;
  for (const letter of about) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash % COUNTER_SHARDS;
}

/** Upper bounds in seconds, from a clip to the longest job; what took longer is in `inf`. */
export const BOUNDS = [5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200] as const;

/** One that took so long. A clock that was set back makes none negative. */
export function countTime(name: 'work' | 'turnaround', seconds: number): Counts {
  const milliseconds = Math.max(0, Math.round(seconds * 1000));
  const bound = BOUNDS.find((one) => milliseconds <= one * 1000) ?? 'inf';
  return { [`${name}:${bound}`]: 1, [`${name}_ms`]: milliseconds };
}
