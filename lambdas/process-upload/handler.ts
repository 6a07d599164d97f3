/**
 * S3 event messages from queue `uploads` → jobs, then one sizing of the fleet for the whole batch. A record that can
 * never be read is logged and acknowledged; one that may work later is returned to the queue by itself.
 */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { controlPlane } from '../../adapters/control-plane.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import { hashId } from '../../adapters/system.ts';
import { UploadLimits } from '../../core/contracts/settings.ts';
import { ENV, jsonVariable, readEnv } from '../../core/env.ts';
import { type AcceptUpload, acceptUpload } from '../../core/use-cases/accept-upload.ts';
import { type SizeFleet, sizeFleet } from '../../core/use-cases/size-fleet.ts';
import { uploadsIn } from './s3-event.ts';

const deps: AcceptUpload & SizeFleet = {
  ...controlPlane(process.env),
  limits: readEnv({ [ENV.uploadLimits]: jsonVariable(UploadLimits) }, process.env).UPLOAD_LIMITS,
  hash: hashId,
};

export async function handler(event: SQSEvent, context: Context) {
  logger.addContext(context);
  const queuedJobs: string[] = [];
  const accept = async (record: SQSRecord) => void queuedJobs.push(...(await acceptRecord(record)));
  const processor = new BatchProcessor(EventType.SQS, { logger });
  const response = await processPartialResponse(event, accept, processor, { context, throwOnFullBatchFailure: false });
  await launchWorkers(queuedJobs);
  return response;
}

async function acceptRecord(record: SQSRecord): Promise<string[]> {
  const queued: string[] = [];
  for (const upload of uploadsIn(record, log)) {
    const accepted = await acceptUpload(deps, upload);
    log.info('upload handled', { s3_key: upload.s3_key, size_bytes: upload.size_bytes, ...accepted });
    if (accepted.kind === 'queued') queued.push(accepted.job_id);
  }
  return queued;
}

/** The jobs are safe in their queue by now: if no worker can be launched, `reconcile` tries again within a minute. */
async function launchWorkers(queuedJobs: string[]): Promise<void> {
  if (queuedJobs.length === 0) return;
  try {
    await sizeFleet(deps, queuedJobs);
  } catch (error) {
    log.error('the fleet could not be sized; the jobs wait for reconcile', { jobs: queuedJobs, error });
  }
}
