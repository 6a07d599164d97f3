import { BatchWriteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { EVENT_ITEMS, eventItem, LIVE_TABLE, LoggedEvent } from '../../core/contracts/live-items.ts';
import type { LiveLog, LiveRemoval } from '../../core/shared/live-ports.ts';
import { isRefusal } from './dynamodb-refusals.ts';

const { partition, sort } = LIVE_TABLE;
/** BatchWriteItem takes 25 items. */
const BATCH_ITEMS = 25;
/** Of up to 32 KB each; DynamoDB ends a page at 1 MB. */
const PAGE_EVENTS = 200;

/** The logs of channels, on DynamoDB. */
export function dynamoDbLiveLog(client: DynamoDBDocumentClient, TableName: string): LiveLog {
  const query = (channel: string, range: { above: string; Limit: number; ScanIndexForward: boolean }) =>
    new QueryCommand({
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: '#channel = :channel AND #item BETWEEN :above AND :end',
      ExpressionAttributeNames: { '#channel': partition, '#item': sort },
      ExpressionAttributeValues: { ':channel': channel, ':above': range.above, ':end': `${EVENT_ITEMS}~` },
      Limit: range.Limit,
      ScanIndexForward: range.ScanIndexForward,
    });
  return {
    async lastEvent(channel) {
      const newest = { above: EVENT_ITEMS, Limit: 1, ScanIndexForward: false };
      const { Items = [] } = await client.send(query(channel, newest));
      return Items[0] && LoggedEvent.parse(Items[0]);
    },

    async eventsAfter(channel, seq) {
      const next = { above: eventItem(seq + 1), Limit: PAGE_EVENTS, ScanIndexForward: true };
      const { Items = [] } = await client.send(query(channel, next));
      return Items.map((item) => LoggedEvent.parse(item));
    },

    async appendEvent(channel, event) {
      try {
        await client.send(
          new PutCommand({
            TableName,
            Item: { [partition]: channel, [sort]: eventItem(event.seq), ...event },
            ConditionExpression: 'attribute_not_exists(#item)',
            ExpressionAttributeNames: { '#item': sort },
          }),
        );
        return true;
      } catch (error) {
        if (isRefusal(error)) return false;
        throw error;
      }
    },
  };
}

export function dynamoDbLiveRemoval(client: DynamoDBDocumentClient, TableName: string): LiveRemoval {
  async function itemsOf(channel: string): Promise<Record<string, unknown>[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: '#channel = :channel',
        ProjectionExpression: '#channel, #item',
        ExpressionAttributeNames: { '#channel': partition, '#item': sort },
        ExpressionAttributeValues: { ':channel': channel },
        Limit: BATCH_ITEMS,
      }),
    );
    return Items;
  }

  return {
    async forgetChannel(channel) {
      // Until none is left, which also takes along what was not removed the time before.
      for (let items = await itemsOf(channel); items.length > 0; items = await itemsOf(channel)) {
        const requests = items.map((Key) => ({ DeleteRequest: { Key } }));
        await client.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }));
      }
    },
  };
}
