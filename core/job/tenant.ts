/** What a tenant is told of itself. */
import type { KeyLimits } from '../contracts/key-row.ts';
import type { TenantLimits, TenantUsage } from '../contracts/keys.ts';
import type { UsageCounts } from '../contracts/usage-row.ts';
import { dayOf, monthOf } from '../shared/time.ts';
import { type HoldToLimits, limitsOf } from './limits.ts';
import { type Spending, spendingOf } from './usage.ts';

export async function tenantUsage(
  { table, clock }: Omit<HoldToLimits, 'keyLimits'>,
  tenant: string,
): Promise<TenantUsage> {
  const now = clock.now();
  return { tenant, ...shownSpending(await spendingOf(table, tenant, now), now) };
}

export function shownSpending({ day, month }: Spending, now: Date): Omit<TenantUsage, 'tenant'> {
  return { day: shown(dayOf(now), day), month: shown(monthOf(now), month) };
}

export function tenantLimits(deps: Pick<HoldToLimits, 'keyLimits'>, tenant: string, own?: KeyLimits): TenantLimits {
  const { audio_hours_per_day = null, usd_per_month = null, concurrent_jobs = null } = limitsOf(deps, own);
  return { tenant, audio_hours_per_day, usd_per_month, concurrent_jobs };
}

function shown(period: string, { completed, failed, cancelled, audio_ms, micro_usd }: UsageCounts): TenantUsage['day'] {
  return { period, completed, failed, cancelled, audio_seconds: audio_ms / 1000, usd: micro_usd / 1e6 };
}
