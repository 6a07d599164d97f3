import type { APIGatewayProxyEvent } from 'aws-lambda';

/** A request's header, whose name clients write in any case. */
export function header({ headers }: Pick<APIGatewayProxyEvent, 'headers'>, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([written]) => written.toLowerCase() === name)?.[1];
}
