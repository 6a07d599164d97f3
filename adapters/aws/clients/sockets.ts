import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { TIME_OUTS } from './time-outs.ts';

/** @param endpoint the stage of the WebSocket API, over https */
export function socketsClient(endpoint: string): ApiGatewayManagementApiClient {
  return new ApiGatewayManagementApiClient({ endpoint, requestHandler: TIME_OUTS });
}
