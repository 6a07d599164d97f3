import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { once } from './once.ts';
import { TIME_OUTS } from './time-outs.ts';

export const apiGateway = once(() => new APIGatewayClient({ requestHandler: TIME_OUTS }));
