/** What is kept of webhooks beside the delivery itself: attempts, why they stopped, and how fast a receiver is sent to. */
import * as z from 'zod';

const Time = z.iso.datetime();

/**
 * Why an attempt got no answer. Two are faults of ours: `service_error`, nothing was sent; `no_answer_recorded`, the
 * sender ended before it could write down what came of it.
 */
export const AttemptErrorCode = z.enum([
  'address_refused',
  'name_not_found',
  'connection_failed',
  'tls_failed',
  'timeout',
  'invalid_answer',
  'service_error',
  'no_answer_recorded',
]);
export type AttemptErrorCode = z.infer<typeof AttemptErrorCode>;

/** Clients read it, so it holds no address of ours: `error` is neutral, the log has the rest. */
export const DeliveryAttempt = z.object({
  at: Time,
  milliseconds: z.int(),
  http_status: z.int().optional(),
  /** One of `AttemptErrorCode`, or of a newer version. */
  error_code: z.string().optional(),
  error: z.string().optional(),
});
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;

/** Why a registration's receiver is sent nothing any more. */
export const DisabledReason = z.enum(['receiver_gone', 'receiver_failing']);
export type DisabledReason = z.infer<typeof DisabledReason>;

/** Why nothing more is tried. */
export const FailureReason = z.enum([...DisabledReason.options, 'retries_exhausted', 'data_missing']);
export type FailureReason = z.infer<typeof FailureReason>;

export const DeliveryFailure = z.object({
  /** One of `FailureReason`, or of a newer version. */
  code: z.string(),
  message: z.string(),
});
export type DeliveryFailure = z.infer<typeof DeliveryFailure>;

/** One receiving host: how fast it may be sent to, whoever registered it. */
export const HostThrottleRow = z.object({
  job_id: z.string().startsWith('endpoint#'),
  kind: z.literal('endpoint'),
  /** Counts changes; the row is written only over the version that was read. */
  version: z.int(),
  updated_at: Time,
  /** Sends before this time are taken, save for the burst. */
  next_slot_at: Time,
  /** The receiver asked for a pause (429, 503). */
  throttled_until: Time.optional(),
  /** Attempts under way, by webhook id, and when each has ended at the latest. */
  in_flight: z.record(z.string(), Time),
  /** Moving average of how long an attempt takes. */
  typical_milliseconds: z.number(),
  /** Epoch seconds at which DynamoDB may delete the item. */
  expires_at: z.int(),
});
export type HostThrottleRow = z.infer<typeof HostThrottleRow>;

export const hostThrottleKey = (origin: string) => `endpoint#${origin}`;
