/**
 * How a job ends, in the order that makes a crash at any point harmless:
 * (1) the outcome is put into S3, (2) one transaction ends the job and makes the delivery `pending`, then whoever is
 * here makes the first attempt; if nobody does, `reconcile` finds the delivery when it is due.
 */
import type { StoredDocument } from '../contracts/document.ts';
import type { DeliveryMessage } from '../contracts/messages.ts';
import {
  type DeliveryRow,
  type JobError,
  type JobRow,
  type RegistrationRow,
  registrationKey,
} from '../contracts/rows.ts';
import { FIRST_ATTEMPT_SECONDS, pendingDelivery } from '../delivery.ts';
import { jobError } from '../errors.ts';
import { complete, fail, webhookId } from '../job.ts';
import { deliveryBodyKey, errorKey } from '../object-keys.ts';
import type { Clock, Log, Objects, Queue } from '../ports.ts';
import type { Table, Update } from '../table.ts';
import { secondsBetween } from '../time.ts';
import { failedDocument, type UploadedJob, webhookBody } from '../transcript.ts';

export type EndJob = {
  table: Table;
  objects: Objects;
  deliveries: Queue<DeliveryMessage>;
  clock: Clock;
  log: Log;
  model: { name: string };
};

/** `ended` is false when another attempt or event ended the job first; then nothing of ours counts. */
export type Ended = { ended: boolean; delivery?: DeliveryRow };

/**
 * Completes a job whose result document stands in S3.
 *
 * @param maxWebhookBytes a larger webhook body carries a link instead of the text
 */
export async function completeJob(
  deps: EndJob,
  job: UploadedJob,
  document: StoredDocument,
  maxWebhookBytes: number,
): Promise<Ended> {
  const { results, duration_seconds, warnings } = document;
  const update = complete(job, { results, duration_seconds, warnings }, deps.clock.now());
  const body = (url: string) => webhookBody(document, maxWebhookBytes, url);
  return end(deps, job, { update, outcome: 'completed', body, firstAttemptSeconds: FIRST_ATTEMPT_SECONDS });
}

/** Fails a job and leaves its webhook to the delivery queue. For those who make no first attempt themselves. */
export async function failJob(deps: EndJob, job: JobRow, error: JobError): Promise<Ended> {
  const ended = await recordFailure(deps, job, error, 0);
  if (ended.delivery) await deps.deliveries.send({ delivery_id: ended.delivery.webhook_id });
  return ended;
}

/**
 * Fails a job.
 *
 * @param firstAttemptSeconds how long the caller has for the first attempt at the webhook before anyone else may try
 */
export async function recordFailure(
  deps: EndJob,
  job: JobRow,
  error: JobError,
  firstAttemptSeconds: number,
): Promise<Ended> {
  const now = deps.clock.now();
  const processing_seconds = job.started_at ? secondsBetween(job.started_at, now.toISOString()) : 0;
  const uploaded: UploadedJob = { ...job, s3_key: job.s3_key ?? '', bucket: job.bucket ?? '' };
  const document = failedDocument(uploaded, error, { model: deps.model.name, processing_seconds });
  await deps.objects.put(errorKey(job.job_id), JSON.stringify(document), { content_type: 'application/json' });
  deps.log.warn('job failed', { job_id: job.job_id, code: error.code, reason: error.message });
  const body = () => JSON.stringify(document);
  return end(deps, uploaded, { update: fail(job, error, now), outcome: 'failed', body, firstAttemptSeconds });
}

export function tooManyCrashes(job: JobRow): JobError {
  return jobError('engine_crashed', `${job.crashes} workers ended while they worked on this file`);
}

type Ending = {
  update: Update;
  outcome: 'completed' | 'failed';
  body: (transcriptUrl: string) => string;
  firstAttemptSeconds: number;
};

async function end(deps: EndJob, job: UploadedJob, ending: Ending): Promise<Ended> {
  const { update, outcome, body, firstAttemptSeconds } = ending;
  const { callback_id } = job;
  const registration = callback_id ? await deps.table.get(registrationKey(callback_id)) : undefined;
  if (!callback_id || registration?.kind !== 'registration') return { ended: await deps.table.write(update) };
  const key = deliveryBodyKey(webhookId(job, outcome));
  const content = body(transcriptUrl(registration, job));
  // The first one stays: an attempt that wakes up after another ended the job must not change what receivers get.
  await deps.objects.put(key, content, { content_type: 'application/json', if_absent: true });
  const delivery = pendingDelivery({ ...job, callback_id }, outcome, deps.clock.now(), firstAttemptSeconds);
  const ended = await deps.table.write(update, { kind: 'put', row: delivery });
  return ended ? { ended, delivery } : { ended };
}

function transcriptUrl(registration: RegistrationRow, job: JobRow): string {
  return `${registration.api_base}/api/jobs/${job.job_id}/transcript`;
}
