/** What happened, counted from the rows as they changed, beside what the service says that it counted. */
import type { Counter, Counts } from '../../../core/contracts/counters-row.ts';
import type { FleetRow, WorkerRow } from '../../../core/contracts/fleet-rows.ts';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import type { DeliveryRow } from '../../../core/contracts/rows.ts';
import { countsByNow } from '../../../core/shared/counted.ts';
import type { Table } from '../../../core/shared/table.ts';
import { isOver } from './transitions.ts';
import type { Violations } from './violations.ts';

export class Counted {
  readonly #happened = new Map<string, number>();

  rowChanged(after: Readonly<Record<string, unknown>>, before: Readonly<Record<string, unknown>> | undefined): void {
    if (after['kind'] === 'job') this.#jobChanged(after as JobRow, before as JobRow | undefined);
    else if (after['kind'] === 'delivery')
      this.#deliveryChanged(after as DeliveryRow, before as DeliveryRow | undefined);
    else if (after['kind'] === 'fleet') this.#fleetChanged(after as FleetRow, before as FleetRow | undefined);
    else if (after['kind'] === 'worker' && !before) this.#add(`launched:${(after as WorkerRow).market}`);
  }

  /** Every counter says what happened, neither more nor less. */
  async check(table: Table, violations: Violations): Promise<void> {
    const told = summed(await countsByNow(table));
    for (const name of new Set([...told.keys(), ...this.#happened.keys()])) {
      const [says, was] = [told.get(name) ?? 0, this.#happened.get(name) ?? 0];
      if (says !== was) violations.add('a counter that is off', `${name}: ${says} for ${was}`);
    }
  }

  #jobChanged(after: JobRow, before: JobRow | undefined): void {
    // What the simulation leaves of a job that it forgets: none begins with its end.
    if (!before && isOver(after)) return;
    if (after.s3_key !== undefined && before?.s3_key === undefined) this.#add('submitted');
    if (before?.status === after.status) return;
    if (after.status === 'cancelled') this.#add('cancelled');
    if (after.status === 'failed') this.#add(`failed:${after.error?.code}`);
    if (after.status !== 'completed') return;
    const audio_ms = Math.round(1000 * (after.progress?.duration_seconds ?? 0));
    this.#add('completed');
    this.#add('audio_ms', audio_ms);
    this.#add(`model:completed:${after.model}`);
    this.#add(`model:audio_ms:${after.model}`, audio_ms);
    this.#add('work');
    this.#add('turnaround');
  }

  #deliveryChanged(after: DeliveryRow, before: DeliveryRow | undefined): void {
    for (const { http_status, error_code } of after.attempts.slice(before?.attempts.length ?? 0)) {
      this.#add(`attempts:${error_code ?? `${String(http_status)[0]}xx`}`);
    }
    if (before?.status !== 'pending' || after.status === 'pending') return;
    this.#add(`deliveries:${after.failure?.code ?? 'delivered'}`);
  }

  #fleetChanged({ refused = [] }: FleetRow, before: FleetRow | undefined): void {
    const known = new Set(before?.refused?.map(({ at, market }) => at + market));
    const added = refused.filter(({ at, market }) => !known.has(at + market));
    for (const code of added.flatMap(({ errors }) => errors)) this.#add(`refused:${code}`);
  }

  #add(name: string, amount = 1): void {
    this.#happened.set(name, (this.#happened.get(name) ?? 0) + amount);
  }
}

/** How long things took, and what they cost, no row tells; of the former, how many they were. */
function summed(counts: Counts): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, value = 0] of Object.entries(counts) as [Counter, number][]) {
    if (/^model:(work_ms|turnaround_ms|micro_usd):/.test(name)) continue;
    if (['work_ms', 'turnaround_ms', 'micro_usd'].includes(name)) continue;
    const key = /^(work|turnaround):/.exec(name)?.[1] ?? name;
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return sums;
}
