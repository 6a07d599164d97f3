/** What the Lambdas that take jobs in and launch workers have in common, made from their environment. */
import * as z from 'zod';
import { KeyLimits } from '../core/contracts/key-row.ts';
import { FleetSettings, FurtherModels, ModelSettings, UploadLimits } from '../core/contracts/settings.ts';
import { ENV, jsonVariable, readEnv } from '../core/shared/env.ts';
import type { ServedModels } from '../core/transcript/served-models.ts';
import { dynamoDb } from './aws/clients/dynamodb.ts';
import { sqs } from './aws/clients/sqs.ts';
import { dynamoDbTable } from './aws/dynamodb-table.ts';
import { computeOnDemand } from './aws/on-demand/compute.ts';
import { objectsOnDemand } from './aws/on-demand/objects.ts';
import { sqsQueue } from './aws/sqs-queue.ts';
import { jobQueues } from './job-queues.ts';
import { log } from './observability/log.ts';
import { hashId, randomId, systemClock } from './system.ts';

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
      [ENV.uploadLimits]: jsonVariable(UploadLimits),
      [ENV.keyLimits]: jsonVariable(KeyLimits),
      [ENV.registrationDays]: z.coerce.number().int().min(1),
      [ENV.model]: jsonVariable(ModelSettings),
      [ENV.furtherModels]: jsonVariable(FurtherModels).optional(),
    },
    environment,
  );
  const { STAGE: stage, FLEET: fleet, MODEL: model } = env;
  const models: ServedModels<ModelSettings> = [model, ...(env.FURTHER_MODELS ?? [])];
  return {
    stage,
    fleet,
    model,
    models,
    uploadLimits: env.UPLOAD_LIMITS,
    keyLimits: env.KEY_LIMITS,
    registrationDays: env.REGISTRATION_DAYS,
    hash: hashId,
    newId: randomId,
    table: dynamoDbTable(dynamoDb(), env.TABLE_NAME, log),
    bucket: env.BUCKET_NAME,
    objects: objectsOnDemand(env.BUCKET_NAME),
    jobs: jobQueues(env.JOBS_QUEUE_URL, models, (url) => sqsQueue(sqs(), url)),
    deliveries: sqsQueue(sqs(), env.DELIVERIES_QUEUE_URL),
    compute: computeOnDemand({ stage, fleet, launch_template_name: env.LAUNCH_TEMPLATE_NAME }),
    clock: systemClock,
    log,
  };
}
