import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { JobQueued } from '../../core/contracts/messages.ts';
import { type SizeFleet, sizeFleet } from '../../core/fleet/size.ts';
import type { UploadEvent } from '../../core/intake/inspect-upload.ts';
import { type ReceiveUpload, receiveUpload } from '../../core/intake/receive-upload.ts';
import { parseJson } from '../../core/shared/json.ts';
import { uploadsIn } from './s3-event.ts';

/** `bucket`: whose uploads are taken. */
type AcceptRecords = ReceiveUpload & SizeFleet & { bucket: string };

/** The jobs of a batch, then one sizing of the fleet. A record that fails is returned to the queue by itself. */
export async function acceptRecords(
  deps: AcceptRecords,
  event: SQSEvent,
  context?: Context,
): Promise<SQSBatchResponse> {
  const queuedJobs: string[] = [];
  const accept = async (record: SQSRecord) => void queuedJobs.push(...(await acceptRecord(deps, record)));
  const processor = new BatchProcessor(EventType.SQS);
  const options = { throwOnFullBatchFailure: false, ...(context ? { context } : {}) };
  const response = await processPartialResponse(event, accept, processor, options);
  await sizeForQueuedJobs(deps, queuedJobs);
  return response;
}

async function acceptRecord(deps: AcceptRecords, record: SQSRecord): Promise<string[]> {
  const asked = JobQueued.safeParse(parseJson(record.body));
  if (asked.success) return [asked.data.queued];
  const queued: string[] = [];
  for (const { upload, again } of uploadsIn(record, deps.log).filter((one) => isOurs(deps, one.upload, record))) {
    const accepted = await receiveUpload(deps, upload, { again });
    deps.log.info('upload handled', { s3_key: upload.s3_key, size_bytes: upload.size_bytes, ...accepted });
    if (accepted.kind === 'queued') queued.push(accepted.job_id);
  }
  return queued;
}

/** Whoever may send to the queue could name any bucket; objects are looked for in ours alone, under the same key. */
function isOurs({ bucket, log }: AcceptRecords, upload: UploadEvent, { messageId }: SQSRecord): boolean {
  if (upload.bucket === bucket) return true;
  const found = { message_id: messageId, bucket: upload.bucket, s3_key: upload.s3_key, expected: bucket };
  log.error('event refused: it tells of another bucket', found);
  return false;
}

/** The jobs are safe in their queue by now: if no worker can be launched, `reconcile` tries again within a minute. */
async function sizeForQueuedJobs(deps: SizeFleet, queuedJobs: string[]): Promise<void> {
  if (queuedJobs.length === 0) return;
  try {
    const rows = await deps.table.getMany(queuedJobs);
    // A worker that was free may have one by now.
    const waiting = rows.filter((row) => row.kind === 'job' && row.status === 'launching').map((row) => row.job_id);
    if (waiting.length > 0) await sizeFleet(deps, waiting);
  } catch (error) {
    deps.log.error('the fleet could not be sized; the jobs wait for reconcile', { jobs: queuedJobs, error });
  }
}
