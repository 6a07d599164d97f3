/** The description of the API, and a page that shows it. It needs no key, so it has no right to anything. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { refusal } from '../../adapters/http/problem.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import { routesOf } from '../../core/contracts/routes.ts';
import { routerOf } from '../../core/shared/match-route.ts';
import { docsAnswers } from './answers.ts';

const route = routerOf(routesOf('docs'));
const answers = docsAnswers(new URL('./files/', import.meta.url));

export async function handler(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  logger.addContext(context);
  try {
    const { route: found, ids } = route(event.httpMethod, event.path);
    return answers[found.handler](event, ids[0] ?? '');
  } catch (error) {
    return refusal(error, event.requestContext.requestId, log);
  }
}
