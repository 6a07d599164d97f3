/** What a key may have done, and what is said when it was. */
import type { KeyLimits } from '../contracts/key-row.ts';
import { RequestProblem } from '../shared/errors.ts';
import type { Clock } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso, startOfNextDay, startOfNextMonth } from '../shared/time.ts';
import { type Spending, spendingOf } from './usage.ts';

export type HoldToLimits = { table: Pick<Table, 'getMany'>; clock: Pick<Clock, 'now'>; keyLimits: KeyLimits };

/** Those of the key go before those of the stage, one by one. */
export function limitsOf({ keyLimits }: Pick<HoldToLimits, 'keyLimits'>, own: KeyLimits = {}): KeyLimits {
  return { ...keyLimits, ...own };
}

/**
 * @param own the limits that stand in the key's row
 * @throws RequestProblem 429 that names the limit, and in Retry-After the seconds until it counts anew
 */
export async function refuseOverLimit(deps: HoldToLimits, tenant: string, own?: KeyLimits): Promise<void> {
  const over = await limitReached(deps, tenant, own);
  if (!over) return;
  const seconds = Math.ceil((over.until.getTime() - deps.clock.now().getTime()) / 1000);
  const headers = { 'retry-after': String(seconds) };
  const detail = `${over.message}; come back after ${iso(over.until)}, or ask the operator for more`;
  throw new RequestProblem({ status: 429, code: 'limit_exceeded', detail, headers });
}

/** A limit that is reached: by how much, and until when it counts so, where that is known. */
export type Over = { limit: keyof KeyLimits; message: string; until?: Date };
type Spent = Over & { until: Date };

/** Of what was spent; nothing is read where there is no limit. */
export async function limitReached(deps: HoldToLimits, tenant: string, own?: KeyLimits): Promise<Spent | undefined> {
  const limits = limitsOf(deps, own);
  if (limits.audio_hours_per_day === undefined && limits.usd_per_month === undefined) return undefined;
  const now = deps.clock.now();
  return whatIsOver(limits, await spendingOf(deps.table, tenant, now), now);
}

/** The one that holds for longer first. */
function whatIsOver(limits: KeyLimits, { day, month }: Spending, now: Date): Spent | undefined {
  const usd = month.micro_usd / 1e6;
  const hours = day.audio_ms / 3_600_000;
  if (limits.usd_per_month !== undefined && usd >= limits.usd_per_month) {
    const message = `usd_per_month is ${limits.usd_per_month}, and ${usd.toFixed(2)} USD were spent this month (UTC)`;
    return { limit: 'usd_per_month', message, until: startOfNextMonth(now) };
  }
  if (limits.audio_hours_per_day !== undefined && hours >= limits.audio_hours_per_day) {
    const message = `audio_hours_per_day is ${limits.audio_hours_per_day}, and ${hours.toFixed(1)} hours were transcribed today (UTC)`;
    return { limit: 'audio_hours_per_day', message, until: startOfNextDay(now) };
  }
  return undefined;
}
