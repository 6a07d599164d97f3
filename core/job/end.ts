/**
 * How a job ends, in the order that makes a crash at any point harmless:
 * (1) the outcome is put into S3, (2) one transaction ends the job and makes the delivery `pending`, then whoever is
 * here makes the first attempt; if nobody does, `reconcile` finds the delivery when it is due.
 */
import type { Counts } from '../contracts/counters-row.ts';
import { FailedDocument, type StoredDocument } from '../contracts/document.ts';
import type { JobError, JobRow, SourcedJob } from '../contracts/job-row.ts';
import type { DeliveryMessage } from '../contracts/messages.ts';
import { type DeliveryRow, registrationKey } from '../contracts/rows.ts';
import { count } from '../shared/counters.ts';
import { parseJson } from '../shared/json.ts';
import { deliveryBodyKey, errorKey } from '../shared/object-keys.ts';
import type { Objects } from '../shared/object-ports.ts';
import type { Clock, Log, Queue } from '../shared/ports.ts';
import type { Table, Update } from '../shared/table.ts';
import { iso, secondsBetween } from '../shared/time.ts';
import { cancelledDocument, failedDocument, webhookBody } from '../transcript/transcript.ts';
import { FIRST_ATTEMPT_SECONDS, pendingDelivery } from '../webhook/delivery.ts';
import { transcriptUrl } from '../webhook/registration.ts';
import { type JobOutcome, webhookId } from '../webhook/webhook-ids.ts';
import { cancel, complete, fail } from './job.ts';
import { countedOfModel } from './rates.ts';
import { timesCounted } from './times.ts';
import { countEnded, type Ended as EndedUsage, usageOfResult } from './usage.ts';

export type EndJob = {
  table: Table;
  objects: Objects;
  deliveries: Queue<DeliveryMessage>;
  clock: Clock;
  log: Log;
  /** Of a job whose row names none. */
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
  job: SourcedJob,
  document: StoredDocument,
  maxWebhookBytes: number,
): Promise<Ended> {
  const { results, duration_seconds, warnings } = document;
  // A document of another version, which this attempt adopted, may not say it.
  const language = document.language?.code;
  const usd = document.usage?.usd ?? undefined;
  const update = complete(job, { results, duration_seconds, warnings, language, usd }, deps.clock.now());
  if (job.callback_id !== undefined) {
    const registration = await deps.table.get(registrationKey(job.callback_id));
    // Without it there is no link to give, so the text goes along, however long it is.
    const limit =
      registration?.kind === 'registration'
        ? { bytes: maxWebhookBytes, url: transcriptUrl(registration, job.job_id) }
        : undefined;
    await putBody(deps, job, 'completed', webhookBody(document, limit));
  }
  const usage = usageOfResult(document);
  const all = { ...usage, ...timesCounted(job, deps.clock.now()) };
  const counts = { ...all, ...countedOfModel(job.model ?? deps.model.name, all) };
  return end(deps, job, { update, usage, counts, outcome: 'completed', firstAttemptSeconds: FIRST_ATTEMPT_SECONDS });
}

/** Fails a job and leaves its webhook to the delivery queue. For those who make no first attempt themselves. */
export async function failJob(deps: EndJob, job: JobRow, error: JobError): Promise<Ended> {
  const ended = await recordFailure(deps, job, error, 0);
  if (ended.delivery) await deps.deliveries.send({ delivery_id: ended.delivery.webhook_id });
  return ended;
}

/**
 * Fails a job. Row, `error.json` and webhook name one reason: the one that was first written for a receiver, also where
 * there is none, by this attempt or by an earlier one that died before it could end the job.
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
  const document = failedDocument(job, error, factsOf(deps, job, now));
  const first = await putBody(deps, job, 'failed', JSON.stringify(document));
  const told = (first === undefined ? undefined : errorIn(first)) ?? error;
  const text = JSON.stringify({ ...document, error: told });
  await deps.objects.put(errorKey(job.job_id), text, { content_type: 'application/json' });
  deps.log.warn('job failed', { job_id: job.job_id, code: told.code, reason: told.message });
  const update = fail(job, told, now);
  const counts: Counts = { [`failed:${told.code}`]: 1 };
  return end(deps, job, { update, usage: { failed: 1 }, counts, outcome: 'failed', firstAttemptSeconds });
}

/**
 * Cancels a job in whatever state it was read. Its worker, if it has one, finds out by the row, and may write no outcome any
 * more: the fence of its attempt is gone.
 */
export async function cancelJob(deps: EndJob, job: JobRow, error: JobError): Promise<Ended> {
  const now = deps.clock.now();
  const body = JSON.stringify(cancelledDocument(job, error, factsOf(deps, job, now)));
  if (job.callback_id !== undefined) await putBody(deps, job, 'cancelled', body);
  const usage = { cancelled: 1 };
  const update = cancel(job, error, now);
  const ended = await end(deps, job, { update, usage, counts: usage, outcome: 'cancelled', firstAttemptSeconds: 0 });
  if (ended.delivery) await deps.deliveries.send({ delivery_id: ended.delivery.webhook_id });
  return ended;
}

function factsOf(deps: EndJob, { model = deps.model.name, started_at }: JobRow, now: Date) {
  return { model, processing_seconds: started_at ? secondsBetween(started_at, iso(now)) : 0 };
}

type Ending = {
  update: Update<JobRow>;
  /** What is added to its tenant's, once: with the write that ends the job. */
  usage: EndedUsage;
  /** What is added to all that the service has done. */
  counts: Counts;
  outcome: JobOutcome;
  firstAttemptSeconds: number;
};

/** A job has a callback only where there was a registration; what has become of that, the attempt to deliver finds out. */
async function end(deps: EndJob, job: JobRow, ending: Ending): Promise<Ended> {
  const { update, usage, counts, outcome, firstAttemptSeconds } = ending;
  const counted = [...countEnded(job, usage, deps.clock.now()), count(job.job_id, counts)];
  const { callback_id } = job;
  if (callback_id === undefined) return { ended: await deps.table.write(update, ...counted) };
  const delivery = pendingDelivery({ ...job, callback_id }, outcome, deps.clock.now(), firstAttemptSeconds);
  const ended = await deps.table.write(update, { kind: 'put', row: delivery }, ...counted);
  return ended ? { ended, delivery } : { ended };
}

/**
 * Puts what the receiver is to get. The first one stays: an attempt that wakes up after another ended the job must not
 * change it.
 *
 * @returns the body of an earlier attempt, if there is one
 */
async function putBody(deps: EndJob, job: JobRow, outcome: JobOutcome, body: string): Promise<string | undefined> {
  const key = deliveryBodyKey(webhookId(job, outcome));
  const put = await deps.objects.put(key, body, { content_type: 'application/json', if_absent: true });
  return put === 'exists' ? deps.objects.getText(key) : undefined;
}

function errorIn(body: string): JobError | undefined {
  const parsed = FailedDocument.pick({ error: true }).safeParse(parseJson(body));
  return parsed.success ? parsed.data.error : undefined;
}
