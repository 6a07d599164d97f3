import type { Construct } from 'constructs';
import { ENV } from '../../core/shared/env.ts';
import { DELIVERIES_PREFIX, RESULTS_PREFIX, UPLOAD_PREFIX } from '../../core/shared/object-keys.ts';
import { usagePlanName } from '../names.ts';
import {
  callbackRules,
  furtherBuckets,
  furtherModels,
  keyLimits,
  modelSettings,
  uploadLimits,
} from '../runtime-settings.ts';
import { LAMBDA_TIMEOUT } from '../timeouts.ts';
import { queuesOf } from './job-queues.ts';
import {
  dueItems,
  itemsUnder,
  ownerIndex,
  readObjects,
  readUploads,
  s3KeyIndex,
  seeMissingObjects,
  sendTo,
  sendUploads,
  tableItems,
  useKey,
  writeObjects,
} from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceParts } from './service-parts.ts';

/** Registers callbacks, answers for jobs and manages keys. It signs links to results with its own role, hence the right to read them. */
export function apiFunction(
  scope: Construct,
  { config, storage, jobs, deliveries, live, codeRoot }: ServiceParts,
): ServiceFunction {
  return new ServiceFunction(scope, 'Api', {
    name: 'api',
    codeRoot,
    timeout: LAMBDA_TIMEOUT.api,
    logRetentionDays: config.logRetentionDays,
    environment: {
      [ENV.stage]: config.stage,
      [ENV.tableName]: storage.table.tableName,
      [ENV.bucketName]: storage.bucket.bucketName,
      [ENV.uploadsQueueUrl]: storage.uploads.queue.queueUrl,
      [ENV.jobsQueueUrl]: jobs[0].guarded.queue.queueUrl,
      [ENV.deliveriesQueueUrl]: deliveries.queue.queueUrl,
      [ENV.secretsKeyArn]: storage.secretsKey.keyArn,
      [ENV.callbackRules]: JSON.stringify(callbackRules(config)),
      [ENV.keyLimits]: JSON.stringify(keyLimits(config)),
      [ENV.usagePlanName]: usagePlanName(config.stage),
      [ENV.registrationDays]: String(config.retention.registrationDays),
      [ENV.model]: JSON.stringify(modelSettings(config)),
      ...furtherModels(config),
      ...furtherBuckets(config),
      [ENV.uploadLimits]: JSON.stringify(uploadLimits(config)),
      [ENV.liveTableName]: live.table.tableName,
      [ENV.socketUrl]: live.sockets.url,
    },
    permissions: [
      // In batches the jobs and keys of a list, which the indexes name.
      tableItems(storage.table, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'),
      ownerIndex(storage.table),
      // Tickets for sockets.
      itemsUnder(live.table, 'ticket#', 'PutItem'),
      // Which job a file has that a client asks to have transcribed once more: whose it is, and which version.
      s3KeyIndex(storage.table),
      // How many wait before a job, and which keys there are; of the rest, how many (`GET /metrics`).
      dueItems(storage.table, 'waiting', 'key', 'held', 'running', 'delivery', 'worker'),
      // Secrets of callbacks, and the URLs of files to fetch.
      useKey(storage.secretsKey, 'Encrypt'),
      // What a receiver is told of a job that its client cancelled, or of a retry that no queue takes; what an earlier call wrote stays.
      readObjects(storage.bucket, RESULTS_PREFIX, DELIVERIES_PREFIX),
      writeObjects(storage.bucket, RESULTS_PREFIX, DELIVERIES_PREFIX),
      // A retry waits for a worker, and the end of a job for its webhook.
      sendTo(...queuesOf(jobs), deliveries.queue),
      // A job that came without an upload may need a worker, and who launches workers hears of it there.
      sendTo(storage.uploads.queue),
      // Who sends a file by links that it signed acts with its rights; parts are counted before a file is made of them.
      sendUploads(storage.bucket, UPLOAD_PREFIX),
      // Who listens to a recording does so by a link that it signed, to the version that was transcribed.
      readUploads(storage.bucket, UPLOAD_PREFIX),
      seeMissingObjects(storage.bucket),
    ],
  });
}
