/**
 * The streams of both tables → the sockets: what changed of a job's state is put into the logs of those who listen, what is put
 * into a log is sent to its sockets, and a socket that was opened gets what there is. Never throws: what fails is logged and passed over.
 */
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod';
import { apiGatewaySockets } from '../../adapters/aws/api-gateway-sockets.ts';
import { dynamoDb } from '../../adapters/aws/clients/dynamodb.ts';
import { socketsClient } from '../../adapters/aws/clients/sockets.ts';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { socketAddresses } from '../../adapters/aws/socket-addresses.ts';
import { liveTable } from '../../adapters/live.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import { systemClock } from '../../adapters/system.ts';
import { ENV, readEnv } from '../../core/shared/env.ts';
import { fanOut } from './fan-out.ts';
import { changesIn } from './stream-records.ts';

const deps = dependencies(process.env);

export async function handler(event: DynamoDBStreamEvent, context: Context): Promise<void> {
  logger.addContext(context);
  await fanOut(deps, changesIn(event, log));
}

function dependencies(environment: NodeJS.ProcessEnv) {
  const env = readEnv(
    { [ENV.tableName]: z.string(), [ENV.liveTableName]: z.string(), [ENV.socketUrl]: z.string() },
    environment,
  );
  return {
    table: dynamoDbTable(dynamoDb(), env.TABLE_NAME, log),
    live: liveTable(env.LIVE_TABLE_NAME),
    sockets: apiGatewaySockets(socketsClient(socketAddresses(env.SOCKET_URL, environment).post)),
    clock: systemClock,
    log,
  };
}
