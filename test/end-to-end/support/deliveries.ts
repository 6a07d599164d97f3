/** Webhooks that wait to be delivered, without a transcription before each. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type DeliveryRow, deliveryKey } from '../../../core/contracts/rows.ts';
import { hostThrottleKey } from '../../../core/contracts/webhooks.ts';
import { clientSettings } from '../../../local/clients.ts';
import { waitFor } from '../../../local/wait.ts';
import { makeDelivery } from '../../support/records.ts';
import { clients, LIMIT, register, stack, table, uniqueName } from './client.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(stack.endpoint_url)));

const PAST = '2026-01-01T00:00:00.000Z';

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

/** The wait until the next attempt is over at once, and so is the pause that the host asked for. */
export async function letTimePass(webhook_id: string, origin: string): Promise<void> {
  await set(deliveryKey(webhook_id), { next_attempt_at: PAST, due_at: PAST });
  await set(hostThrottleKey(origin), { throttled_until: PAST });
}

async function set(job_id: string, values: Record<string, string>): Promise<void> {
  const names = Object.keys(values);
  await documents.send(
    new UpdateCommand({
      TableName: stack.table,
      Key: { job_id },
      UpdateExpression: `SET ${names.map((name, n) => `${name} = :${n}`).join(', ')}`,
      ExpressionAttributeValues: Object.fromEntries(names.map((name, n) => [`:${n}`, values[name]])),
    }),
  );
}
