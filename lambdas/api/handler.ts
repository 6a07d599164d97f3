/** The HTTP API. API Gateway has checked the key and its plan before a request that needs one comes here. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { keyNames } from '../../adapters/http/api-keys.ts';
import { header } from '../../adapters/http/header.ts';
import { refusal } from '../../adapters/http/problem.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import type { Route } from '../../core/contracts/route.ts';
import { routesOf } from '../../core/contracts/routes.ts';
import { admitKey, noteUse } from '../../core/job/admit-key.ts';
import { routerOf } from '../../core/shared/match-route.ts';
import type { Answers, Call } from './answer.ts';
import { clientAnswers, openAnswers } from './answers.ts';
import { apiDependencies } from './dependencies.ts';

type OperatorAnswers = Answers<'operator', [Call]>;

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
  const key = await admitKey(deps, keyNames(event), found.scope);
  const call = { event, tenant: key.tenant, key, id: ids[0] ?? '', ids };
  const answer = () => (found.scope === 'client' ? forClients[found.handler](call) : forOperators(found.handler, call));
  return (await Promise.all([onceIfNamed(found, call, answer), noteUse(deps, key)]))[0];
}

async function forOperators(name: keyof OperatorAnswers, call: Call): Promise<APIGatewayProxyResult> {
  const { operatorAnswers } = await import('./operator-answers.ts');
  return operatorAnswers(deps)[name](call);
}

/** A POST that its client named is done once, however often it is sent. */
async function onceIfNamed(
  { method, form, answer: { secret } }: Route,
  { event, tenant }: Call,
  run: () => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  const name = header(event, 'idempotency-key');
  if (method !== 'POST' || name === undefined) return run();
  const { doOnce } = await import('../../core/shared/idempotency.ts');
  const body = form ? await (await import('./form.ts')).contentOf(event) : [event.body ?? ''];
  const request = { tenant, name, content: [method, event.path, ...body] };
  const { answer, again } = await doOnce(deps, request, run, secret ? () => undefined : (given) => given);
  return again ? { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } } : answer;
}
