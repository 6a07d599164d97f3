import type { APIGatewayProxyEvent } from 'aws-lambda';
import { RequestProblem } from '../../core/shared/errors.ts';

/**
 * The base URL under which this client reached the API, so that links work behind a custom domain as well.
 *
 * @param environment the emulator of the local stack fills in no domain name and serves the API below its own endpoint
 */
export function apiBase(event: APIGatewayProxyEvent, environment: NodeJS.ProcessEnv): string {
  const { domainName, path, stage, apiId } = event.requestContext;
  if (!domainName) return `${environment['AWS_ENDPOINT_URL']}/restapis/${apiId}/${stage}/_user_request_`;
  return `https://${domainName}${path.slice(0, path.length - event.path.length)}`;
}

/** @throws RequestProblem 400 when the body is not JSON */
export function jsonBody(event: APIGatewayProxyEvent): unknown {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf-8') : (event.body ?? '');
  try {
    return JSON.parse(text);
  } catch {
    const detail = 'the body is not JSON; expected an object such as {"callback_url": "https://example.com/webhook"}';
    throw new RequestProblem({ status: 400, code: 'invalid_json', detail, errors: [{ pointer: '', message: detail }] });
  }
}
