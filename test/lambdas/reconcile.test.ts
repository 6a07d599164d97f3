import { DescribeInstancesCommand, EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT } from '../support/lambda-events.ts';
import { stubClient } from '../support/stub-client.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/reconcile/handler.ts');

const dynamoDb = stubClient(DynamoDBDocumentClient);
const ec2 = stubClient(EC2Client);
stubClient(SQSClient);

it('looks at everything that may have been left undone, and ends what nobody accounts for', async () => {
  dynamoDb.on(QueryCommand).resolves({ Items: [] }).on(GetCommand).resolves({}).on(BatchGetCommand).resolves({});
  const stray = { InstanceId: 'i-stray', LaunchTime: new Date('2020-01-01T00:00:00Z') };
  ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: [stray] }] });
  await handler({}, CONTEXT);
  const classes = dynamoDb
    .commandCalls(QueryCommand)
    .map((call) => call.args[0].input.ExpressionAttributeValues?.[':class']);
  expect(new Set(classes)).toEqual(new Set(['running', 'waiting', 'delivery', 'worker']));
  expect(ec2.commandCalls(TerminateInstancesCommand).map((call) => call.args[0].input.InstanceIds)).toEqual([
    ['i-stray'],
  ]);
});

it('goes on although everything fails', async () => {
  dynamoDb.rejects(new Error('down'));
  ec2.rejects(new Error('down'));
  await expect(handler({}, CONTEXT)).resolves.toBeUndefined();
});
