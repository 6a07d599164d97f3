import type { VirtualClock } from '../../support/memory/clock.ts';
import { MemoryTable } from '../../support/memory/table.ts';
import type { Random } from '../random.ts';
import type { Rates } from '../rates.ts';
import { UnreadableRows } from './unreadable-rows.ts';

type Row = Readonly<Record<string, unknown>>;
type Surroundings = {
  clock: VirtualClock;
  random: Random;
  rates: Pick<Rates, 'index_late' | 'row_unreadable'>;
  on_change: (after: Row, before: Row | undefined) => void;
};

/** The index of a busy table follows within a second as a rule. */
const INDEX_LAG_MS = 300;
const LONGEST_LAG_MS = 60_000;

/** A DynamoDB table: its index follows late, and some rows are as another version wrote them. */
export function simulatedTable({ clock, random, rates, on_change }: Surroundings): MemoryTable {
  const indexing = random.fork('index');
  const spoiling = new UnreadableRows({ clock, rates, random: random.fork('rows'), table: () => table });
  const lag = () =>
    indexing.chance(rates.index_late) ? indexing.between(0, LONGEST_LAG_MS) : indexing.exponential(INDEX_LAG_MS);
  const table: MemoryTable = new MemoryTable({
    on_change: (after, before) => {
      on_change(after, before);
      spoiling.rowChanged(after);
    },
    index: { now: () => clock.milliseconds(), lag: () => Math.round(lag()) },
  });
  return table;
}
