/** The table `live`, as whoever uses it needs it, and the sockets. */
import { dynamoDb } from './aws/clients/dynamodb.ts';
import { dynamoDbConnections, dynamoDbPresences, dynamoDbTickets } from './aws/dynamodb-live-listeners.ts';
import { dynamoDbLiveLog } from './aws/dynamodb-live-log.ts';
import { dynamoDbLiveRemoval } from './aws/dynamodb-live-removal.ts';
import { dynamoDbWaitingPlaces } from './aws/dynamodb-waiting-places.ts';

export function liveTable(tableName: string) {
  const given = [dynamoDb(), tableName] as const;
  return {
    ...dynamoDbLiveLog(...given),
    ...dynamoDbPresences(...given),
    ...dynamoDbConnections(...given),
    ...dynamoDbTickets(...given),
    ...dynamoDbWaitingPlaces(...given),
  };
}

export const liveRemoval = (tableName: string) => dynamoDbLiveRemoval(dynamoDb(), tableName);
