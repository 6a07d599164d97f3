import { DescribeInstancesCommand, EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT } from '../support/lambda-events.ts';
import { stubClient } from '../support/stub-client.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/reconcile/handler.ts');

const dynamoDb = stubClient(DynamoDBDocumentClient);
const ec2 = stubClient(EC2Client);
const s3 = stubClient(S3Client);
stubClient(SQSClient);

beforeEach(() => {
  dynamoDb.on(QueryCommand).resolves({ Items: [] }).on(GetCommand).resolves({}).on(BatchGetCommand).resolves({});
  s3.on(ListObjectVersionsCommand).resolves({});
});

describe('the run of every minute', () => {
  it('looks at everything that may have been left undone, and ends what nobody accounts for', async () => {
    const stray = { InstanceId: 'i-stray', LaunchTime: new Date('2020-01-01T00:00:00Z') };
    ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: [stray] }] });
    await handler({ source: 'aws.events' }, CONTEXT);
    const classes = dynamoDb
      .commandCalls(QueryCommand)
      .map((call) => call.args[0].input.ExpressionAttributeValues?.[':class']);
    expect(new Set(classes)).toEqual(new Set(['running', 'waiting', 'held', 'delivery', 'worker', 'removal']));
    expect(s3).toHaveReceivedCommandWith(ListObjectVersionsCommand, {
      Bucket: 'bucket',
      Prefix: 'transcription_upload/',
    });
    expect(ec2.commandCalls(TerminateInstancesCommand).map((call) => call.args[0].input.InstanceIds)).toEqual([
      ['i-stray'],
    ]);
  });

  it('tries everything although everything fails, and then counts as failed', async () => {
    dynamoDb.rejects(new Error('down')).on(QueryCommand).rejects(new Error('down'));
    dynamoDb.on(GetCommand).rejects(new Error('down'));
    ec2.rejects(new Error('down'));
    await expect(handler({}, CONTEXT)).rejects.toThrow(
      'expired leases, waiting jobs, held jobs, due deliveries, workers, lost uploads, fleet',
    );
  });
});

describe('an event of EC2', () => {
  it('about an instance of others costs two reads', async () => {
    await handler(stateChange('terminated'), CONTEXT);
    expect(dynamoDb.calls()).toHaveLength(2);
    expect(dynamoDb).toHaveReceivedCommandWith(GetCommand, { Key: { job_id: 'worker#i-1' } });
    expect(dynamoDb).toHaveReceivedCommandWith(QueryCommand, { IndexName: 'due' });
    expect(ec2.calls()).toHaveLength(0);
  });
});

function stateChange(state: string) {
  const detail = { 'instance-id': 'i-1', state };
  return { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail };
}
