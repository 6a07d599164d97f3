import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { Sockets } from '../../core/shared/live-ports.ts';

/** The sockets of a WebSocket API. */
export function apiGatewaySockets(client: ApiGatewayManagementApiClient): Sockets {
  return {
    async post(ConnectionId, message) {
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId, Data: message }));
        return 'sent';
      } catch (error) {
        if (error instanceof GoneException) return 'gone';
        throw error;
      }
    },

    async close(ConnectionId) {
      try {
        await client.send(new DeleteConnectionCommand({ ConnectionId }));
      } catch (error) {
        if (!(error instanceof GoneException)) throw error;
      }
    },
  };
}
