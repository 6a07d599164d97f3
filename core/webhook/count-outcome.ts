import type { Counts } from '../contracts/counters-row.ts';
import type { DeliveryRow } from '../contracts/rows.ts';
import type { DeliveryAttempt } from '../contracts/webhooks.ts';
import { count } from '../shared/counters.ts';
import type { AddCounts } from '../shared/table.ts';
import type { Outcome } from './delivery.ts';

/** Goes with the write of an outcome: each attempt by what came of it, and each delivery that is over by how. */
export function outcomeCounted({ webhook_id }: DeliveryRow, { update, status }: Outcome): AddCounts[] {
  const counts: Counts = {};
  for (const attempt of update.append?.attempts ?? []) counts[`attempts:${resultOf(attempt)}`] = 1;
  if (status !== 'pending') counts[`deliveries:${update.set.failure?.code ?? status}`] = 1;
  return Object.keys(counts).length > 0 ? [count(webhook_id, counts)] : [];
}

/** The class of its answer, such as `2xx`, or why there was none. */
function resultOf({ http_status, error_code }: DeliveryAttempt): string {
  return http_status === undefined ? (error_code ?? 'service_error') : `${Math.floor(http_status / 100)}xx`;
}
