/** The one place where what was thrown becomes an RFC 9457 problem. The body is neutral; the log has the rest. */
import { HttpError } from '@aws-lambda-powertools/event-handler/http';
import { RequestProblem } from '../../core/shared/errors.ts';
import type { Log } from '../../core/shared/ports.ts';

export type Problem = {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  errors: { pointer: string; message: string }[];
};

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  500: 'Internal Server Error',
};

export function problemOf(error: Error, request_id: string, log: Log): Problem {
  if (error instanceof RequestProblem) {
    log.info('request refused', { status: error.status, code: error.code, errors: error.errors });
    return problem(error.status, error.code, error.message, request_id, error.errors);
  }
  if (error instanceof HttpError && error.statusCode < 500) {
    return problem(
      error.statusCode,
      error.statusCode === 404 ? 'not_found' : 'invalid_request',
      error.message,
      request_id,
    );
  }
  log.error('request failed', { error });
  const detail = 'the service failed on this request; try again, and give the operator the request_id if it stays so';
  return problem(500, 'internal', detail, request_id);
}

export function problemResponse(problem: Problem): Response {
  const headers = { 'content-type': 'application/problem+json' };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

function problem(
  status: number,
  code: string,
  detail: string,
  request_id: string,
  errors: Problem['errors'] = [],
): Problem {
  return { type: 'about:blank', title: TITLES[status] ?? 'Error', status, detail, code, request_id, errors };
}
