/** The items that count what a tenant has had done, by day and by month, and what it has under way. */
import * as z from 'zod';
import { Expiry, Time } from './row-parts.ts';

const Count = z.int().nonnegative().default(0);

/** Whole numbers, so that sums are exact: milliseconds, and millionths of a USD. */
export const UsageCounts = z.object({
  completed: Count,
  failed: Count,
  cancelled: Count,
  audio_ms: Count,
  micro_usd: Count,
});
export type UsageCounts = z.infer<typeof UsageCounts>;

/**
 * One of the shards of a tenant's day or month, or of one of the whole stage, added to in the transaction that ends a job: what is counted is what ended, once
 * each, whatever broke off. Several shards, as jobs that end at the same moment would wait for one another over one.
 */
export const UsageRow = z.object({
  job_id: z.string().startsWith('usage#'),
  kind: z.literal('usage'),
  tenant: z.string(),
  /** In UTC: `2026-03-01`, or `2026-03`. */
  period: z.string(),
  ...UsageCounts.shape,
  ...Expiry,
});
export type UsageRow = z.infer<typeof UsageRow>;

export const USAGE_SHARDS = 4;

/** In place of a tenant, in the rows that count what all jobs of the stage came to; no tenant is called so. */
export const WHOLE_STAGE = '';

/** A tenant that an operator wrote by hand may have any name. */
export const usageKey = (tenant: string, period: string, shard: number) =>
  `usage#${encodeURIComponent(tenant)}#${period}#${shard}`;

/** One of the jobs that a tenant may have in the queue or at work at once; free when that one is over. See `core/job/slots.ts`. */
export const SlotRow = z.object({
  job_id: z.string().startsWith('slot#'),
  kind: z.literal('slot'),
  tenant: z.string(),
  for_job_id: z.string(),
  taken_at: Time,
});
export type SlotRow = z.infer<typeof SlotRow>;

export const slotKey = (tenant: string, number: number | string) => `slot#${encodeURIComponent(tenant)}#${number}`;
