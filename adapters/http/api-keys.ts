import type { APIGatewayProxyEvent } from 'aws-lambda';
import { sha256 } from '../system.ts';
import { header } from './header.ts';

/**
 * How the row of the key may name it: by the id that API Gateway found it under, and by its value's hash. The emulator of
 * the local stack tells no id.
 */
export function keyNames(event: APIGatewayProxyEvent): string[] {
  const key = header(event, 'x-api-key') ?? '';
  const id = event.requestContext.identity?.apiKeyId;
  return id ? [id, sha256(key)] : [sha256(key)];
}
