/** What waits for its time is due at once. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { deliveryKey, removalKey } from '../../../core/contracts/rows.ts';
import { hostThrottleKey } from '../../../core/contracts/webhooks.ts';
import { clientSettings } from '../../../local/clients.ts';
import { stack } from './client.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(stack.endpoint_url)));

const PAST = '2026-01-01T00:00:00.000Z';

/** The wait until the next attempt is over at once, and so is the pause that the host asked for. */
export async function letTimePass(webhook_id: string, origin: string): Promise<void> {
  await set(deliveryKey(webhook_id), { next_attempt_at: PAST, due_at: PAST });
  await set(hostThrottleKey(origin), { throttled_until: PAST });
}

/** What a client deleted waits for calls of the API and for the job's worker, which may still store something; here nobody does. */
export async function removalIsDue(jobId: string): Promise<void> {
  await set(jobId, { finished_at: PAST });
  await set(removalKey(jobId), { due_at: PAST });
}

async function set(job_id: string, values: Record<string, string>): Promise<void> {
  const names = Object.keys(values);
  await documents.send(
    new UpdateCommand({
      TableName: stack.table,
      Key: { job_id },
      UpdateExpression: `SET ${names.map((name, n) => `${name} = :${n}`).join(', ')}`,
      ConditionExpression: 'attribute_exists(job_id)',
      ExpressionAttributeValues: Object.fromEntries(names.map((name, n) => [`:${n}`, values[name]])),
    }),
  );
}
