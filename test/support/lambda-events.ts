import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, Context, SQSRecord } from 'aws-lambda';

/** Only what the handlers look at; the rest of the event is left out. */
export function makeSqsRecord(body: string, messageId = 'm-1'): SQSRecord {
  return { messageId, body, eventSource: 'aws:sqs', receiptHandle: 'r-1' } as SQSRecord;
}

type ApiEvent = {
  method?: string;
  path?: string;
  body?: string | null;
  key?: string;
  base64?: boolean;
  query?: Record<string, string>;
  headers?: Record<string, string>;
};

export function makeApiEvent({
  method = 'POST',
  path = '/api',
  body = null,
  key = 'a-key',
  base64 = false,
  query,
  headers = {},
}: ApiEvent = {}) {
  return {
    httpMethod: method,
    path,
    resource: path,
    body,
    isBase64Encoded: base64,
    headers: { 'X-API-Key': key, 'content-type': 'application/json', ...headers },
    multiValueHeaders: {},
    pathParameters: null,
    stageVariables: null,
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: null,
    requestContext: {
      requestId: 'request-1',
      domainName: 'abc.example',
      path: `/prod${path}`,
      stage: 'prod',
      apiId: 'abc',
    },
  } as unknown as APIGatewayProxyEvent;
}

/** A form as API Gateway hands it over: `file` is that field's, each text a field of its own. */
export function makeForm(fields: Record<string, string>, file?: { name: string; bytes: string | Uint8Array }) {
  const boundary = `boundary-${randomUUID()}`;
  const part = (disposition: string, body: string | Uint8Array) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ];
  const parts = Object.entries(fields).flatMap(([name, text]) => part(`name="${name}"`, text));
  if (file) parts.push(...part(`name="file"; filename="${file.name}"`, file.bytes));
  return {
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]).toString('base64'),
    base64: true,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

export const CONTEXT = {
  awsRequestId: 'invocation-1',
  functionName: 'function',
  getRemainingTimeInMillis: () => 1000,
} as Context;
