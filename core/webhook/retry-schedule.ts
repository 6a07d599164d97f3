/** When a failed delivery is tried again. */
import type { WebhookResponse } from '../shared/ports.ts';

const MINUTE = 60;
const HOUR = 3600;

/** Seconds before each further attempt; the schedule of Standard Webhooks (spec, "Deliverability and reliability"). */
export const RETRY_DELAYS = [
  5,
  5 * MINUTE,
  30 * MINUTE,
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
] as const;
/** Each delay is lengthened by up to this share, so that receivers that failed together are not met together. */
const JITTER = 0.1;
/** What a receiver may ask for; the schedule waits no longer between two attempts either. */
const MAX_RETRY_AFTER_SECONDS = 24 * HOUR;

/** No delivery is left alone for longer than this between two attempts. */
export const LONGEST_DELAY_SECONDS = 24 * HOUR * (1 + JITTER);

/**
 * Seconds until the next attempt; undefined when the schedule is used up.
 *
 * @param attemptsBefore attempts before the one that was just answered
 * @param random 0 ≤ random < 1, spreads the retries
 */
export function retryDelay(
  attemptsBefore: number,
  response: WebhookResponse,
  now: Date,
  random: number,
): number | undefined {
  const scheduled = RETRY_DELAYS[attemptsBefore];
  if (scheduled === undefined) return undefined;
  const asked = Math.min(retryAfterSeconds(response, now) ?? 0, MAX_RETRY_AFTER_SECONDS);
  return Math.round(Math.max(scheduled * (1 + JITTER * random), asked));
}

/** RFC 9110 `Retry-After`: seconds, or an HTTP date. Anything else counts as not said. */
export function retryAfterSeconds(response: WebhookResponse, now: Date): number | undefined {
  if (response.kind !== 'answered' || response.retry_after === undefined) return undefined;
  const header = response.retry_after.trim();
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
