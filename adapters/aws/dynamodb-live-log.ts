import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  EVENT_ITEMS,
  eventItem,
  jobChannel,
  LIVE_TABLE,
  LoggedEvent,
  type Mention,
  mentionItem,
} from '../../core/contracts/live-items.ts';
import type { LiveLog } from '../../core/shared/live-ports.ts';
import { unlessRefused } from './dynamodb-refusals.ts';

const { partition, sort } = LIVE_TABLE;
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
  async function mention(jobId: string, where: Mention, { expires_at }: LoggedEvent) {
    const key = { [partition]: jobChannel(jobId), [sort]: mentionItem(where.seq) };
    await client.send(new PutCommand({ TableName, Item: { ...key, ...where, expires_at } }));
  }
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
      // First: what is mentioned and not there is looked for in vain, and what is there without a mention would stay.
      if (event.job_id !== undefined) await mention(event.job_id, { of_all: channel, seq: event.seq }, event);
      const Item = { [partition]: channel, [sort]: eventItem(event.seq), ...event };
      const ConditionExpression = 'attribute_not_exists(#item)';
      const ExpressionAttributeNames = { '#item': sort };
      return unlessRefused(
        client.send(new PutCommand({ TableName, Item, ConditionExpression, ExpressionAttributeNames })),
      );
    },
  };
}
