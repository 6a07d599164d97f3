import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

type Problem = { type: ResponseType; status: number; title: string; code: string; detail: string };

/** What API Gateway answers by itself, before any code of ours runs. */
const PROBLEMS: readonly Problem[] = [
  {
    type: ResponseType.INVALID_API_KEY,
    status: 403,
    title: 'Forbidden',
    code: 'forbidden',
    detail: 'the header X-API-Key is missing or holds no valid key',
  },
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    title: 'Forbidden',
    code: 'forbidden',
    detail: 'this request is not allowed',
  },
  {
    // API Gateway's name for "no such route"; its own answer is a 403 that sends people looking for a wrong key.
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    title: 'Not Found',
    code: 'not_found',
    detail: 'there is no such route',
  },
  {
    type: ResponseType.RESOURCE_NOT_FOUND,
    status: 404,
    title: 'Not Found',
    code: 'not_found',
    detail: 'there is no such route',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    title: 'Content Too Large',
    code: 'request_too_large',
    detail:
      'the request is too large: JSON may have 64 KB, an edit 4 MB, a file in a form 4.4 MB; send larger ones by the links of POST /api/v1/uploads',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    title: 'Too Many Requests',
    code: 'throttled',
    detail: 'too many requests at once; try again in a moment',
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: 429,
    title: 'Too Many Requests',
    code: 'quota_exceeded',
    detail: 'this key has used up its requests for the month',
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    title: 'Gateway Timeout',
    code: 'timeout',
    detail: 'the service did not answer in time; try again',
  },
  {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    status: 415,
    title: 'Unsupported Media Type',
    code: 'unsupported_media_type',
    detail:
      'the header Content-Type names a type that is not taken; expected application/json, or multipart/form-data for a form',
  },
  {
    type: ResponseType.WAF_FILTERED,
    status: 403,
    title: 'Forbidden',
    code: 'forbidden',
    detail: 'a firewall in front of the service refused this request; its operator can say why',
  },
  {
    // All that has no entry here. One status, as the text cannot know API Gateway's own.
    type: ResponseType.DEFAULT_4XX,
    status: 400,
    title: 'Bad Request',
    code: 'bad_request',
    detail: 'API Gateway refused the request as $context.error.responseType',
  },
  {
    type: ResponseType.DEFAULT_5XX,
    status: 500,
    title: 'Internal Server Error',
    code: 'internal',
    detail: 'the service failed on this request; try again, and give the operator the request_id if it stays so',
  },
];

/** Gives API Gateway's own errors the shape of the service's: RFC 9457 problems. */
export function answerWithProblems(api: RestApi): void {
  for (const { type, status, ...problem } of PROBLEMS) {
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(status),
      responseHeaders: { 'Content-Type': "'application/problem+json'" },
      templates: { 'application/json': problemTemplate({ status, ...problem }) },
    });
  }
}

/** API Gateway fills in what begins with `$context`; the key order is that of the service's own problems. */
function problemTemplate({ title, status, detail, code }: Omit<Problem, 'type'>): string {
  const problem = { type: 'about:blank', title, status, detail, code, request_id: '$context.requestId', errors: [] };
  return JSON.stringify(problem);
}
