/**
 * The life of one webhook event: `pending` until a 2xx answer (`delivered`), or until the receiver says 410 or the
 * schedule is used up (`failed`). Delivered at least once: the row is written with the job's outcome, before any attempt.
 */
import type { DeliveryAttempt, DeliveryRow, JobRow } from './contracts/rows.ts';
import { deliveryKey } from './contracts/rows.ts';
import { ROW_TTL_SECONDS, webhookId } from './job.ts';
import type { WebhookResponse } from './ports.ts';
import type { Update } from './table.ts';
import { epochSecondsIn, iso, plusSeconds } from './time.ts';

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
/** The worker's own first attempt gets this long before anyone else may try. */
export const FIRST_ATTEMPT_SECONDS = 60;
/** An attempt takes 15 s at most; whoever holds it this long has crashed. */
export const ATTEMPT_LEASE_SECONDS = 60;
/** SQS cannot delay a message for longer; what is due later waits on the row. */
export const MAX_QUEUE_DELAY_SECONDS = 900;
/** `reconcile` looks this long after the time a delayed message should have come. */
const QUEUE_GRACE_SECONDS = 120;

export function pendingDelivery(
  job: JobRow & { callback_id: string },
  outcome: 'completed' | 'failed',
  now: Date,
  firstAttemptSeconds: number,
): DeliveryRow {
  const id = webhookId(job, outcome);
  const next = plusSeconds(now, firstAttemptSeconds);
  return {
    job_id: deliveryKey(id),
    kind: 'delivery',
    webhook_id: id,
    for_job_id: job.job_id,
    callback_id: job.callback_id,
    status: 'pending',
    created_at: iso(now),
    updated_at: iso(now),
    attempts: [],
    next_attempt_at: next,
    due_class: 'delivery',
    due_at: next,
    expires_at: epochSecondsIn(now, ROW_TTL_SECONDS),
  };
}

export function isDue(delivery: DeliveryRow, now: Date): boolean {
  return delivery.status === 'pending' && (delivery.next_attempt_at ?? '') <= iso(now);
}

/** Takes the delivery for one attempt; refused when someone else took it first. */
export function takeAttempt(delivery: DeliveryRow, now: Date): Update {
  const until = plusSeconds(now, ATTEMPT_LEASE_SECONDS);
  return change(delivery, now, { set: { due_at: until, next_attempt_at: until } });
}

/** Puts off the safety net while a message for the delivery is under way. */
export function enqueued(delivery: DeliveryRow, now: Date): Update {
  return change(delivery, now, { set: { due_at: plusSeconds(now, QUEUE_GRACE_SECONDS) } });
}

export type AttemptOutcome = { update: Update; status: DeliveryRow['status']; retry_in_seconds?: number };

/**
 * What an attempt's answer means for the delivery.
 *
 * @param delivery the row as `takeAttempt` left it
 * @param random 0 ≤ random < 1, spreads the retries
 */
export function afterAttempt(
  delivery: DeliveryRow,
  response: WebhookResponse,
  now: Date,
  random: number,
): AttemptOutcome {
  const attempt = attemptRecord(response, now);
  const finish = (status: 'delivered' | 'failed'): AttemptOutcome => ({
    status,
    update: change(delivery, now, {
      set: { status },
      append: { attempts: [attempt] },
      remove: ['due_class', 'due_at', 'next_attempt_at'],
    }),
  });
  if (response.kind === 'answered' && isSuccess(response.http_status)) return finish('delivered');
  const delay = retryDelay(delivery.attempts.length, response, now, random);
  if (delay === undefined) return finish('failed');
  const next = plusSeconds(now, delay);
  const due = delay > MAX_QUEUE_DELAY_SECONDS ? next : plusSeconds(now, delay + QUEUE_GRACE_SECONDS);
  const update = change(delivery, now, {
    set: { next_attempt_at: next, due_at: due },
    append: { attempts: [attempt] },
  });
  return { status: 'pending', update, retry_in_seconds: delay };
}

/** Ends a delivery that nobody can make: what it needs is gone. */
export function undeliverable(delivery: DeliveryRow, reason: string, now: Date): Update {
  return change(delivery, now, {
    set: { status: 'failed' },
    append: { attempts: [{ at: iso(now), milliseconds: 0, error: reason }] },
    remove: ['due_class', 'due_at', 'next_attempt_at'],
  });
}

function retryDelay(attemptsBefore: number, response: WebhookResponse, now: Date, random: number): number | undefined {
  if (response.kind === 'answered' && response.http_status === 410) return undefined;
  const scheduled = RETRY_DELAYS[attemptsBefore];
  if (scheduled === undefined) return undefined;
  const asked = response.kind === 'answered' ? retryAfterSeconds(response.retry_after, now) : 0;
  return Math.round(Math.max(scheduled * (1 + JITTER * random), Math.min(asked, 24 * HOUR)));
}

/** RFC 9110 `Retry-After`: seconds, or an HTTP date. Anything else counts as not said. */
function retryAfterSeconds(header: string | undefined, now: Date): number {
  if (header === undefined) return 0;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

function attemptRecord(response: WebhookResponse, now: Date): DeliveryAttempt {
  const record = { at: iso(now), milliseconds: Math.round(response.milliseconds) };
  return response.kind === 'answered'
    ? { ...record, http_status: response.http_status }
    : { ...record, error: response.error };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function change(delivery: DeliveryRow, now: Date, update: Pick<Update, 'set' | 'remove' | 'append'>): Update {
  return {
    kind: 'update',
    key: delivery.job_id,
    when: [
      { attribute: 'status', is: 'one_of', values: ['pending'] },
      // Every change moves due_at, so the value we read is the version we may change.
      { attribute: 'due_at', is: 'one_of', values: [delivery.due_at ?? ''] },
    ],
    ...update,
    set: { ...update.set, updated_at: iso(now) },
  };
}
