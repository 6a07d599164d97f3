import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import {
  CONNECTION_ITEMS,
  Connection,
  LIVE_TABLE,
  PRESENCE_ITEM,
  Presence,
  StoredTicket,
} from '../../core/contracts/live-items.ts';
import type { Connections, Presences, Tickets } from '../../core/shared/live-ports.ts';
import { unlessRefused } from './dynamodb-refusals.ts';

const { partition, sort, ttl } = LIVE_TABLE;
const key = (channel: string, item: string) => ({ [partition]: channel, [sort]: item });
/** Long after a presence is over, it says nothing any more. */
const KEPT_SECONDS = 3600;
const epochOf = (time: string) => Math.floor(Date.parse(time) / 1000);

export function dynamoDbPresences(client: DynamoDBDocumentClient, TableName: string): Presences {
  const update = (channel: string, change: Omit<UpdateCommandInput, 'TableName' | 'Key'>) =>
    unlessRefused(client.send(new UpdateCommand({ TableName, Key: key(channel, PRESENCE_ITEM), ...change })));
  return {
    async presence(channel) {
      const question = { TableName, Key: key(channel, PRESENCE_ITEM), ConsistentRead: true };
      const { Item } = await client.send(new GetCommand(question));
      return Item && Presence.parse(Item);
    },

    async listen(channel, until) {
      const longer = await update(channel, {
        UpdateExpression: `SET listened_until = :until, ${ttl} = :expiry ADD joined :one`,
        ConditionExpression: 'attribute_not_exists(listened_until) OR listened_until < :until',
        ExpressionAttributeValues: { ':until': until, ':expiry': epochOf(until) + KEPT_SECONDS, ':one': 1 },
      });
      if (longer) return;
      await update(channel, { UpdateExpression: 'ADD joined :one', ExpressionAttributeValues: { ':one': 1 } });
    },

    async endListening(channel, until, joined) {
      await update(channel, {
        UpdateExpression: `SET listened_until = :until, ${ttl} = :expiry`,
        ConditionExpression: 'joined = :joined AND listened_until > :until',
        ExpressionAttributeValues: { ':until': until, ':expiry': epochOf(until) + KEPT_SECONDS, ':joined': joined },
      });
    },
  };
}

export function dynamoDbConnections(client: DynamoDBDocumentClient, TableName: string): Connections {
  const itemOf = (id: string) => `${CONNECTION_ITEMS}${id}`;
  /** By which a connection that ends is found: API Gateway says no more of it than its id. */
  const placeOf = (id: string) => key(itemOf(id), 'place');
  const update = (channel: string, id: string, change: Omit<UpdateCommandInput, 'TableName' | 'Key'>) =>
    unlessRefused(client.send(new UpdateCommand({ TableName, Key: key(channel, itemOf(id)), ...change })));
  return {
    async addConnection(channel, connection) {
      const { connection_id, expires_at } = connection;
      const Item = { ...key(channel, itemOf(connection_id)), ...connection };
      const place = { ...placeOf(connection_id), of: channel, expires_at };
      const TransactItems = [{ Put: { TableName, Item } }, { Put: { TableName, Item: place } }];
      await client.send(new TransactWriteCommand({ TransactItems }));
    },

    async connectionsOf(channel) {
      const found: Connection[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: true,
            KeyConditionExpression: '#channel = :channel AND begins_with(#item, :connections)',
            ExpressionAttributeNames: { '#channel': partition, '#item': sort },
            ExpressionAttributeValues: { ':channel': channel, ':connections': CONNECTION_ITEMS },
            ...(from && { ExclusiveStartKey: from }),
          }),
        );
        found.push(...(page.Items ?? []).map((item) => Connection.parse(item)));
        from = page.LastEvaluatedKey;
      } while (from);
      return found;
    },

    passOver: (channel, id, seq) =>
      update(channel, id, {
        UpdateExpression: 'SET passed_over = :seq',
        ConditionExpression: '#state = :joining',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':seq': seq, ':joining': 'joining' },
      }),

    goLive: (channel, id, { from, rank }) =>
      update(channel, id, {
        UpdateExpression: 'SET #state = :live, #from = :from, #rank = :rank',
        ConditionExpression:
          'attribute_exists(connection_id) AND (attribute_not_exists(passed_over) OR passed_over <= :from)',
        ExpressionAttributeNames: { '#state': 'state', '#from': 'from', '#rank': 'rank' },
        ExpressionAttributeValues: { ':live': 'live', ':from': from, ':rank': rank },
      }),

    async removeConnection(id) {
      const { Item } = await client.send(new GetCommand({ TableName, Key: placeOf(id), ConsistentRead: true }));
      if (!Item) return undefined;
      const channel = String(Item['of']);
      await client.send(new DeleteCommand({ TableName, Key: key(channel, itemOf(id)) }));
      // Last, as by it the other is found, where this broke off between them.
      await client.send(new DeleteCommand({ TableName, Key: placeOf(id) }));
      return channel;
    },
  };
}

export function dynamoDbTickets(client: DynamoDBDocumentClient, TableName: string): Tickets {
  const ticketKey = (hash: string) => key(`ticket#${hash}`, 'ticket');
  return {
    async keepTicket(hash, ticket) {
      await client.send(new PutCommand({ TableName, Item: { ...ticketKey(hash), ...ticket } }));
    },

    async useTicket(hash) {
      const request = { TableName, Key: ticketKey(hash), ReturnValues: 'ALL_OLD' as const };
      const { Attributes } = await client.send(new DeleteCommand(request));
      return Attributes && StoredTicket.parse(Attributes);
    },
  };
}
