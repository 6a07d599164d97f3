import { BatchWriteCommand, type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { eventItem, jobChannel, LIVE_TABLE, Mention, withoutJob } from '../../core/contracts/live-items.ts';
import type { LiveRemoval } from '../../core/shared/live-ports.ts';
import { unlessRefused } from './dynamodb-refusals.ts';

const { partition, sort } = LIVE_TABLE;
/** BatchWriteItem takes 25 items. */
const BATCH_ITEMS = 25;

type Item = Record<string, unknown>;

export function dynamoDbLiveRemoval(client: DynamoDBDocumentClient, TableName: string): LiveRemoval {
  async function itemsOf(channel: string): Promise<Item[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: '#channel = :channel',
        ProjectionExpression: '#channel, #item, of_all, seq',
        ExpressionAttributeNames: { '#channel': partition, '#item': sort },
        ExpressionAttributeValues: { ':channel': channel },
        Limit: BATCH_ITEMS,
      }),
    );
    return Items;
  }

  /** The event stays, as numbers have no gaps; what it told goes. Another job's, which came first to that number, stays as it is. */
  async function forgetMention(jobId: string, { of_all, seq }: Mention) {
    const { type, message } = withoutJob(seq);
    await unlessRefused(
      client.send(
        new UpdateCommand({
          TableName,
          Key: { [partition]: of_all, [sort]: eventItem(seq) },
          UpdateExpression: 'SET #type = :type, message = :message REMOVE job_id',
          ConditionExpression: 'job_id = :job',
          ExpressionAttributeNames: { '#type': 'type' },
          ExpressionAttributeValues: { ':type': type, ':message': message, ':job': jobId },
        }),
      ),
    );
  }

  return {
    async forgetJob(jobId) {
      const channel = jobChannel(jobId);
      // Until none is left, which also takes along what was not removed the time before.
      for (let items = await itemsOf(channel); items.length > 0; items = await itemsOf(channel)) {
        for (const item of items) {
          const mention = Mention.safeParse(item);
          if (mention.success) await forgetMention(jobId, mention.data);
        }
        const requests = items.map((item) => ({
          DeleteRequest: { Key: { [partition]: item[partition], [sort]: item[sort] } },
        }));
        await client.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }));
      }
    },
  };
}
