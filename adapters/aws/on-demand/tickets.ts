import type { Tickets } from '../../../core/shared/live-ports.ts';
import { onDemand } from './on-demand.ts';

/** Few of those who call the API open a socket. */
export function ticketsOnDemand(tableName: string): Tickets {
  return onDemand<Tickets>({ keepTicket: true, useTicket: true }, async () => {
    const [{ dynamoDb }, { dynamoDbTickets }] = await Promise.all([
      import('../clients/dynamodb.ts'),
      import('../dynamodb-live-listeners.ts'),
    ]);
    return dynamoDbTickets(dynamoDb(), tableName);
  });
}
