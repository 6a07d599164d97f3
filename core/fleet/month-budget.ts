/** What all jobs of a stage may cost in a month. When it is spent no worker is launched; those that run go on. */
import type { FleetSettings } from '../contracts/settings.ts';
import { spendingOfStage } from '../job/usage.ts';
import type { Clock } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';

/** The line that reconcile logs while it launches nothing for it although jobs wait; an alarm counts these. */
export const BUDGET_SPENT = 'budget of the month spent';

export type KeepToBudget = {
  table: Pick<Table, 'getMany'>;
  clock: Pick<Clock, 'now'>;
  fleet: Pick<FleetSettings, 'usd_per_month'>;
};

/** Nothing is read where there is no budget. */
export async function isMonthSpent({ table, clock, fleet: { usd_per_month } }: KeepToBudget): Promise<boolean> {
  if (usd_per_month === undefined) return false;
  const { month } = await spendingOfStage(table, clock.now());
  return month.micro_usd >= usd_per_month * 1e6;
}
