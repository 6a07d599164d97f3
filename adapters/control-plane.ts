/** What the Lambdas that take jobs in and launch workers have in common, made from their environment. */
import * as z from 'zod';
import { FleetSettings, ModelSettings } from '../core/contracts/settings.ts';
import { ENV, jsonVariable, readEnv } from '../core/env.ts';
import { dynamoDb } from './aws/clients/dynamodb.ts';
import { s3 } from './aws/clients/s3.ts';
import { sqs } from './aws/clients/sqs.ts';
import { dynamoDbTable } from './aws/dynamodb-table.ts';
import { lazyCompute } from './aws/lazy-compute.ts';
import { s3Objects } from './aws/s3-objects.ts';
import { sqsQueue } from './aws/sqs-queue.ts';
import { log } from './observability/log.ts';
import { systemClock } from './system.ts';

/** @throws EnvironmentError naming every variable that is missing or malformed */
export function controlPlane(environment: NodeJS.ProcessEnv) {
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
