import { type DynamoDBDocumentClient, paginateScan, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { OWNER_INDEX, S3_KEY_INDEX, TABLE } from '../../core/contracts/rows.ts';
import type { TableUpkeep } from '../../core/shared/table.ts';
import { dynamoDbRemoval } from './dynamodb-removal.ts';

/** What only an operator's command does to the table; apart from `dynamodb-table`, as no Lambda may do it. */
export function dynamoDbUpkeep(client: DynamoDBDocumentClient, tableName: string): TableUpkeep {
  async function keysOf(question: ScanCommandInput): Promise<string[]> {
    const keys: string[] = [];
    for await (const { Items = [] } of paginateScan({ client }, question)) {
      keys.push(...Items.map((item) => String(item[TABLE.key])));
    }
    return keys;
  }

  return {
    ...dynamoDbRemoval(client, tableName),

    async jobsUnder(prefix) {
      const question = {
        TableName: tableName,
        IndexName: S3_KEY_INDEX.name,
        FilterExpression: 'begins_with(#s3_key, :prefix)',
        ExpressionAttributeNames: { '#s3_key': S3_KEY_INDEX.partition },
        ExpressionAttributeValues: { ':prefix': prefix },
      };
      return keysOf(question);
    },

    async unlistedJobs() {
      const question = {
        TableName: tableName,
        FilterExpression: '#kind = :job AND attribute_exists(#tenant) AND attribute_not_exists(#owner)',
        ProjectionExpression: '#key',
        ExpressionAttributeNames: {
          '#kind': 'kind',
          '#tenant': 'tenant',
          '#owner': OWNER_INDEX.partition,
          '#key': TABLE.key,
        },
        ExpressionAttributeValues: { ':job': 'job' },
      };
      return keysOf(question);
    },

    async endlessRegistrations() {
      const question = {
        TableName: tableName,
        FilterExpression: '#kind = :registration AND attribute_not_exists(#valid_until)',
        ProjectionExpression: '#key',
        ExpressionAttributeNames: { '#kind': 'kind', '#valid_until': 'valid_until', '#key': TABLE.key },
        ExpressionAttributeValues: { ':registration': 'registration' },
      };
      return keysOf(question);
    },

    async failedDeliveries(since) {
      const question = {
        TableName: tableName,
        FilterExpression: '#kind = :delivery AND #status = :failed AND #updated_at >= :since',
        ProjectionExpression: '#webhook_id',
        ExpressionAttributeNames: {
          '#kind': 'kind',
          '#status': 'status',
          '#updated_at': 'updated_at',
          '#webhook_id': 'webhook_id',
        },
        ExpressionAttributeValues: { ':delivery': 'delivery', ':failed': 'failed', ':since': since },
      };
      const ids: string[] = [];
      for await (const { Items = [] } of paginateScan({ client }, question)) {
        ids.push(...Items.map((item) => String(item['webhook_id'])));
      }
      return ids;
    },

    async keyRows() {
      const question = {
        TableName: tableName,
        FilterExpression: '#kind = :key',
        ProjectionExpression: '#row',
        ExpressionAttributeNames: { '#kind': 'kind', '#row': TABLE.key },
        ExpressionAttributeValues: { ':key': 'key' },
        ConsistentRead: true,
      };
      return keysOf(question);
    },
  };
}
