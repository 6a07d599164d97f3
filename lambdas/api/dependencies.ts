import * as z from 'zod';
import { dynamoDb } from '../../adapters/aws/clients/dynamodb.ts';
import { dynamoDbFileIndex } from '../../adapters/aws/dynamodb-file-index.ts';
import { dynamoDbJobIndex } from '../../adapters/aws/dynamodb-job-index.ts';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { keyGatewayOnDemand } from '../../adapters/aws/on-demand/key-gateway.ts';
import { objectsOnDemand } from '../../adapters/aws/on-demand/objects.ts';
import { queueOnDemand } from '../../adapters/aws/on-demand/queue.ts';
import { sealerOnDemand } from '../../adapters/aws/on-demand/sealer.ts';
import { ticketsOnDemand } from '../../adapters/aws/on-demand/tickets.ts';
import { uploadLinksOnDemand } from '../../adapters/aws/on-demand/upload-links.ts';
import { classifyHost } from '../../adapters/http/addresses.ts';
import { hostResolver } from '../../adapters/http/resolve-host.ts';
import { jobQueues } from '../../adapters/job-queues.ts';
import { log } from '../../adapters/observability/log.ts';
import { hashId, hmac, randomId, randomSecret, sha256, systemClock } from '../../adapters/system.ts';
import { KeyLimits } from '../../core/contracts/key-row.ts';
import {
  CallbackRules,
  FurtherBucket,
  FurtherModels,
  ModelSettings,
  UploadLimits,
} from '../../core/contracts/settings.ts';
import type { RegisterCallback } from '../../core/intake/register-callback.ts';
import type { RequestJob } from '../../core/intake/request-job.ts';
import type { StartUpload } from '../../core/intake/start-upload.ts';
import type { EndJob } from '../../core/job/end.ts';
import type { GetJob } from '../../core/job/get.ts';
import type { ListJobs } from '../../core/job/list.ts';
import type { RetryJob } from '../../core/job/retry.ts';
import type { GiveTicket } from '../../core/live/ticket.ts';
import type { CheckReady } from '../../core/operate/check-ready.ts';
import type { ManageKeys } from '../../core/operate/keys.ts';
import { ENV, jsonVariable, readEnv } from '../../core/shared/env.ts';
import type { ServedModels } from '../../core/transcript/served-models.ts';
import type { RotateSecret } from '../../core/webhook/rotate-secret.ts';

export type ApiDependencies = RegisterCallback &
  RotateSecret &
  GetJob &
  EndJob &
  ListJobs &
  RetryJob &
  CheckReady &
  ManageKeys &
  StartUpload &
  RequestJob &
  GiveTicket & {
    /** The default. */
    model: ModelSettings;
    models: ServedModels<ModelSettings>;
    /** Where sockets are opened. */
    socketUrl: string;
  };

export function apiDependencies(environment: NodeJS.ProcessEnv): ApiDependencies {
  const env = readEnv(
    {
      [ENV.tableName]: z.string(),
      [ENV.bucketName]: z.string(),
      [ENV.uploadsQueueUrl]: z.string(),
      [ENV.jobsQueueUrl]: z.string(),
      [ENV.deliveriesQueueUrl]: z.string(),
      [ENV.secretsKeyArn]: z.string(),
      [ENV.callbackRules]: jsonVariable(CallbackRules),
      [ENV.keyLimits]: jsonVariable(KeyLimits),
      [ENV.usagePlanName]: z.string(),
      [ENV.registrationDays]: z.coerce.number().int().min(1),
      [ENV.model]: jsonVariable(ModelSettings),
      [ENV.furtherModels]: jsonVariable(FurtherModels).optional(),
      [ENV.furtherBuckets]: jsonVariable(z.array(FurtherBucket)).optional(),
      [ENV.uploadLimits]: jsonVariable(UploadLimits),
      [ENV.liveTableName]: z.string(),
      [ENV.socketUrl]: z.string(),
    },
    environment,
  );
  const models: ServedModels<ModelSettings> = [env.MODEL, ...(env.FURTHER_MODELS ?? [])];
  return {
    table: {
      ...dynamoDbTable(dynamoDb(), env.TABLE_NAME, log),
      ...dynamoDbJobIndex(dynamoDb(), env.TABLE_NAME),
      ...dynamoDbFileIndex(dynamoDb(), env.TABLE_NAME),
    },
    live: ticketsOnDemand(env.LIVE_TABLE_NAME),
    socketUrl: env.SOCKET_URL,
    objects: objectsOnDemand(env.BUCKET_NAME),
    jobs: jobQueues(env.JOBS_QUEUE_URL, models, queueOnDemand),
    uploads: queueOnDemand(env.UPLOADS_QUEUE_URL),
    deliveries: queueOnDemand(env.DELIVERIES_QUEUE_URL),
    sealer: sealerOnDemand(env.SECRETS_KEY_ARN),
    gateway: keyGatewayOnDemand(env.USAGE_PLAN_NAME),
    uploadLinks: uploadLinksOnDemand(env.BUCKET_NAME),
    uploadLimits: env.UPLOAD_LIMITS,
    bucket: env.BUCKET_NAME,
    furtherBuckets: env.FURTHER_BUCKETS ?? [],
    keyLimits: env.KEY_LIMITS,
    callbackRules: env.CALLBACK_RULES,
    registrationDays: env.REGISTRATION_DAYS,
    model: env.MODEL,
    models,
    newCallbackId: randomId,
    newSecret: randomSecret,
    mac: hmac,
    hash: hashId,
    newKeyValue: randomSecret,
    sha256,
    classifyHost,
    resolveHost: hostResolver(),
    clock: systemClock,
    log,
  };
}
