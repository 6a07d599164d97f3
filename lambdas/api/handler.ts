/** The HTTP API. API Gateway has checked the key and its plan before a request that needs one comes here. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { refusal } from '../../adapters/http/problem.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import { routesOf } from '../../core/contracts/routes.ts';
import { admitKey, noteUse } from '../../core/job/admit-key.ts';
import { routerOf } from '../../core/shared/match-route.ts';
import { clientAnswers, openAnswers } from './answers.ts';
import { apiDependencies } from './dependencies.ts';
import { keyNames } from './request.ts';

const deps = apiDependencies(process.env);
const route = routerOf(routesOf('api'));
const [forClients, forAll] = [clientAnswers(deps), openAnswers(deps)];

export async function handler(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  logger.addContext(context);
  const answer = await answerTo(event).catch((error: unknown) => refusal(error, event.requestContext.requestId, log));
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } };
}

async function answerTo(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const { route: found, ids } = route(event.httpMethod, event.path);
  if (found.scope === 'none') return forAll[found.handler]();
  const key = await admitKey(deps.table, keyNames(event), found.scope);
  const [answer] = await Promise.all([
    forClients[found.handler]({ event, tenant: key.tenant, id: ids[0] ?? '', ids }),
    noteUse(deps, key),
  ]);
  return answer;
}
