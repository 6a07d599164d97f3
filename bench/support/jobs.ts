/** Jobs as a client sees them: registered, uploaded, and over when the webhook is there. */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { log } from '../../adapters/observability/log.ts';
import type { CompleteDocument, FailedDocument } from '../../core/contracts/document.ts';
import type { JobRow } from '../../core/contracts/job-row.ts';
import { clientSettings } from '../../local/clients.ts';
import { ServiceClient } from '../../local/demo/service-client.ts';
import { LocalStackError } from '../../local/errors.ts';
import type { Outputs } from '../../local/outputs.ts';
import { waitFor } from '../../local/wait.ts';
import { contentOf, type ReceivedWebhook } from '../../local/webhook-receiver.ts';
import type { Running } from './stack.ts';

/** A job that takes longer than this hangs. */
const JOB_LIMIT_MS = 300_000;
/** Often enough to see a webhook's own time, which the receiver notes, without keeping a core busy. */
const LOOK_EVERY_MS = 20;

export type Upload = { jobId: string; key: string };
export type Delivered = { document: CompleteDocument; uploadedAt: Date; receivedAt: Date };

/** Registers one callback for one file. Its first upload has the callback's id as job id. */
export async function register({ outputs, receiver }: Running, file: string): Promise<Upload> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const { callback_id, upload_path } = await new ServiceClient(outputs).register(receiver.url, secret);
  return { jobId: callback_id, key: `${upload_path}${basename(file)}` };
}

/** @returns when S3 had answered that the object is there: the service's clock starts then */
export async function upload({ outputs }: Running, { key }: Upload, file: string): Promise<Date> {
  await new ServiceClient(outputs).upload(file, key);
  return new Date();
}

/** Sends one file through the service and waits for its webhook. */
export async function transcribe(running: Running, file: string): Promise<Delivered> {
  const registered = await register(running, file);
  const uploadedAt = await upload(running, registered, file);
  const webhook = await webhookOf(running, registered.jobId);
  return { document: completed(webhook), uploadedAt, receivedAt: webhook.receivedAt };
}

/**
 * Sends one file through the service and waits for its webhook, whether it is a transcript or a typed failure.
 *
 * @returns the job's id
 */
export async function outcomeOf(running: Running, file: string): Promise<string> {
  const registered = await register(running, file);
  await upload(running, registered, file);
  await webhookOf(running, registered.jobId);
  return registered.jobId;
}

export function webhooksOf({ receiver }: Running, jobId: string): ReceivedWebhook[] {
  return receiver.received.filter((webhook) => contentOf<{ job_id: string }>(webhook).job_id === jobId);
}

async function webhookOf(running: Running, jobId: string): Promise<ReceivedWebhook> {
  const look = () => {
    running.signal.throwIfAborted();
    return webhooksOf(running, jobId)[0];
  };
  return waitFor(`the webhook of job ${jobId}`, look, { limitMs: JOB_LIMIT_MS, everyMs: LOOK_EVERY_MS });
}

/** @throws LocalStackError if the job failed: a benchmark of failures measures nothing */
export function completed(webhook: ReceivedWebhook): CompleteDocument {
  const document = contentOf<CompleteDocument | FailedDocument>(webhook);
  if (document.status === 'complete') return document;
  throw new LocalStackError(
    `job ${document.job_id} failed with ${document.error.code} (${document.error.message}), expected it to complete; the worker's log says why`,
  );
}

/** @throws LocalStackError if there is no such job */
export async function jobRow({ endpoint_url, table }: Outputs, jobId: string): Promise<JobRow> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(endpoint_url)));
  const row = await dynamoDbTable(documents, table, log).get(jobId);
  if (row?.kind === 'job') return row;
  throw new LocalStackError(`the table has no job ${jobId} although its webhook came`);
}
