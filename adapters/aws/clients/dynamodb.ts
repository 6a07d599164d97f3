import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { once } from './once.ts';
import { TIME_OUTS } from './time-outs.ts';

export const dynamoDb = once(() =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: TIME_OUTS }), {
    marshallOptions: { removeUndefinedValues: true },
  }),
);
