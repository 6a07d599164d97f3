/** The one place where what was thrown becomes an RFC 9457 problem. The body is neutral; the log has the rest. */
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Problem } from '../../core/contracts/service-answers.ts';
import { RequestProblem } from '../../core/shared/errors.ts';
import type { Log } from '../../core/shared/ports.ts';

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** What is answered instead of what could not be. */
export function refusal(error: unknown, request_id: string, log: Log): APIGatewayProxyResult {
  const own = error instanceof RequestProblem ? error.headers : {};
  const problem = problemOf(error, request_id, log);
  const headers = { ...own, 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  return { statusCode: problem.status, headers, body: JSON.stringify(problem) };
}

function problemOf(error: unknown, request_id: string, log: Log): Problem {
  if (error instanceof RequestProblem) {
    log.info('request refused', { status: error.status, code: error.code, errors: error.errors });
    return problem(error.status, error.code, error.message, request_id, error.errors);
  }
  log.error('request failed', { error });
  const detail = 'the service failed on this request; try again, and give the operator the request_id if it stays so';
  return problem(500, 'internal', detail, request_id);
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
