import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { ENV } from '../../core/shared/env.ts';
import { DELIVERIES_PREFIX } from '../../core/shared/object-keys.ts';
import { callbackRules, webhookLimits } from '../runtime-settings.ts';
import { LAMBDA_TIMEOUT } from '../timeouts.ts';
import { readObjects, seeMissingObjects, sendTo, tableItems, useKey } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceParts } from './service-parts.ts';

/** Sends the webhooks that the workers could not deliver, so that no GPU waits for a receiver. */
export function deliverWebhookFunction(scope: Construct, parts: ServiceParts): ServiceFunction {
  const { config, storage, deliveries } = parts;
  const deliverWebhook = new ServiceFunction(scope, 'DeliverWebhook', {
    name: 'deliver-webhook',
    codeRoot: parts.codeRoot,
    timeout: LAMBDA_TIMEOUT.deliverWebhook,
    logRetentionDays: config.logRetentionDays,
    environment: {
      [ENV.stage]: config.stage,
      [ENV.tableName]: storage.table.tableName,
      [ENV.bucketName]: storage.bucket.bucketName,
      [ENV.deliveriesQueueUrl]: deliveries.queue.queueUrl,
      [ENV.secretsKeyArn]: storage.secretsKey.keyArn,
      [ENV.callbackRules]: JSON.stringify(callbackRules(config)),
      [ENV.webhookLimits]: JSON.stringify(webhookLimits(config)),
    },
    permissions: [
      tableItems(storage.table, 'GetItem', 'PutItem', 'UpdateItem'),
      readObjects(storage.bucket, DELIVERIES_PREFIX),
      seeMissingObjects(storage.bucket),
      useKey(storage.secretsKey, 'Decrypt'),
      sendTo(deliveries.queue),
    ],
  });
  deliverWebhook.handler.addEventSource(
    // One per call: a receiver that takes its 15 seconds delays nobody else's webhook. The bound keeps an hour in which
    // many are slow from taking all that the account may run at once.
    new SqsEventSource(deliveries.queue, {
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: config.webhooks.maxConcurrency,
    }),
  );
  return deliverWebhook;
}
