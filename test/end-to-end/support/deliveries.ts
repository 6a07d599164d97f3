/** Webhooks that wait to be delivered, without a transcription before each. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { type DeliveryRow, deliveryKey } from '../../../core/contracts/rows.ts';
import { waitFor } from '../../../local/wait.ts';
import { makeDelivery } from '../../support/records.ts';
import { clients, LIMIT, register, stack, table, uniqueName } from './client.ts';

/** A registration of that receiver, and so many webhooks for it that are due now, with their messages in the queue. */
export async function givenDeliveries(url: string, count = 1, row: Partial<DeliveryRow> = {}): Promise<string[]> {
  const callback_id = await register({ callback_url: url, callback_secret: 'a secret of the receiver' });
  return Promise.all(Array.from({ length: count }, () => givenDelivery(callback_id, row)));
}

export async function givenDelivery(callback_id: string, row: Partial<DeliveryRow> = {}): Promise<string> {
  const webhook_id = `msg_${uniqueName('job')}_completed`;
  const Body = JSON.stringify({ webhook_id });
  await clients.s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key: `deliveries/${webhook_id}.json`, Body }));
  const now = new Date().toISOString();
  const due = { webhook_id, callback_id, next_attempt_at: now, due_at: now };
  await table.write({ kind: 'put', row: makeDelivery({ job_id: deliveryKey(webhook_id), ...due, ...row }) });
  await send(webhook_id);
  return webhook_id;
}

async function send(webhook_id: string): Promise<void> {
  const MessageBody = JSON.stringify({ delivery_id: webhook_id });
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: stack.deliveries_queue_url, MessageBody }));
}

export async function delivery(webhook_id: string): Promise<DeliveryRow> {
  const row = await table.get(deliveryKey(webhook_id));
  if (row?.kind !== 'delivery') throw new Error(`there is no delivery ${webhook_id}`);
  return row;
}

/** The delivery once it was attempted so often, or has ended. */
export function attempted(webhook_id: string, attempts = 1): Promise<DeliveryRow> {
  const look = async () => {
    const row = await delivery(webhook_id);
    return row.attempts.length >= attempts || row.status !== 'pending' ? row : undefined;
  };
  return waitFor(`attempt ${attempts} at ${webhook_id}`, look, LIMIT);
}
