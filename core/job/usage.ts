/** What a tenant has had done: counted as jobs end, and added up for who asks. */
import type { StoredDocument } from '../contracts/document.ts';
import type { JobRow } from '../contracts/job-row.ts';
import { USAGE_SHARDS, UsageCounts, usageKey, WHOLE_STAGE } from '../contracts/usage-row.ts';
import type { AddUsage, Table } from '../shared/table.ts';
import { DAY_SECONDS, dayOf, epochSecondsIn, monthOf } from '../shared/time.ts';

/** For so long a day and a month can be asked for; the last bill is settled by then. */
const KEPT_SECONDS = { day: 62 * DAY_SECONDS, month: 400 * DAY_SECONDS };

/** What one job that ended adds. */
export type Ended = Partial<UsageCounts>;

/** Results of versions before may lack what the job cost. */
export function usageOfResult({
  duration_seconds,
  usage,
}: Pick<StoredDocument, 'duration_seconds'> & { usage?: StoredDocument['usage'] }): Ended {
  return {
    completed: 1,
    audio_ms: Math.round(duration_seconds * 1000),
    micro_usd: Math.round((usage?.usd ?? 0) * 1e6),
  };
}

/** Of an upload without an owner the stage's alone. */
export function countEnded({ tenant, job_id }: JobRow, amounts: Ended, now: Date): AddUsage[] {
  const shard = shardOf(job_id);
  const adding = (whose: string, length: 'day' | 'month'): AddUsage => {
    const period = length === 'day' ? dayOf(now) : monthOf(now);
    const expires_at = epochSecondsIn(now, KEPT_SECONDS[length]);
    const row = { job_id: usageKey(whose, period, shard), kind: 'usage', tenant: whose, period, expires_at } as const;
    return { kind: 'add', row, amounts };
  };
  const all = tenant === undefined ? [WHOLE_STAGE] : [tenant, WHOLE_STAGE];
  return all.flatMap((whose) => [adding(whose, 'day'), adding(whose, 'month')]);
}

/** Ids are random, or hashes: so is their last letter. */
const shardOf = (jobId: string) => (jobId.codePointAt(jobId.length - 1) ?? 0) % USAGE_SHARDS;

export type Spending = { day: UsageCounts; month: UsageCounts };

/** What was counted for a tenant today and this month, by now; strongly consistent. */
export async function spendingOf(table: Pick<Table, 'getMany'>, tenant: string, now: Date): Promise<Spending> {
  const [day, month] = await countsOf(table, tenant, [dayOf(now), monthOf(now)]);
  return { day: day ?? NOTHING, month: month ?? NOTHING };
}

/** What was counted for all jobs of the stage, those without an owner too. */
export function spendingOfStage(table: Pick<Table, 'getMany'>, now: Date): Promise<Spending> {
  return spendingOf(table, WHOLE_STAGE, now);
}

const NOTHING = UsageCounts.parse({});

async function countsOf(
  table: Pick<Table, 'getMany'>,
  tenant: string,
  periods: readonly string[],
): Promise<UsageCounts[]> {
  const shards = Array.from({ length: USAGE_SHARDS }, (_, shard) => shard);
  const rows = await table.getMany(periods.flatMap((period) => shards.map((shard) => usageKey(tenant, period, shard))));
  return periods.map((period) =>
    rows.reduce((sum, row) => (row.kind === 'usage' && row.period === period ? plus(sum, row) : sum), NOTHING),
  );
}

function plus(one: UsageCounts, other: UsageCounts): UsageCounts {
  return {
    completed: one.completed + other.completed,
    failed: one.failed + other.failed,
    cancelled: one.cancelled + other.cancelled,
    audio_ms: one.audio_ms + other.audio_ms,
    micro_usd: one.micro_usd + other.micro_usd,
  };
}
