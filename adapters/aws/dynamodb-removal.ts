import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { S3_KEY_INDEX, TABLE } from '../../core/contracts/rows.ts';
import type { TableRemoval } from '../../core/shared/table.ts';

/** What the removal of a job's data does to the table; apart from `dynamodb-table`, as one Lambda alone may do it. */
export function dynamoDbRemoval(client: DynamoDBDocumentClient, tableName: string): TableRemoval {
  return {
    async remove(key) {
      await client.send(new DeleteCommand({ TableName: tableName, Key: { [TABLE.key]: key } }));
    },

    async replace(row) {
      await client.send(new PutCommand({ TableName: tableName, Item: row }));
    },

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
