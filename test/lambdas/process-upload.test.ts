import { CreateFleetCommand, EC2Client } from '@aws-sdk/client-ec2';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeSqsRecord } from '../support/lambda-events.ts';
import { makeJob } from '../support/records.ts';
import { stubClient } from '../support/stub-client.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/process-upload/handler.ts');

const dynamoDb = stubClient(DynamoDBDocumentClient);
const s3 = stubClient(S3Client);
const sqs = stubClient(SQSClient);
const ec2 = stubClient(EC2Client);

beforeEach(() => {
  dynamoDb.on(GetCommand).resolves({}).on(QueryCommand).resolves({ Items: [] });
  dynamoDb.on(BatchGetCommand).callsFake(() => ({ Responses: { jobs: rowsPut() } }));
  s3.on(HeadObjectCommand).resolves({ ContentLength: 1000, Metadata: {} });
  ec2.on(CreateFleetCommand).resolves({ Instances: [{ InstanceIds: ['i-1'], InstanceType: 'g5.xlarge' }] });
});

const upload = (key: string, bucket = 'bucket') =>
  JSON.stringify({
    Records: [
      {
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: bucket }, object: { key, size: 1000, versionId: key } },
      },
    ],
  });
const rowsPut = () =>
  dynamoDb
    .commandCalls(TransactWriteCommand)
    .flatMap((call) => call.args[0].input.TransactItems?.flatMap(({ Put }) => Put?.Item ?? []) ?? [])
    .filter((row) => row['kind'] === 'job')
    .map((row) => ({ ...row, queued_at: '2026-03-01T12:00:00Z' }));
const handle = (...bodies: string[]) =>
  handler({ Records: bodies.map((body, index) => makeSqsRecord(body, `m-${index}`)) }, CONTEXT);

describe('a batch of uploads', () => {
  it('becomes jobs in the queue and one sizing of the fleet', async () => {
    const answer = await handle(upload('transcription_upload/1.mp3'), upload('transcription_upload/2.mp3'));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(rowsPut()).toHaveLength(2);
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(2);
    const fleets = ec2.commandCalls(CreateFleetCommand).map((call) => call.args[0].input.TargetCapacitySpecification);
    expect(fleets[0]).toEqual({ TotalTargetCapacity: 2, DefaultTargetCapacityType: 'spot' });
  });

  it('and jobs that were queued without an upload get their workers by the same sizing', async () => {
    const waiting = { ...makeJob({ job_id: 'asked-for', status: 'launching' }), queued_at: '2026-03-01T12:00:00Z' };
    dynamoDb.on(BatchGetCommand).resolves({ Responses: { jobs: [waiting] } });
    expect(await handle(JSON.stringify({ queued: 'asked-for' }))).toEqual({ batchItemFailures: [] });
    expect(ec2.commandCalls(CreateFleetCommand)).toHaveLength(1);
    expect(sqs.commandCalls(SendMessageCommand)).toEqual([]);
  });

  it('takes no event of another bucket, though it is in the queue', async () => {
    const answer = await handle(upload('transcription_upload/1.mp3', 'a-foreign-bucket'));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(rowsPut()).toEqual([]);
    expect(s3).not.toHaveReceivedCommand(HeadObjectCommand);
    expect(sqs).not.toHaveReceivedCommand(SendMessageCommand);
  });

  it('gives back only what may work later, and acknowledges what never will', async () => {
    s3.on(HeadObjectCommand, { Key: 'transcription_upload/later.mp3' }).rejects(new Error('slow down'));
    const answer = await handle(
      'no json',
      upload('transcription_upload/later.mp3'),
      upload('transcription_upload/good.mp3'),
      upload('folder/'),
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-1' }] });
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(1);
  });

  it('is safe in the queue although no worker can be launched', async () => {
    dynamoDb.on(QueryCommand).rejects(new Error('throttled'));
    expect(await handle(upload('transcription_upload/1.mp3'))).toEqual({ batchItemFailures: [] });
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(1);
  });

  it('whose jobs a worker has already launches nothing', async () => {
    const taken = () => rowsPut().map((row) => ({ ...row, status: 'processing' }));
    dynamoDb.on(BatchGetCommand).callsFake(() => ({ Responses: { jobs: taken() } }));
    await handle(upload('transcription_upload/1.mp3'));
    expect(ec2.calls()).toEqual([]);
  });

  it('without an upload in it looks at no fleet', async () => {
    await handle('{"Event":"s3:TestEvent"}', upload('folder/'));
    expect(dynamoDb.commandCalls(QueryCommand)).toEqual([]);
    expect(dynamoDb.commandCalls(UpdateCommand)).toEqual([]);
  });
});
