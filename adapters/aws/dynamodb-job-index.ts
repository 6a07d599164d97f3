import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { OWNER_INDEX, TABLE } from '../../core/contracts/rows.ts';
import type { JobIndex, ListedItem } from '../../core/shared/table.ts';

type Options = Parameters<JobIndex['listed']>[1];

/** The jobs of an owner, on DynamoDB; apart from `dynamodb-table`, as the API alone may ask. */
export function dynamoDbJobIndex(client: DynamoDBDocumentClient, tableName: string): JobIndex {
  return {
    async listed(owner, options) {
      const items: ListedItem[] = [];
      let from = options.after && startAfter(options.after);
      do {
        const limit = options.limit - items.length;
        const page = await client.send(new QueryCommand(query(tableName, owner, { ...options, limit }, from)));
        items.push(...((page.Items ?? []) as ListedItem[]));
        from = page.LastEvaluatedKey;
      } while (from && items.length < options.limit);
      return items;
    },
  };
}

/** Where the query goes on: the keys of the index and of the table. */
function startAfter({ job_id, owner, listed_at }: ListedItem): Record<string, unknown> {
  return { [TABLE.key]: job_id, [OWNER_INDEX.partition]: owner, [OWNER_INDEX.sort]: listed_at };
}

function query(
  tableName: string,
  owner: string,
  { from = '0000', until = '9999', limit }: Options,
  start: Record<string, unknown> | undefined,
) {
  return {
    TableName: tableName,
    IndexName: OWNER_INDEX.name,
    KeyConditionExpression: '#owner = :owner AND #at BETWEEN :from AND :until',
    ExpressionAttributeNames: { '#owner': OWNER_INDEX.partition, '#at': OWNER_INDEX.sort },
    ExpressionAttributeValues: { ':owner': owner, ':from': from, ':until': until },
    ScanIndexForward: false,
    Limit: limit,
    ...(start ? { ExclusiveStartKey: start } : {}),
  };
}
