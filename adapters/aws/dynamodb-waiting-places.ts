import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { HeldPlace, LIVE_TABLE } from '../../core/contracts/live-items.ts';
import type { WaitingPlaces } from '../../core/shared/live-ports.ts';
import { unlessRefused } from './dynamodb-refusals.ts';

const { partition, sort, ttl } = LIVE_TABLE;
const CHANNEL = 'waiting';

/** Places of requests that wait: one item for each that is held. */
export function dynamoDbWaitingPlaces(client: DynamoDBDocumentClient, TableName: string): WaitingPlaces {
  const placeKey = (place: number) => ({ [partition]: CHANNEL, [sort]: `place#${place}` });
  return {
    async heldPlaces(now) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          KeyConditionExpression: '#channel = :channel',
          ExpressionAttributeNames: { '#channel': partition },
          ExpressionAttributeValues: { ':channel': CHANNEL },
        }),
      );
      return Items.map((item) => HeldPlace.parse(item)).filter(({ until }) => until > now);
    },

    takePlace: (held, now) =>
      unlessRefused(
        client.send(
          new PutCommand({
            TableName,
            Item: { ...placeKey(held.place), ...held, [ttl]: Math.floor(Date.parse(held.until) / 1000) },
            ConditionExpression: 'attribute_not_exists(#until) OR #until <= :now',
            ExpressionAttributeNames: { '#until': 'until' },
            ExpressionAttributeValues: { ':now': now },
          }),
        ),
      ),

    async leavePlace(place) {
      await client.send(new DeleteCommand({ TableName, Key: placeKey(place) }));
    },
  };
}
