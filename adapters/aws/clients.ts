/**
 * The only place where SDK clients are made: each once a process, on first use. EC2's client is by far the largest
 * (470 KB of a bundle, 100 ms of import), so it is loaded only by what launches or ends instances.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export const dynamoDb = once(() =>
  DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } }),
);
export const s3 = once(() => new S3Client());
export const sqs = once(() => new SQSClient());
export const kms = once(() => new KMSClient());
export const ec2 = once(async (): Promise<EC2Client> => {
  const { EC2Client } = await import('@aws-sdk/client-ec2');
  // One attempt: EC2 counts each against 2 calls/s an account, and reconcile asks again within a minute.
  return new EC2Client({ maxAttempts: 1 });
});
