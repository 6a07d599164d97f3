/** A page for people. It needs no key to be read, so the Lambda has no right to anything; what the page does, it does by the API. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import * as z from 'zod';
import { socketAddresses } from '../../adapters/aws/socket-addresses.ts';
import { refusal } from '../../adapters/http/problem.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import { routesOf } from '../../core/contracts/routes.ts';
import { ENV, readEnv } from '../../core/shared/env.ts';
import { routerOf } from '../../core/shared/match-route.ts';
import { webAnswers } from './answers.ts';
import { bucketOrigin } from './bucket-origin.ts';

const env = readEnv({ [ENV.bucketName]: z.string(), [ENV.socketUrl]: z.string() }, process.env);
const bucket = bucketOrigin(env.BUCKET_NAME, process.env);
const route = routerOf(routesOf('web'));
const sockets = new URL(socketAddresses(env.SOCKET_URL, process.env).open).origin;
const origins = { connect: [bucket, sockets], media: [bucket, 'blob:'] };
const answers = webAnswers(new URL('./files/', import.meta.url), origins);

export async function handler(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  logger.addContext(context);
  try {
    const { route: found, ids } = route(event.httpMethod, event.path);
    return answers[found.handler](event, ids[0] ?? '');
  } catch (error) {
    return refusal(error, event.requestContext.requestId, log);
  }
}
