/** The WebSocket API: lets in who has a ticket, answers pings, and notes who went. What is sent is sent by `fan-out`. */
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { apiGatewaySockets } from '../../adapters/aws/api-gateway-sockets.ts';
import { socketsClient } from '../../adapters/aws/clients/sockets.ts';
import { socketAddresses } from '../../adapters/aws/socket-addresses.ts';
import { liveTable } from '../../adapters/live.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import { sha256, systemClock } from '../../adapters/system.ts';
import { Ping, Pong } from '../../core/contracts/live.ts';
import { leaveSocket } from '../../core/live/presence.ts';
import { admitSocket } from '../../core/live/ticket.ts';
import { ENV, readEnv } from '../../core/shared/env.ts';
import { RequestProblem } from '../../core/shared/errors.ts';
import { parseJson } from '../../core/shared/json.ts';

type SocketEvent = {
  requestContext: { routeKey: string; connectionId: string };
  queryStringParameters?: Record<string, string> | null;
  body?: string | null;
};

const deps = dependencies(process.env);
const PONG = JSON.stringify(Pong.parse({ type: 'pong' }));

export async function handler(event: SocketEvent, context: Context): Promise<{ statusCode: number }> {
  logger.addContext(context);
  try {
    return await answerTo(event);
  } catch (error) {
    if (error instanceof RequestProblem) {
      log.info('socket refused', { status: error.status, code: error.code });
      return { statusCode: error.status };
    }
    log.error('a socket was not answered', { error });
    return { statusCode: 500 };
  }
}

async function answerTo({ requestContext, queryStringParameters, body }: SocketEvent) {
  const { routeKey, connectionId } = requestContext;
  if (routeKey === '$connect') {
    const { tenant, job_id } = await admitSocket(deps, connectionId, queryStringParameters ?? {});
    log.info('socket opened', { tenant, job_id });
  } else if (routeKey === '$disconnect') await leaveSocket(deps, connectionId);
  else if (Ping.safeParse(parseJson(body ?? '')).success) await deps.sockets.post(connectionId, PONG);
  return { statusCode: 200 };
}

function dependencies(environment: NodeJS.ProcessEnv) {
  const env = readEnv({ [ENV.liveTableName]: z.string(), [ENV.socketUrl]: z.string() }, environment);
  return {
    live: liveTable(env.LIVE_TABLE_NAME),
    sockets: apiGatewaySockets(socketsClient(socketAddresses(env.SOCKET_URL, environment).post)),
    clock: systemClock,
    sha256,
  };
}
