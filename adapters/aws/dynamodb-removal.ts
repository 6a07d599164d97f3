import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { TABLE } from '../../core/contracts/rows.ts';
import type { TableRemoval } from '../../core/shared/table.ts';
import { dynamoDbFileIndex } from './dynamodb-file-index.ts';

/** What the removal of a job's data does to the table; apart from `dynamodb-table`, as one Lambda alone may do it. */
export function dynamoDbRemoval(client: DynamoDBDocumentClient, tableName: string): TableRemoval {
  return {
    async remove(key) {
      await client.send(new DeleteCommand({ TableName: tableName, Key: { [TABLE.key]: key } }));
    },

    async replace(row) {
      await client.send(new PutCommand({ TableName: tableName, Item: row }));
    },

    ...dynamoDbFileIndex(client, tableName),
  };
}
