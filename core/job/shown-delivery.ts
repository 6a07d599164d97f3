import type { DeliveryRow } from '../contracts/rows.ts';
import type { Delivery } from '../contracts/webhook-answers.ts';

/** What a client may see of a delivery. */
export function shownDelivery({ webhook_id, status, attempts, next_attempt_at, failure }: DeliveryRow): Delivery {
  const shown = attempts.map(({ at, milliseconds, http_status, error_code, error }) => ({
    at,
    milliseconds,
    http_status: http_status ?? null,
    error: error_code ? { code: error_code, message: error ?? '' } : null,
  }));
  return {
    id: webhook_id,
    status,
    attempts: shown,
    next_attempt_at: next_attempt_at ?? null,
    failure: failure ?? null,
  };
}
