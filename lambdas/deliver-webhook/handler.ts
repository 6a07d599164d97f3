/** Queue `deliveries` → one webhook attempt each; the outcome and the next time stand on the delivery's row. */
import type { Context, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { dynamoDb } from '../../adapters/aws/clients/dynamodb.ts';
import { sqs } from '../../adapters/aws/clients/sqs.ts';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { objectsOnDemand } from '../../adapters/aws/on-demand/objects.ts';
import { sealerOnDemand } from '../../adapters/aws/on-demand/sealer.ts';
import { sqsQueue } from '../../adapters/aws/sqs-queue.ts';
import { webhookSigner } from '../../adapters/http/webhook-signer.ts';
import { webhookTransport } from '../../adapters/http/webhook-transport.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import { systemClock } from '../../adapters/system.ts';
import { CallbackRules, WebhookLimits } from '../../core/contracts/settings.ts';
import { ENV, jsonVariable, readEnv } from '../../core/shared/env.ts';
import type { DeliverWebhook } from '../../core/webhook/deliver.ts';
import { deliverRecords } from './deliver-records.ts';

const deps = dependencies(process.env);

export async function handler(event: SQSEvent, context: Context) {
  logger.addContext(context);
  return deliverRecords(deps, event, context);
}

function dependencies(environment: NodeJS.ProcessEnv): DeliverWebhook {
  const env = readEnv(
    {
      [ENV.tableName]: z.string(),
      [ENV.bucketName]: z.string(),
      [ENV.deliveriesQueueUrl]: z.string(),
      [ENV.secretsKeyArn]: z.string(),
      [ENV.callbackRules]: jsonVariable(CallbackRules),
      [ENV.webhookLimits]: jsonVariable(WebhookLimits),
    },
    environment,
  );
  return {
    table: dynamoDbTable(dynamoDb(), env.TABLE_NAME, log),
    objects: objectsOnDemand(env.BUCKET_NAME),
    deliveries: sqsQueue(sqs(), env.DELIVERIES_QUEUE_URL),
    sealer: sealerOnDemand(env.SECRETS_KEY_ARN),
    signer: webhookSigner,
    transport: webhookTransport(env.CALLBACK_RULES),
    webhook_limits: env.WEBHOOK_LIMITS,
    clock: systemClock,
    random: Math.random,
    log,
  };
}
