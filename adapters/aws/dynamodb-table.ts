import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { DUE_INDEX, Row, TABLE } from '../../core/contracts/rows.ts';
import { RefusedForGoodError } from '../../core/shared/errors.ts';
import type { Log } from '../../core/shared/ports.ts';
import type { DueItem, PutIfAbsent, Table, Write } from '../../core/shared/table.ts';
import { addExpression, putIfAbsent, updateExpression } from './dynamodb-expressions.ts';
import { isForGood, isRefusal, retryConflicts } from './dynamodb-refusals.ts';

/** BatchGetItem takes 100 keys. */
const BATCH_KEYS = 100;

/** The table port on DynamoDB. */
export function dynamoDbTable(client: DynamoDBDocumentClient, tableName: string, log: Log): Table {
  const key = (value: string) => ({ [TABLE.key]: value });

  /** One row that is not ours, or of a version that is no more, must not hide the others. Its content is not logged. */
  function parsed(item: Record<string, unknown>): Row[] {
    const row = Row.safeParse(item);
    if (row.success) return [row.data];
    const wrong = row.error.issues.map((issue) => issue.path.join('.'));
    log.error('a row cannot be read and is passed over', { row: item[TABLE.key], wrong });
    return [];
  }

  const changeOf = (write: Exclude<Write, PutIfAbsent>) =>
    write.kind === 'add' ? addExpression(tableName, write) : updateExpression(tableName, write);

  async function writeOne(write: Write): Promise<void> {
    if (write.kind === 'put') await client.send(new PutCommand(putIfAbsent(tableName, write)));
    else await client.send(new UpdateCommand(changeOf(write)));
  }

  async function writeAll(writes: readonly Write[]): Promise<void> {
    const TransactItems = writes.map((write) =>
      write.kind === 'put' ? { Put: putIfAbsent(tableName, write) } : { Update: changeOf(write) },
    );
    await client.send(new TransactWriteCommand({ TransactItems }));
  }

  async function getBatch(keys: readonly string[]): Promise<Row[]> {
    const rows: Row[] = [];
    let wanted = keys.map(key);
    while (wanted.length > 0) {
      const request = { RequestItems: { [tableName]: { Keys: wanted, ConsistentRead: true } } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetCommand(request));
      rows.push(...(Responses?.[tableName] ?? []).flatMap(parsed));
      wanted = (UnprocessedKeys?.[tableName]?.Keys ?? []) as typeof wanted;
    }
    return rows;
  }

  return {
    async get(id) {
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key(id), ConsistentRead: true }));
      return Item && parsed(Item)[0];
    },

    async has(id) {
      const question = { TableName: tableName, Key: key(id), ConsistentRead: true, ProjectionExpression: TABLE.key };
      return (await client.send(new GetCommand(question))).Item !== undefined;
    },

    async getMany(keys) {
      const rows: Row[] = [];
      for (let from = 0; from < keys.length; from += BATCH_KEYS) {
        rows.push(...(await getBatch(keys.slice(from, from + BATCH_KEYS))));
      }
      return rows;
    },

    async write(...writes) {
      const [first, ...others] = writes;
      if (!first) return true;
      try {
        await retryConflicts(() => (others.length === 0 ? writeOne(first) : writeAll(writes)));
        return true;
      } catch (error) {
        if (isRefusal(error)) return false;
        if (isForGood(error)) throw new RefusedForGoodError('DynamoDB cannot hold what was written', { cause: error });
        throw error;
      }
    },

    async due(dueClass, { until, limit, after }) {
      const items: DueItem[] = [];
      let from: Record<string, unknown> | undefined = after && placeOf(after);
      do {
        const page = await client.send(
          new QueryCommand(dueQuery(tableName, dueClass, { until, limit: limit - items.length, from })),
        );
        items.push(...((page.Items ?? []) as DueItem[]));
        from = page.LastEvaluatedKey;
      } while (from && items.length < limit);
      return items;
    },
  };
}

/** Where a query of the index goes on: the keys of the index and of the table. */
function placeOf({ job_id, due_class, due_at }: DueItem): Record<string, unknown> {
  return { [TABLE.key]: job_id, [DUE_INDEX.partition]: due_class, [DUE_INDEX.sort]: due_at };
}

type Page = { until: string | undefined; limit: number; from: Record<string, unknown> | undefined };

function dueQuery(tableName: string, dueClass: string, { until, limit, from }: Page) {
  const names = { '#class': DUE_INDEX.partition, ...(until === undefined ? {} : { '#at': DUE_INDEX.sort }) };
  return {
    TableName: tableName,
    IndexName: DUE_INDEX.name,
    KeyConditionExpression: until === undefined ? '#class = :class' : '#class = :class AND #at <= :until',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ':class': dueClass, ...(until === undefined ? {} : { ':until': until }) },
    Limit: limit,
    ...(from ? { ExclusiveStartKey: from } : {}),
  };
}
