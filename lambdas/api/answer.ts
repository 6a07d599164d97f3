/** What an answer to a route is made from. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { KeyRow } from '../../core/contracts/key-row.ts';
import type { RouteOf } from '../../core/contracts/routes.ts';

/** `key`: the row of the key that asks; `ids` are all that stand in the path, `id` is the first. */
export type Call = { event: APIGatewayProxyEvent; tenant: string; key: KeyRow; id: string; ids: string[] };
export type Answers<Scope, Args extends unknown[]> = Record<
  Extract<RouteOf<'api'>, { scope: Scope }>['handler'],
  (...args: Args) => Promise<APIGatewayProxyResult>
>;

export function json(body: object): APIGatewayProxyResult {
  return answer('application/json', JSON.stringify(body));
}

export function created(body: object, location: string): APIGatewayProxyResult {
  const answered = json(body);
  return { ...answered, statusCode: 201, headers: { ...answered.headers, location } };
}

export function accepted(body: object, headers: Record<string, string> = {}): APIGatewayProxyResult {
  const answered = json(body);
  return { ...answered, statusCode: 202, headers: { ...answered.headers, ...headers } };
}

export function answer(contentType: string, body: string): APIGatewayProxyResult {
  return { statusCode: 200, headers: { 'content-type': contentType }, body };
}
