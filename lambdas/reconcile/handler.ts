/** Every minute: whatever was left undone is set going again. */
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { dynamoDb } from '../../adapters/aws/clients/dynamodb.ts';
import { s3 } from '../../adapters/aws/clients/s3.ts';
import { sqs } from '../../adapters/aws/clients/sqs.ts';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { lazyCompute } from '../../adapters/aws/lazy-compute.ts';
import { s3Objects } from '../../adapters/aws/s3-objects.ts';
import { sqsQueue } from '../../adapters/aws/sqs-queue.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import { systemClock } from '../../adapters/system.ts';
import { FleetSettings, ModelSettings } from '../../core/contracts/settings.ts';
import { ENV, jsonVariable, readEnv } from '../../core/env.ts';
import { type Reconcile, reconcile } from '../../core/use-cases/reconcile.ts';

const deps = dependencies(process.env);

export async function handler(_event: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  await reconcile(deps);
}

function dependencies(environment: NodeJS.ProcessEnv): Reconcile {
  const env = readEnv(
    {
      [ENV.stage]: z.string(),
      [ENV.tableName]: z.string(),
      [ENV.bucketName]: z.string(),
      [ENV.jobsQueueUrl]: z.string(),
      [ENV.deliveriesQueueUrl]: z.string(),
      [ENV.launchTemplateName]: z.string(),
      [ENV.fleet]: jsonVariable(FleetSettings),
      [ENV.model]: jsonVariable(ModelSettings),
    },
    environment,
  );
  const { STAGE: stage, FLEET: fleet } = env;
  return {
    stage,
    fleet,
    model: env.MODEL,
    table: dynamoDbTable(dynamoDb(), env.TABLE_NAME),
    objects: s3Objects(s3(), env.BUCKET_NAME),
    jobs: sqsQueue(sqs(), env.JOBS_QUEUE_URL),
    deliveries: sqsQueue(sqs(), env.DELIVERIES_QUEUE_URL),
    compute: lazyCompute({ stage, fleet, launch_template_name: env.LAUNCH_TEMPLATE_NAME }),
    clock: systemClock,
    log,
  };
}
