import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, serve } from '../support/http-server.ts';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeSqsRecord } from '../support/lambda-events.ts';
import { makeDelivery, makeRegistration } from '../support/records.ts';
import { stubClient } from '../support/stub-client.ts';
import { SECRET } from '../support/world.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/deliver-webhook/handler.ts');

const BODY = '{"job_id":"job-1"}';
const dynamoDb = stubClient(DynamoDBDocumentClient);
const s3 = stubClient(S3Client);
const kms = stubClient(KMSClient);
const sqs = stubClient(SQSClient);

beforeEach(() => {
  dynamoDb.on(GetCommand).resolves({});
  const Body = { transformToString: async () => BODY } as never;
  s3.on(GetObjectCommand, { Key: 'deliveries/msg_job-1_completed.json' }).resolves({ Body });
  kms.on(DecryptCommand).resolves({ Plaintext: new TextEncoder().encode(SECRET) });
});

const handle = (body: string) => handler({ Records: [makeSqsRecord(body, 'm-0')] }, CONTEXT);
const MESSAGE = '{"delivery_id":"msg_job-1_completed"}';

describe('a delivery message', () => {
  it('becomes one signed attempt', async () => {
    const received: unknown[] = [];
    givenReceiver(
      await serve(async (request, response) => {
        const body = await bodyOf(request);
        received.push(new Webhook(SECRET, { format: 'raw' }).verify(body, request.headers as Record<string, string>));
        response.end();
      }),
    );
    expect(await handle(MESSAGE)).toEqual({ batchItemFailures: [] });
    expect(received).toEqual([JSON.parse(BODY)]);
    // The delivery is taken, then settled and counted; its endpoint gives leave and learns of the end
    expect(dynamoDb.commandCalls(UpdateCommand)).toHaveLength(1);
    const [settling] = dynamoDb.commandCalls(TransactWriteCommand);
    const [, counting] = settling?.args[0].input.TransactItems ?? [];
    expect(counting?.Update?.Key?.['job_id']).toMatch(/^counters#/);
    expect(Object.values(counting?.Update?.ExpressionAttributeNames ?? {})).toEqual([
      'kind',
      'attempts:2xx',
      'deliveries:delivered',
    ]);
    expect(dynamoDb.commandCalls(PutCommand)).toHaveLength(2);
  });

  it('to a receiver that is down is not given back: the next attempt is a message of its own', async () => {
    givenReceiver('http://127.0.0.1:1/');
    expect(await handle(MESSAGE)).toEqual({ batchItemFailures: [] });
    expect(sqs.commandCalls(SendMessageCommand).map((call) => call.args[0].input)).toMatchObject([
      { QueueUrl: 'https://sqs.test/deliveries', MessageBody: MESSAGE },
    ]);
  });

  it('that meets a key which cannot be used is an attempt that failed, and not given back', async () => {
    givenReceiver('http://127.0.0.1:1/');
    kms.on(DecryptCommand).rejects(new Error('the key is pending deletion'));
    expect(await handle(MESSAGE)).toEqual({ batchItemFailures: [] });
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(1);
    const [written] = dynamoDb.commandCalls(TransactWriteCommand);
    expect(JSON.stringify(written?.args[0].input.TransactItems?.[0])).toContain('service_error');
  });

  it('whose attempt cannot be written down is given back', async () => {
    givenReceiver('http://127.0.0.1:1/');
    dynamoDb.on(UpdateCommand).rejects(new Error('throttled'));
    expect(await handle(MESSAGE)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
  });
});

function givenReceiver(callback_url: string): void {
  const rows = [
    makeDelivery({ callback_id: 'callback-1' }),
    makeRegistration({ callback_url, callback_secret: 'c2VhbGVk' }),
  ];
  for (const Item of rows) dynamoDb.on(GetCommand, { Key: { job_id: Item.job_id } }).resolves({ Item });
}
