import type { DeliveryMessage } from '../contracts/messages.ts';
import { type DeliveryRow, deliveryKey, type RegistrationRow, registrationKey } from '../contracts/rows.ts';
import {
  type AttemptOutcome,
  afterAttempt,
  isDue,
  MAX_QUEUE_DELAY_SECONDS,
  takeAttempt,
  undeliverable,
} from '../delivery.ts';
import { deliveryBodyKey } from '../object-keys.ts';
import type { Clock, Log, Objects, Queue, Sealer, WebhookSigner, WebhookTransport } from '../ports.ts';
import type { Table } from '../table.ts';

export type DeliverWebhook = {
  table: Table;
  objects: Objects;
  deliveries: Queue<DeliveryMessage>;
  sealer: Pick<Sealer, 'unseal'>;
  signer: WebhookSigner;
  transport: WebhookTransport;
  clock: Clock;
  log: Log;
  /** 0 ≤ random() < 1 */
  random: () => number;
};

/** One attempt at a delivery that is due; nothing when it is over or someone else is at it. */
export async function deliverWebhook(deps: DeliverWebhook, message: DeliveryMessage): Promise<void> {
  const delivery = await deps.table.get(deliveryKey(message.delivery_id));
  if (delivery?.kind !== 'delivery' || !isDue(delivery, deps.clock.now())) return;
  const taking = takeAttempt(delivery, deps.clock.now());
  if (!(await deps.table.write(taking))) return;
  await attemptDelivery(deps, { ...delivery, ...taking.set });
}

/**
 * Sends the stored body once and records what came of it. Whoever calls holds the delivery: the worker that just made
 * it, or `deliverWebhook`.
 */
export async function attemptDelivery(deps: DeliverWebhook, delivery: DeliveryRow): Promise<void> {
  const registration = await deps.table.get(registrationKey(delivery.callback_id));
  const body = await deps.objects.getText(deliveryBodyKey(delivery.webhook_id));
  if (registration?.kind !== 'registration' || body === undefined) {
    deps.log.error('delivery cannot be sent: its registration or body is gone', { webhook_id: delivery.webhook_id });
    await deps.table.write(undeliverable(delivery, 'registration or body is gone', deps.clock.now()));
    return;
  }
  const headers = await signedHeaders(deps, delivery, registration, body);
  const response = await deps.transport.post({ url: registration.callback_url, headers, body });
  const outcome = afterAttempt(delivery, response, deps.clock.now(), deps.random());
  deps.log.info('webhook attempted', {
    webhook_id: delivery.webhook_id,
    job_id: delivery.for_job_id,
    response,
    status: outcome.status,
  });
  await record(deps, delivery, outcome);
}

async function signedHeaders(
  deps: DeliverWebhook,
  delivery: DeliveryRow,
  registration: RegistrationRow,
  body: string,
): Promise<Record<string, string>> {
  const sealed = registration.callback_secret;
  const secret = sealed ? await deps.sealer.unseal(sealed, registration.callback_id) : undefined;
  const signed = { webhook_id: delivery.webhook_id, at: deps.clock.now(), body, ...(secret ? { secret } : {}) };
  return { 'content-type': 'application/json', ...deps.signer.headers(signed) };
}

async function record(deps: DeliverWebhook, delivery: DeliveryRow, outcome: AttemptOutcome): Promise<void> {
  const recorded = await deps.table.write(outcome.update);
  const delay = outcome.retry_in_seconds;
  if (!recorded || delay === undefined || delay > MAX_QUEUE_DELAY_SECONDS) return;
  await deps.deliveries.send({ delivery_id: delivery.webhook_id }, { delay_seconds: delay });
}
