/**
 * S3 event messages from queue `uploads` → jobs, then one sizing of the fleet for the whole batch. A record that can
 * never be read is logged and acknowledged; one that may work later is returned to the queue by itself.
 */
import type { Context, SQSEvent } from 'aws-lambda';
import { logger } from '../../adapters/observability/log.ts';
import { acceptRecords } from './accept-records.ts';
import { processUploadDependencies } from './dependencies.ts';

const deps = processUploadDependencies(process.env);

export async function handler(event: SQSEvent, context: Context) {
  logger.addContext(context);
  return acceptRecords(deps, event, context);
}
