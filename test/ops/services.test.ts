import { HeadObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { deadLettersIn, servicesOf } from '../../bin/ops/services.ts';
import type { ServedModels } from '../../core/transcript/served-models.ts';
import { loadStage } from '../../lib/stages/index.ts';
import { stubClient } from '../support/stub-client.ts';

const s3 = stubClient(S3Client);
const dynamoDb = stubClient(DynamoDBDocumentClient);
const sqs = stubClient(SQSClient);

const target = {
  place: 'aws' as const,
  stage: 'production',
  region: 'eu-north-1',
  config: loadStage('production'),
  deployment: async () => ({
    table: 'jobs',
    bucket: 'files',
    queues: { uploads: 'u', jobs: 'j', deliveries: 'd' },
    models: [{ name: 'demo' }] as ServedModels,
  }),
};

it('an operator reaches what the service does of the table and the bucket, and what only operators do', async () => {
  s3.on(HeadObjectCommand).resolves({ ContentLength: 7 }).on(ListObjectVersionsCommand).resolves({});
  dynamoDb.on(GetCommand).resolves({}).on(ScanCommand).resolves({});
  const { table, objects } = await servicesOf(target);

  expect(await objects.head('key')).toMatchObject({ size_bytes: 7 });
  expect(await objects.listVersions('key')).toEqual([]);
  expect(await table.get('job-1')).toBeUndefined();
  expect(await table.failedDeliveries('2026-03-01T12:00:00Z')).toEqual([]);
});

it('an operator finds the dead letters of every model', async () => {
  sqs.on(ReceiveMessageCommand).resolves({});
  const models: ServedModels = [{ name: 'demo' }, { name: 'Whisper.large' }];
  const deployment = async () => ({ ...(await target.deployment()), models });
  for (const name of ['jobs', 'uploads'] as const) {
    for (const letters of await deadLettersIn({ ...target, deployment }, name)) await letters.receive(1);
  }
  const asked = sqs.commandCalls(ReceiveMessageCommand).map(({ args: [{ input }] }) => input.QueueUrl);
  expect(asked).toEqual(['j-dead-letters', 'j_whisper-large-dead-letters', 'u-dead-letters']);
});
