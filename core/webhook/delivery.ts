/**
 * The life of one webhook event: `pending` until a 2xx answer (`delivered`), or until the receiver wants no more or the
 * schedule is used up (`failed`). Delivered at least once: the row is written with the job's outcome, before any attempt.
 */
import type { JobRow } from '../contracts/job-row.ts';
import { type DeliveryRow, deliveryKey } from '../contracts/rows.ts';
import type { DeliveryAttempt, FailureReason } from '../contracts/webhooks.ts';
import type { WebhookResponse } from '../shared/ports.ts';
import type { Condition, Update } from '../shared/table.ts';
import { ROW_TTL_SECONDS } from '../shared/table.ts';
import { epochSecondsIn, iso, plusSeconds, secondsBetween } from '../shared/time.ts';
import { retryDelay } from './retry-schedule.ts';
import { type JobOutcome, webhookId } from './webhook-ids.ts';

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
  outcome: JobOutcome,
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
    ...(firstAttemptSeconds > 0 ? { attempt_begun_at: iso(now) } : {}),
    due_class: 'delivery',
    due_at: next,
    expires_at: epochSecondsIn(now, ROW_TTL_SECONDS),
  };
}

export function isDue(delivery: DeliveryRow, now: Date): boolean {
  return delivery.status === 'pending' && (delivery.next_attempt_at ?? '') <= iso(now);
}

/** Takes the delivery for one attempt; refused when someone else took it first. */
export function takeAttempt(delivery: DeliveryRow, now: Date): Update<DeliveryRow> {
  const until = plusSeconds(now, ATTEMPT_LEASE_SECONDS);
  return changeDelivery(delivery, now, { set: { due_at: until, next_attempt_at: until, attempt_begun_at: iso(now) } });
}

/** Puts off the safety net while a message for the delivery is under way. */
export function markEnqueued(delivery: DeliveryRow, now: Date): Update<DeliveryRow> {
  return changeDelivery(delivery, now, { set: { due_at: plusSeconds(now, QUEUE_GRACE_SECONDS) } });
}

/** What becomes of a delivery. `retry_in_seconds` says when a message for it has to come, if that is soon. */
export type Outcome = { update: Update<DeliveryRow>; status: DeliveryRow['status']; retry_in_seconds?: number };

/**
 * What an attempt's answer means for the delivery.
 *
 * @param delivery the row as `takeAttempt` left it
 * @param random 0 ≤ random < 1, spreads the retries
 */
export function afterAttempt(delivery: DeliveryRow, response: WebhookResponse, now: Date, random: number): Outcome {
  const attempt = attemptRecord(response, now);
  if (isSuccess(response)) return settled(delivery, { status: 'delivered' }, [attempt], now);
  if (saysGone(response)) return settled(delivery, failed('receiver_gone'), [attempt], now);
  const delay = retryDelay(delivery.attempts.length - (delivery.schedule_from ?? 0), response, now, random);
  if (delay === undefined) return settled(delivery, failed('retries_exhausted'), [attempt], now);
  const set = nextAttemptAttributes(now, plusSeconds(now, delay), delay);
  const remove = ['slot_at', 'attempt_begun_at'] as const;
  const update = changeDelivery(delivery, now, { set, append: { attempts: [attempt] }, remove });
  return { status: 'pending', update, retry_in_seconds: delay };
}

/**
 * What it means for the delivery that an attempt's time is up and nothing was recorded: its sender died or was ended.
 *
 * @param begunAt when the attempt was taken
 */
export function afterLostAttempt(delivery: DeliveryRow, begunAt: string, now: Date, random: number): Outcome {
  const milliseconds = 1000 * secondsBetween(begunAt, iso(now));
  const error = 'the sender ended before it could record an answer; the webhook may have arrived';
  return afterAttempt(delivery, { kind: 'unreachable', code: 'no_answer_recorded', error, milliseconds }, now, random);
}

/** Ends a delivery that is not to be made, or cannot be. */
export function undeliverable(delivery: DeliveryRow, code: string, now: Date): Outcome {
  return settled(delivery, failed(code), [], now);
}

/**
 * Lets a delivery wait for its endpoint; that is no attempt.
 *
 * @param wait `has_place` when the time is the delivery's own in the endpoint's line
 */
export function postpone(delivery: DeliveryRow, wait: { until: string; has_place: boolean }, now: Date): Outcome {
  const seconds = Math.max(0, Math.ceil((Date.parse(wait.until) - now.getTime()) / 1000));
  const place = wait.has_place ? { slot_at: wait.until } : {};
  const update = changeDelivery(delivery, now, {
    set: { ...nextAttemptAttributes(now, wait.until, seconds), ...place },
    remove: ['attempt_begun_at'],
  });
  return { status: 'pending', update, retry_in_seconds: seconds };
}

/** Any state → pending, due now, with the whole schedule before it again. A message has to be sent for it. */
export function deliverAgain(delivery: DeliveryRow, now: Date): Update<DeliveryRow> {
  const due_at = plusSeconds(now, QUEUE_GRACE_SECONDS);
  return {
    kind: 'update',
    key: delivery.job_id,
    when: [statusIs(delivery.status), asRead(delivery)],
    set: {
      status: 'pending',
      schedule_from: delivery.attempts.length,
      next_attempt_at: iso(now),
      due_class: 'delivery',
      due_at,
      updated_at: iso(now),
    },
    remove: ['failure', 'slot_at', 'attempt_begun_at'],
  };
}

export function isSuccess(response: WebhookResponse): boolean {
  return response.kind === 'answered' && response.http_status >= 200 && response.http_status < 300;
}

export function saysGone(response: WebhookResponse): boolean {
  return response.kind === 'answered' && response.http_status === 410;
}

const FAILURES: Record<FailureReason, string> = {
  receiver_gone: 'the receiver answered 410: it wants no further webhooks of this callback',
  receiver_failing: 'the receiver of this callback failed every attempt for five days',
  retries_exhausted: 'every attempt of the schedule failed',
  data_missing: 'the registration or the body of this webhook no longer exists',
};

/** @param code a `FailureReason`, or what a newer version stopped the registration for */
function failed(code: string) {
  const message = new Map(Object.entries(FAILURES)).get(code) ?? 'nothing more is sent for this callback';
  return { status: 'failed' as const, failure: { code, message } };
}

type Settled = { status: 'delivered' } | ReturnType<typeof failed>;

function settled(delivery: DeliveryRow, set: Settled, attempts: DeliveryAttempt[], now: Date): Outcome {
  const remove = ['due_class', 'due_at', 'next_attempt_at', 'slot_at', 'attempt_begun_at'] as const;
  return { status: set.status, update: changeDelivery(delivery, now, { set, append: { attempts }, remove }) };
}

/** A message comes for what is due soon, and `reconcile` looks after it; what is due later is `reconcile`'s alone. */
function nextAttemptAttributes(now: Date, next: string, delay: number) {
  const due_at = delay > MAX_QUEUE_DELAY_SECONDS ? next : plusSeconds(now, delay + QUEUE_GRACE_SECONDS);
  return { next_attempt_at: next, due_at };
}

function attemptRecord(response: WebhookResponse, now: Date): DeliveryAttempt {
  const record = { at: iso(now), milliseconds: Math.round(response.milliseconds) };
  return response.kind === 'answered'
    ? { ...record, http_status: response.http_status }
    : { ...record, error_code: response.code, error: response.error };
}

function changeDelivery(
  delivery: DeliveryRow,
  now: Date,
  update: Pick<Update<DeliveryRow>, 'set' | 'remove' | 'append'>,
): Update<DeliveryRow> {
  const when = [statusIs('pending'), asRead(delivery)];
  return { kind: 'update', key: delivery.job_id, when, ...update, set: { ...update.set, updated_at: iso(now) } };
}

const statusIs = (status: DeliveryRow['status']): Condition<DeliveryRow> => ({
  attribute: 'status',
  is: 'one_of',
  values: [status],
});

/** Every change moves `due_at`, or removes it, so the value that was read is the version that may be changed. */
function asRead({ due_at }: DeliveryRow): Condition<DeliveryRow> {
  return due_at === undefined
    ? { attribute: 'due_at', is: 'absent' }
    : { attribute: 'due_at', is: 'one_of', values: [due_at] };
}
