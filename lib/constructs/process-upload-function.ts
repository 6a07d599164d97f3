import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { ENV } from '../../core/shared/env.ts';
import { DELIVERIES_PREFIX, RESULTS_PREFIX, UPLOAD_PREFIX } from '../../core/shared/object-keys.ts';
import { LAMBDA_TIMEOUT } from '../timeouts.ts';
import { controlPlaneEnvironment } from './control-plane-environment.ts';
import { queuesOf } from './job-queues.ts';
import {
  dueIndex,
  readObjects,
  readUploads,
  seeMissingObjects,
  sendTo,
  tableItems,
  writeObjects,
} from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceParts } from './service-parts.ts';

/** Turns uploads into jobs and sizes the fleet once per batch. */
export function processUploadFunction(scope: Construct, parts: ServiceParts): ServiceFunction {
  const { config, storage, jobs, deliveries, fleet } = parts;
  const processUpload = new ServiceFunction(scope, 'ProcessUpload', {
    name: 'process-upload',
    codeRoot: parts.codeRoot,
    timeout: LAMBDA_TIMEOUT.processUpload,
    logRetentionDays: config.logRetentionDays,
    environment: { ...controlPlaneEnvironment(parts), [ENV.uploadsQueueUrl]: storage.uploads.queue.queueUrl },
    permissions: [
      tableItems(storage.table, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'),
      dueIndex(storage.table),
      readUploads(storage.bucket, UPLOAD_PREFIX),
      // A file refused at once, such as an empty one, gets its error and its webhook here, without a worker.
      writeObjects(storage.bucket, RESULTS_PREFIX, DELIVERIES_PREFIX),
      // What an attempt that died had written for the receiver stays, and the row says the same.
      readObjects(storage.bucket, DELIVERIES_PREFIX),
      seeMissingObjects(storage.bucket),
      // The event of an empty object is held back there, see core/intake/receive-upload.ts.
      sendTo(...queuesOf(jobs), deliveries.queue, storage.uploads.queue),
      ...fleet.launchPermissions,
    ],
  });
  processUpload.handler.addEventSource(
    // Five at once still make 50 jobs a second, and keep concurrent sizings of the fleet from undoing each other.
    new SqsEventSource(storage.uploads.queue, { batchSize: 10, maxConcurrency: 5, reportBatchItemFailures: true }),
  );
  return processUpload;
}
