import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LIVE_TABLE } from '../../core/contracts/live-items.ts';
import { DUE_INDEX, OWNER_INDEX, S3_KEY_INDEX, TABLE } from '../../core/contracts/rows.ts';

/** A table as the storage stack makes it. */
export async function createTable(client: DynamoDBDocumentClient, TableName: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: TABLE.key, KeyType: 'HASH' }],
      AttributeDefinitions: [
        TABLE.key,
        ...[DUE_INDEX, S3_KEY_INDEX, OWNER_INDEX].flatMap(({ partition, sort }) => [partition, sort]),
      ].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      GlobalSecondaryIndexes: [
        {
          IndexName: DUE_INDEX.name,
          KeySchema: [
            { AttributeName: DUE_INDEX.partition, KeyType: 'HASH' },
            { AttributeName: DUE_INDEX.sort, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...DUE_INDEX.projected] },
        },
        ...[S3_KEY_INDEX, OWNER_INDEX].map(({ name, partition, sort }) => ({
          IndexName: name,
          KeySchema: [
            { AttributeName: partition, KeyType: 'HASH' as const },
            { AttributeName: sort, KeyType: 'RANGE' as const },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' as const },
        })),
      ],
    }),
  );
}

/** The table `live`, as the transcription stack makes it. */
export async function createLiveTable(client: DynamoDBDocumentClient, TableName: string): Promise<void> {
  const { partition, sort } = LIVE_TABLE;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [partition, sort].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
    }),
  );
}
