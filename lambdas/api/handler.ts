/** The HTTP API. API Gateway has checked the key and its plan before a request comes here. */
import { Router } from '@aws-lambda-powertools/event-handler/http';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { log, logger } from '../../adapters/observability/log.ts';
import { registerCallback } from '../../core/intake/register-callback.ts';
import { findTenant } from '../../core/job/find-tenant.ts';
import { getJob, getTranscriptLink } from '../../core/job/get.ts';
import { rotateCallbackSecret } from '../../core/webhook/rotate-secret.ts';
import { apiDependencies } from './dependencies.ts';
import { problemOf, problemResponse } from './problem.ts';
import { apiBase, jsonBody, keyNames } from './request.ts';

const deps = apiDependencies(process.env);

export async function handler(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  logger.addContext(context);
  // The router refuses to read a GET that has a body, which some clients send; it means nothing.
  const read = event.httpMethod === 'GET' ? { ...event, body: null } : event;
  const response = await route(event).resolve(read, context);
  return { ...response, headers: { ...response.headers, 'cache-control': 'no-store' } };
}

function route(event: APIGatewayProxyEvent): Router {
  const router = new Router({ logger });
  const requestId = event.requestContext.requestId;
  router.errorHandler(Error, async (error) => problemResponse(problemOf(error, requestId, log)));

  router.post('/api', async () => {
    const caller = { tenant: await tenant(event), api_base: apiBase(event, process.env) };
    const registration = await registerCallback(deps, jsonBody(event), caller);
    log.info('callback registered', { callback_id: registration.callback_id, tenant: caller.tenant });
    return registration;
  });

  router.post('/api/callbacks/:callback_id/secret', async ({ params }) => {
    const callback = { callback_id: params['callback_id'] ?? '', tenant: await tenant(event) };
    const rotated = await rotateCallbackSecret(deps, callback, jsonBody(event));
    log.info('callback secret rotated', { ...callback, ...rotated });
    return rotated;
  });

  router.get('/api/jobs/:job_id', async ({ params }) => getJob(deps, params['job_id'] ?? '', await tenant(event)));

  router.get('/api/jobs/:job_id/transcript', async ({ params }) => {
    const location = await getTranscriptLink(deps, params['job_id'] ?? '', await tenant(event));
    return new Response(null, { status: 302, headers: { location } });
  });

  return router;
}

const tenant = (event: APIGatewayProxyEvent) => findTenant(deps.table, keyNames(event));
