import type { DeliveryMessage } from '../contracts/messages.ts';
import { type DeliveryRow, deliveryKey, registrationKey } from '../contracts/rows.ts';
import { deliveryBodyKey } from '../shared/object-keys.ts';
import type { Objects } from '../shared/object-ports.ts';
import type { Clock, Queue } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { deliverAgain } from './delivery.ts';
import { enable } from './registration.ts';

export type RedeliverWebhook = {
  table: Table;
  objects: Pick<Objects, 'head'>;
  deliveries: Queue<DeliveryMessage>;
  clock: Clock;
};

/** `enabled` tells that the registration had been stopped, by a 410 or days of failures, and is sent to again. */
export type Redelivery =
  | { kind: 'redelivered'; delivery: DeliveryRow; enabled: boolean }
  | { kind: 'refused'; reason: 'unknown' | 'registration_missing' | 'body_missing' | 'changed_meanwhile' };

/**
 * Sends a webhook again, whatever became of it: the same id and body, due now, with the whole schedule before it.
 *
 * @param webhookId such as `msg_<job_id>_completed`
 * @param options.dry_run changes nothing and answers as if it had
 */
export async function redeliverWebhook(
  deps: RedeliverWebhook,
  webhookId: string,
  { dry_run }: { dry_run: boolean },
): Promise<Redelivery> {
  const delivery = await deps.table.get(deliveryKey(webhookId));
  if (delivery?.kind !== 'delivery') return { kind: 'refused', reason: 'unknown' };
  const registration = await deps.table.get(registrationKey(delivery.callback_id));
  if (registration?.kind !== 'registration') return { kind: 'refused', reason: 'registration_missing' };
  if (!(await deps.objects.head(deliveryBodyKey(webhookId)))) return { kind: 'refused', reason: 'body_missing' };
  const enabled = registration.disabled_reason !== undefined;
  if (dry_run) return { kind: 'redelivered', delivery, enabled };
  const now = deps.clock.now();
  const again = deliverAgain(delivery, now);
  const writes = enabled ? [again, enable(registration, now)] : [again];
  if (!(await deps.table.write(...writes))) return { kind: 'refused', reason: 'changed_meanwhile' };
  await deps.deliveries.send({ delivery_id: webhookId });
  return { kind: 'redelivered', delivery, enabled };
}
