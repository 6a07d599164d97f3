/** The HTTP API. API Gateway has checked the key and its plan before a request comes here. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { log, logger } from '../../adapters/observability/log.ts';
import type { RouteName } from '../../core/contracts/routes.ts';
import { registerCallback } from '../../core/intake/register-callback.ts';
import { findTenant } from '../../core/job/find-tenant.ts';
import { getJob, getTranscriptLink } from '../../core/job/get.ts';
import { RequestProblem } from '../../core/shared/errors.ts';
import { rotateCallbackSecret } from '../../core/webhook/rotate-secret.ts';
import { jsonBody } from './body.ts';
import { apiDependencies } from './dependencies.ts';
import { matchRoute } from './match-route.ts';
import { problemAnswer, problemOf } from './problem.ts';
import { apiBase, keyNames } from './request.ts';

const deps = apiDependencies(process.env);

type Call = { event: APIGatewayProxyEvent; tenant: string; id: string };

export async function handler(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  logger.addContext(context);
  const answer = await answerTo(event).catch((error: unknown) =>
    problemAnswer(problemOf(error, event.requestContext.requestId, log)),
  );
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } };
}

async function answerTo(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const match = matchRoute(event.httpMethod, event.path);
  if (!match) throw new RequestProblem({ status: 404, code: 'not_found', detail: 'there is no such route' });
  const tenant = await findTenant(deps.table, keyNames(event));
  return ANSWERS[match.route]({ event, tenant, id: match.id });
}

const ANSWERS: Record<RouteName, (call: Call) => Promise<APIGatewayProxyResult>> = {
  async registerCallback({ event, tenant }) {
    const caller = { tenant, api_base: apiBase(event, process.env) };
    const registration = await registerCallback(deps, jsonBody(event), caller);
    log.info('callback registered', { callback_id: registration.callback_id, tenant });
    return json(registration);
  },

  async rotateCallbackSecret({ event, tenant, id }) {
    const callback = { callback_id: id, tenant };
    const rotated = await rotateCallbackSecret(deps, callback, jsonBody(event));
    log.info('callback secret rotated', { ...callback, ...rotated });
    return json(rotated);
  },

  async getJob({ tenant, id }) {
    return json(await getJob(deps, id, tenant));
  },

  async getTranscript({ tenant, id }) {
    return { statusCode: 302, headers: { location: await getTranscriptLink(deps, id, tenant) }, body: '' };
  },
};

function json(body: object): APIGatewayProxyResult {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
