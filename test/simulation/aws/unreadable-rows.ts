import type { VirtualClock } from '../../support/memory/clock.ts';
import type { MemoryTable } from '../../support/memory/table.ts';
import type { Random } from '../random.ts';
import type { Rates } from '../rates.ts';

export type UnreadableRowsOptions = {
  clock: VirtualClock;
  random: Random;
  rates: Pick<Rates, 'row_unreadable'>;
  table(): MemoryTable;
};

const LONGEST_MS = 3_600_000;

/** Rows of jobs that nobody can read for a while, as if a version that was rolled back had written them. */
export class UnreadableRows {
  readonly #options: UnreadableRowsOptions;

  constructor(options: UnreadableRowsOptions) {
    this.#options = options;
  }

  rowChanged(row: Readonly<Record<string, unknown>>): void {
    const { clock, random, rates, table } = this.#options;
    const key = String(row['job_id']);
    if (row['kind'] !== 'job' || !random.chance(rates.row_unreadable)) return;
    table().spoil(key, { purged_at: 'in words of another version' });
    clock.at(clock.milliseconds() + random.between(0, LONGEST_MS), () => void this.#mend(key));
  }

  async #mend(key: string): Promise<void> {
    const table = this.#options.table();
    if (await table.has(key)) table.spoil(key, { purged_at: undefined });
  }
}
