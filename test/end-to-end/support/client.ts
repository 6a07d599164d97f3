/** The service as its clients use it, and a look behind it as its operator has. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  GetUsagePlansCommand,
} from '@aws-sdk/client-api-gateway';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { dynamoDbTable } from '../../../adapters/aws/dynamodb-table.ts';
import { log } from '../../../adapters/observability/log.ts';
import { hashId } from '../../../adapters/system.ts';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import type { DeliveryRow } from '../../../core/contracts/rows.ts';
import { deliveryKey } from '../../../core/contracts/rows.ts';
import type { PostLink } from '../../../core/contracts/uploads.ts';
import { clientSettings } from '../../../local/clients.ts';
import { waitFor } from '../../../local/wait.ts';

export const stack = inject('stack');
const settings = clientSettings(stack.endpoint_url);
const s3 = new S3Client(settings);
const sqs = new SQSClient(settings);
export const clients = { s3, sqs };
const documents = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
export const table = dynamoDbTable(documents, stack.table, log);

/** Beyond the two minutes for which a lost worker's message is hidden, on a machine with other work; short of a test's limit. */
export const LIMIT = { limitMs: 280_000, everyMs: 100 };

export const fixture = (name: string) => readFileSync(new URL(`../../fixtures/audio/${name}`, import.meta.url));

export async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const init = { method, redirect: 'manual', headers: { 'x-api-key': stack.api_key, ...headers } } as const;
  const response = await fetch(`${stack.api_url}${path}`, {
    ...init,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** The value of another key under the stack's usage plan. */
export async function givenApiKey(): Promise<string> {
  const gateway = new APIGatewayClient(settings);
  const { id: keyId, value = '' } = await gateway.send(
    new CreateApiKeyCommand({ name: uniqueName('key'), enabled: true }),
  );
  const { items: [plan] = [] } = await gateway.send(new GetUsagePlansCommand({}));
  await gateway.send(new CreateUsagePlanKeyCommand({ usagePlanId: plan?.id, keyId, keyType: 'API_KEY' }));
  return value;
}

export async function register(fields: { callback_url: string } & Record<string, unknown>): Promise<string> {
  const { status, body } = await call('POST', '/api', fields);
  if (status !== 200) throw new Error(`registration refused: ${status} ${JSON.stringify(body)}`);
  return body.callback_id;
}

/** As a browser or curl sends a file by the form of an upload's link. */
export async function sendForm({ url, fields }: PostLink, bytes: Buffer): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)]));
  return fetch(url, { method: 'POST', body: form });
}

export type UploadedFile = { key: string; versionId: string; size: number; derivedId: string };

export async function upload(
  key: string,
  body: Buffer | string,
  metadata: Record<string, string> = {},
): Promise<UploadedFile> {
  const bytes = Buffer.from(body);
  const command = new PutObjectCommand({ Bucket: stack.bucket, Key: key, Body: bytes, Metadata: metadata });
  const { VersionId: versionId = '' } = await s3.send(command);
  return { key, versionId, size: bytes.length, derivedId: hashId(JSON.stringify([stack.bucket, key, versionId])) };
}

/** S3 delivers at least once: the same event as S3 writes it, a second time. */
export async function repeatEvent(file: UploadedFile): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: stack.uploads_queue_url, MessageBody: eventOf(file) }));
}

export function eventOf({ key, versionId, size }: UploadedFile): string {
  const object = { key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'), size, versionId };
  const record = { eventName: 'ObjectCreated:Put', s3: { bucket: { name: stack.bucket }, object } };
  return JSON.stringify({ Records: [record] });
}

export async function job(jobId: string): Promise<JobRow | undefined> {
  const row = await table.get(jobId);
  return row?.kind === 'job' ? row : undefined;
}

export async function endedJob(jobId: string, limit = LIMIT): Promise<JobRow> {
  return waitFor(`the end of job ${jobId}`, () => jobIfEnded(jobId), limit);
}

export async function jobIfEnded(jobId: string): Promise<JobRow | undefined> {
  const row = await job(jobId);
  return row?.status === 'completed' || row?.status === 'failed' ? row : undefined;
}

export async function jobsOfKeys(keys: readonly string[]): Promise<JobRow[]> {
  const rows = await itemsOf(stack.table);
  return rows.filter((row) => row['kind'] === 'job' && keys.includes(String(row['s3_key']))) as JobRow[];
}

export async function itemsOf(TableName: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Items;
}

export async function settledDelivery(webhookId: string): Promise<DeliveryRow> {
  return waitFor(
    `the outcome of delivery ${webhookId}`,
    async () => {
      const row = await table.get(deliveryKey(webhookId));
      return row?.kind === 'delivery' && row.status !== 'pending' ? row : undefined;
    },
    LIMIT,
  );
}

export async function objectText(uri: string): Promise<string> {
  const key = uri.slice(`s3://${stack.bucket}/`.length);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: stack.bucket, Key: key }));
  return (await Body?.transformToString('utf-8')) ?? '';
}

export async function keysUnder(prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: stack.bucket, Prefix: prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

/** The results of a job; the formats beside the JSON appear a moment after the job is completed. */
export async function resultKeys(jobId: string): Promise<string[]> {
  return waitFor(
    `all result formats of job ${jobId}`,
    async () => {
      const keys = await keysUnder(`results/${jobId}/`);
      return keys.length >= 4 ? keys : undefined;
    },
    LIMIT,
  );
}

export const uniqueName = (name: string) => `${randomBytes(4).toString('hex')}-${name}`;
