import type { DeliveryMessage } from '../contracts/messages.ts';
import { type DeliveryRow, deliveryKey, type RegistrationRow } from '../contracts/rows.ts';
import { deliveryBodyKey } from '../shared/object-keys.ts';
import type { Objects } from '../shared/object-ports.ts';
import type { Queue, Sealer, WebhookResponse, WebhookSigner, WebhookTransport } from '../shared/ports.ts';
import { rowAfter } from '../shared/table.ts';
import { type AdmitDelivery, admitDelivery, endAttempt, type Wait } from './admit.ts';
import { outcomeCounted } from './count-outcome.ts';
import {
  afterAttempt,
  afterLostAttempt,
  isDue,
  MAX_QUEUE_DELAY_SECONDS,
  type Outcome,
  postpone,
  takeAttempt,
  undeliverable,
} from './delivery.ts';
import { findRegistration } from './find-registration.ts';
import { afterAnswer, transcriptUrl, validSecrets } from './registration.ts';
import { shortBody, wantsShortBody } from './short-body.ts';

export type DeliverWebhook = AdmitDelivery & {
  objects: Objects;
  deliveries: Queue<DeliveryMessage>;
  sealer: Pick<Sealer, 'unseal'>;
  signer: WebhookSigner;
  transport: WebhookTransport;
};

/** One attempt at a delivery that is due; nothing when it is over or someone else is at it. */
export async function deliverWebhook(deps: DeliverWebhook, message: DeliveryMessage): Promise<void> {
  const delivery = await deps.table.get(deliveryKey(message.delivery_id));
  if (delivery?.kind !== 'delivery' || !isDue(delivery, deps.clock.now())) return;
  if (delivery.attempt_begun_at !== undefined) return recordLostAttempt(deps, delivery, delivery.attempt_begun_at);
  const taking = takeAttempt(delivery, deps.clock.now());
  if (!(await deps.table.write(taking))) return;
  await attemptDelivery(deps, rowAfter(delivery, taking));
}

/** A receiver that makes its sender run out of time is tried by the schedule, like one that answers wrongly. */
async function recordLostAttempt(deps: DeliverWebhook, delivery: DeliveryRow, begunAt: string): Promise<void> {
  deps.log.warn('a webhook attempt ended with its sender', { webhook_id: delivery.webhook_id, begun_at: begunAt });
  return record(deps, afterLostAttempt(delivery, begunAt, deps.clock.now(), deps.random()), delivery);
}

/**
 * Sends the stored body once and records what came of it. Whoever calls holds the delivery: the worker that just made
 * it, or `deliverWebhook`. A fault of ours before the body is sent is an attempt too, so that it follows the schedule.
 */
export async function attemptDelivery(deps: DeliverWebhook, delivery: DeliveryRow): Promise<void> {
  const next = await prepare(deps, delivery).catch((error) => faulty(deps, delivery, error));
  switch (next.kind) {
    case 'end':
      deps.log.warn('webhook given up', { webhook_id: delivery.webhook_id, reason: next.code });
      return record(deps, undeliverable(delivery, next.code, deps.clock.now()), delivery);
    case 'wait':
      return record(deps, postpone(delivery, next.wait, deps.clock.now()), delivery);
    case 'fault':
      return record(deps, afterAttempt(delivery, next.response, deps.clock.now(), deps.random()), delivery);
    case 'send':
      return send(deps, delivery, next);
  }
}

type Post = { registration: RegistrationRow; origin: string; headers: Record<string, string>; body: string };
type Next =
  | ({ kind: 'send' } & Post)
  | { kind: 'wait'; wait: Wait }
  | { kind: 'end'; code: string }
  | { kind: 'fault'; response: WebhookResponse };

/** Leave to send is asked for last, so that nothing but the post itself takes up the endpoint's time. */
async function prepare(deps: DeliverWebhook, delivery: DeliveryRow): Promise<Next> {
  const registration = await findRegistration(deps.table, delivery.callback_id);
  if (!registration) return { kind: 'end', code: 'data_missing' };
  if (registration.disabled_reason) return { kind: 'end', code: registration.disabled_reason };
  const whole = await deps.objects.getText(deliveryBodyKey(delivery.webhook_id));
  if (whole === undefined) return { kind: 'end', code: 'data_missing' };
  const url = transcriptUrl(registration, delivery.for_job_id);
  const body = wantsShortBody(delivery) ? shortBody(whole, url) : whole;
  const secrets = await openSecrets(deps, registration);
  const { origin } = new URL(registration.callback_url);
  const signed = deps.signer.headers({ webhook_id: delivery.webhook_id, at: deps.clock.now(), body, secrets });
  const wait = await admitDelivery(deps, delivery, origin);
  if (wait) return { kind: 'wait', wait };
  return { kind: 'send', registration, origin, body, headers: { 'content-type': 'application/json', ...signed } };
}

async function openSecrets(deps: DeliverWebhook, registration: RegistrationRow): Promise<string[]> {
  const sealed = validSecrets(registration, deps.clock.now());
  return Promise.all(sealed.map((secret) => deps.sealer.unseal(secret, registration.callback_id)));
}

function faulty(deps: DeliverWebhook, { webhook_id }: DeliveryRow, error: unknown): Next {
  deps.log.error('a webhook could not be made ready; it is tried again as if its receiver had failed', {
    webhook_id,
    error,
  });
  const what = { code: 'service_error', error: 'the service could not make this webhook ready' } as const;
  return { kind: 'fault', response: { kind: 'unreachable', ...what, milliseconds: 0 } };
}

async function send(deps: DeliverWebhook, delivery: DeliveryRow, post: Post): Promise<void> {
  const { registration, origin, headers, body } = post;
  const response = await deps.transport.post({ url: registration.callback_url, headers, body });
  const outcome = afterAttempt(delivery, response, deps.clock.now(), deps.random());
  const { webhook_id, for_job_id: job_id, callback_id } = delivery;
  deps.log.info('webhook attempted', { webhook_id, job_id, response, status: outcome.status });
  await record(deps, outcome, delivery);
  await endAttempt(deps, delivery, origin, response);
  const change = afterAnswer(registration, response, deps.clock.now());
  if (!change || !(await deps.table.write(change))) return;
  const reason = change.set['disabled_reason'];
  if (reason) deps.log.warn('callback disabled: its receiver is sent nothing any more', { callback_id, reason });
}

async function record(deps: DeliverWebhook, outcome: Outcome, delivery: DeliveryRow): Promise<void> {
  const recorded = await deps.table.write(outcome.update, ...outcomeCounted(delivery, outcome));
  const delay = outcome.retry_in_seconds;
  if (!recorded || delay === undefined || delay > MAX_QUEUE_DELAY_SECONDS) return;
  await deps.deliveries.send({ delivery_id: delivery.webhook_id }, { delay_seconds: delay });
}
