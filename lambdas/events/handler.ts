/** Live updates for clients without a socket: `GET …/events`. It is apart from the API, as its requests wait. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import * as z from 'zod';
import { dynamoDb } from '../../adapters/aws/clients/dynamodb.ts';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { keyNames } from '../../adapters/http/api-keys.ts';
import { refusal } from '../../adapters/http/problem.ts';
import { liveTable } from '../../adapters/live.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import { systemClock } from '../../adapters/system.ts';
import { EventsQuery } from '../../core/contracts/live.ts';
import { routesOf } from '../../core/contracts/routes.ts';
import { admitKey, noteUse } from '../../core/job/admit-key.ts';
import { pollEvents } from '../../core/live/poll.ts';
import { ENV, readEnv } from '../../core/shared/env.ts';
import { routerOf } from '../../core/shared/match-route.ts';
import { parseRequest } from '../../core/shared/request.ts';

const deps = dependencies(process.env);
const route = routerOf(routesOf('events'));

export async function handler(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  logger.addContext(context);
  const answer = await eventsFor(event).catch((error: unknown) => refusal(error, event.requestContext.requestId, log));
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } };
}

async function eventsFor(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const { route: found, ids } = route(event.httpMethod, event.path);
  const key = await admitKey(deps, keyNames(event), found.scope);
  await noteUse(deps, key);
  const query = parseRequest(EventsQuery, event.queryStringParameters ?? {});
  const whom = { tenant: key.tenant, ...(ids[0] !== undefined && { job_id: ids[0] }) };
  const body = JSON.stringify(await pollEvents(deps, whom, query));
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
}

function dependencies(environment: NodeJS.ProcessEnv) {
  const env = readEnv(
    {
      [ENV.tableName]: z.string(),
      [ENV.liveTableName]: z.string(),
      [ENV.polls]: z.coerce.number().int().min(1),
    },
    environment,
  );
  return {
    table: dynamoDbTable(dynamoDb(), env.TABLE_NAME, log),
    live: liveTable(env.LIVE_TABLE_NAME),
    polls: env.POLLS,
    random: Math.random,
    clock: systemClock,
    log,
  };
}
