import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { KeysNamedBy } from '../../core/operate/keys.ts';

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

/** How rows of new keys have to name them, to be found by `keyNames`. */
export function keysNamedBy(event: APIGatewayProxyEvent): KeysNamedBy {
  return event.requestContext.identity?.apiKeyId ? 'id' : 'hash';
}
