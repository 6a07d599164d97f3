/** The contracts over the AWS adapters, against an emulator that speaks AWS's protocols. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoDbJobIndex } from '../../adapters/aws/dynamodb-job-index.ts';
import { dynamoDbConnections, dynamoDbPresences, dynamoDbTickets } from '../../adapters/aws/dynamodb-live-listeners.ts';
import { dynamoDbLiveLog } from '../../adapters/aws/dynamodb-live-log.ts';
import { dynamoDbLiveRemoval } from '../../adapters/aws/dynamodb-live-removal.ts';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { dynamoDbUpkeep } from '../../adapters/aws/dynamodb-upkeep.ts';
import { dynamoDbWaitingPlaces } from '../../adapters/aws/dynamodb-waiting-places.ts';
import { kmsSealer } from '../../adapters/aws/kms-sealer.ts';
import { s3Listing } from '../../adapters/aws/s3-listing.ts';
import { s3Objects } from '../../adapters/aws/s3-objects.ts';
import { s3UploadLinks } from '../../adapters/aws/s3-upload-links.ts';
import { s3Versions } from '../../adapters/aws/s3-versions.ts';
import { sqsDeadLetters } from '../../adapters/aws/sqs-dead-letters.ts';
import { sqsQueue, sqsWorkQueue } from '../../adapters/aws/sqs-queue.ts';
import { JobMessage } from '../../core/contracts/messages.ts';
import { clientSettings } from '../../local/clients.ts';
import { givenFolder } from '../support/folder.ts';
import { MemoryLog } from '../support/memory/log.ts';
import { createLiveTable, createTable } from './create-table.ts';
import { defineDeadLettersContract } from './dead-letters.ts';
import { givenMinistack } from './emulators.ts';
import { defineListingContract } from './listing.ts';
import { defineLiveContract } from './live.ts';
import { defineObjectVersionsContract } from './object-versions.ts';
import { defineObjectsContract } from './objects.ts';
import { defineSealerContract } from './sealer.ts';
import { defineTableContract } from './table.ts';
import { defineUploadLinksContract } from './upload-links.ts';
import { defineWorkQueueContract } from './work-queue.ts';

const { url } = await givenMinistack();
const settings = clientSettings(url);
// Its queue URLs say localhost, and the SDK warns when its endpoint differs.
const sqs = new SQSClient({ ...settings, endpoint: url.replace('127.0.0.1', 'localhost') });
const s3 = new S3Client(settings);
const kms = new KMSClient(settings);
const dynamoDb = DynamoDBDocumentClient.from(new DynamoDBClient(settings), {
  marshallOptions: { removeUndefinedValues: true },
});

defineTableContract('DynamoDB', async () => {
  const TableName = randomUUID();
  await createTable(dynamoDb, TableName);
  return {
    ...dynamoDbTable(dynamoDb, TableName, new MemoryLog()),
    ...dynamoDbUpkeep(dynamoDb, TableName),
    ...dynamoDbJobIndex(dynamoDb, TableName),
  };
});

defineLiveContract('DynamoDB', async () => {
  const TableName = randomUUID();
  await createLiveTable(dynamoDb, TableName);
  return {
    ...dynamoDbLiveLog(dynamoDb, TableName),
    ...dynamoDbLiveRemoval(dynamoDb, TableName),
    ...dynamoDbPresences(dynamoDb, TableName),
    ...dynamoDbConnections(dynamoDb, TableName),
    ...dynamoDbTickets(dynamoDb, TableName),
    ...dynamoDbWaitingPlaces(dynamoDb, TableName),
  };
});

defineWorkQueueContract('SQS', async () => {
  const Attributes = { VisibilityTimeout: '120' };
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID(), Attributes }));
  const log = new MemoryLog();
  return {
    queue: { ...sqsWorkQueue(sqs, QueueUrl, { schema: JobMessage, log }), ...sqsQueue<JobMessage>(sqs, QueueUrl) },
    log,
    sendText: async (MessageBody) => void (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))),
    until: (work) => work,
  };
});

async function givenBucket() {
  const Bucket = randomUUID();
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  return Bucket;
}

defineObjectsContract('S3', async () => {
  const Bucket = await givenBucket();
  return {
    objects: s3Objects(s3, Bucket),
    upload: async (Key, Body, Metadata = {}) =>
      (await s3.send(new PutObjectCommand({ Bucket, Key, Body, Metadata }))).VersionId ?? '',
    uploadUnreadable: async (Key, reason) => {
      const how =
        reason === 'archived'
          ? { StorageClass: 'GLACIER' as const }
          : { SSECustomerAlgorithm: 'AES256', SSECustomerKey: randomBytes(32).toString('base64') };
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...how }));
    },
    path: async () => join(await givenFolder(), 'download'),
    read: (path) => readFile(path, 'utf8'),
  };
});

defineUploadLinksContract('S3', async () => {
  const Bucket = await givenBucket();
  return {
    links: s3UploadLinks(s3, Bucket),
    objects: s3Objects(s3, Bucket),
    post: async ({ url, fields }, body) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', new Blob([body]));
      return (await fetch(url, { method: 'POST', body: form })).ok;
    },
    put: async (url, body) => (await fetch(url, { method: 'PUT', body })).ok,
  };
});

defineObjectVersionsContract('S3', async () => {
  const Bucket = await givenBucket();
  return {
    objects: { ...s3Objects(s3, Bucket), ...s3Versions(s3, Bucket) },
    erase: async (Key) => void (await s3.send(new DeleteObjectCommand({ Bucket, Key }))),
  };
});

async function givenQueue() {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }));
  return QueueUrl;
}

defineDeadLettersContract('SQS', async () => {
  const [queue, dead_letters] = [await givenQueue(), await givenQueue()];
  return {
    letters: sqsDeadLetters(sqs, { queue, dead_letters }),
    setAside: async (MessageBody) =>
      void (await sqs.send(new SendMessageCommand({ QueueUrl: dead_letters, MessageBody }))),
    sentBack: async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 }));
      return Messages.map(({ Body = '' }) => Body);
    },
  };
});

defineListingContract('S3', async () => {
  const Bucket = await givenBucket();
  return {
    listing: s3Listing(s3, Bucket),
    upload: async (Key, Body) => (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId ?? '',
    remove: async (Key) => void (await s3.send(new DeleteObjectCommand({ Bucket, Key }))),
  };
});

describe('objects: S3, for others', () => {
  it('are read by anyone who has the link', async () => {
    const objects = s3Objects(s3, await givenBucket());
    await objects.put('results/1/å b.json', '{}', { content_type: 'application/json' });
    const answer = await fetch(await objects.presign('results/1/å b.json', { seconds: 60, file_name: 'å b.json' }));
    expect([answer.status, await answer.text()]).toEqual([200, '{}']);
  });

  it('are those of the version that is linked to', async () => {
    const Bucket = await givenBucket();
    const put = (Body: string) => s3.send(new PutObjectCommand({ Bucket, Key: 'a.mp3', Body }));
    const { VersionId = '' } = await put('first');
    await put('second');
    const shown = { seconds: 60, file_name: 'a.mp3', version_id: VersionId, play_as: 'audio/mpeg' };
    const answer = await fetch(await s3Objects(s3, Bucket).presign('a.mp3', shown));
    expect([answer.status, await answer.text()]).toEqual([200, 'first']);
  });
});

defineSealerContract('KMS', async () => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  return kmsSealer(kms, KeyMetadata?.Arn ?? '');
});
