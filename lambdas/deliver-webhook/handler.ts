/** Queue `deliveries` → one webhook attempt each; the outcome and the next time stand on the delivery's row. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { dynamoDb } from '../../adapters/aws/clients/dynamodb.ts';
import { kms } from '../../adapters/aws/clients/kms.ts';
import { s3 } from '../../adapters/aws/clients/s3.ts';
import { sqs } from '../../adapters/aws/clients/sqs.ts';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { kmsSealer } from '../../adapters/aws/kms-sealer.ts';
import { s3Objects } from '../../adapters/aws/s3-objects.ts';
import { sqsQueue } from '../../adapters/aws/sqs-queue.ts';
import { webhookSigner } from '../../adapters/http/webhook-signer.ts';
import { webhookTransport } from '../../adapters/http/webhook-transport.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import { systemClock } from '../../adapters/system.ts';
import { DeliveryMessage } from '../../core/contracts/messages.ts';
import { CallbackRules } from '../../core/contracts/settings.ts';
import { ENV, jsonVariable, readEnv } from '../../core/env.ts';
import { parseJson } from '../../core/json.ts';
import { type DeliverWebhook, deliverWebhook } from '../../core/use-cases/deliver-webhook.ts';

const deps = dependencies(process.env);

export async function handler(event: SQSEvent, context: Context) {
  logger.addContext(context);
  const processor = new BatchProcessor(EventType.SQS, { logger });
  return processPartialResponse(event, deliver, processor, { context, throwOnFullBatchFailure: false });
}

async function deliver(record: SQSRecord): Promise<void> {
  const message = DeliveryMessage.safeParse(parseJson(record.body));
  if (message.success) return deliverWebhook(deps, message.data);
  log.error('message dropped: its body is not one of ours', { message_id: record.messageId });
}

function dependencies(environment: NodeJS.ProcessEnv): DeliverWebhook {
  const env = readEnv(
    {
      [ENV.tableName]: z.string(),
      [ENV.bucketName]: z.string(),
      [ENV.deliveriesQueueUrl]: z.string(),
      [ENV.secretsKeyArn]: z.string(),
      [ENV.callbackRules]: jsonVariable(CallbackRules),
    },
    environment,
  );
  return {
    table: dynamoDbTable(dynamoDb(), env.TABLE_NAME),
    objects: s3Objects(s3(), env.BUCKET_NAME),
    deliveries: sqsQueue(sqs(), env.DELIVERIES_QUEUE_URL),
    sealer: kmsSealer(kms(), env.SECRETS_KEY_ARN),
    signer: webhookSigner,
    transport: webhookTransport(env.CALLBACK_RULES),
    clock: systemClock,
    random: Math.random,
    log,
  };
}
