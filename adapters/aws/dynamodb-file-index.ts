import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { S3_KEY_INDEX, TABLE } from '../../core/contracts/rows.ts';
import type { FileIndex } from '../../core/shared/table.ts';

export function dynamoDbFileIndex(client: DynamoDBDocumentClient, tableName: string): FileIndex {
  return {
    async jobsOf(s3Key) {
      const question = {
        TableName: tableName,
        IndexName: S3_KEY_INDEX.name,
        KeyConditionExpression: '#s3_key = :s3_key',
        ExpressionAttributeNames: { '#s3_key': S3_KEY_INDEX.partition },
        ExpressionAttributeValues: { ':s3_key': s3Key },
      };
      const ids: string[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await client.send(new QueryCommand({ ...question, ...(from && { ExclusiveStartKey: from }) }));
        ids.push(...(page.Items ?? []).map((item) => String(item[TABLE.key])));
        from = page.LastEvaluatedKey;
      } while (from);
      return ids;
    },
  };
}
