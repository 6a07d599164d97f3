/** What was counted is added up for who asks. */
import { COUNTER_SHARDS, type Counter, type Counts, countersKey } from '../contracts/counters-row.ts';
import type { Table } from './table.ts';

/** All that was counted by now; strongly consistent. */
export async function countsByNow(table: Pick<Table, 'getMany'>): Promise<Counts> {
  const rows = await table.getMany(Array.from({ length: COUNTER_SHARDS }, (_, shard) => countersKey(shard)));
  return rows.reduce<Counts>((sum, row) => (row.kind === 'counters' ? plus(sum, row.counts) : sum), {});
}

function plus(sum: Counts, counts: Counts): Counts {
  const both = { ...sum };
  for (const [name, value] of Object.entries(counts) as [Counter, number][]) both[name] = (both[name] ?? 0) + value;
  return both;
}
