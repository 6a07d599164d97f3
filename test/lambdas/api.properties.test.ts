/** Whatever is sent, the API answers, and never that it failed. */
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { beforeEach, expect, it, vi } from 'vitest';
import { ROUTES } from '../../core/contracts/routes.ts';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeApiEvent } from '../support/lambda-events.ts';
import { stubClient } from '../support/stub-client.ts';

// A webhook may be tried with any URL: none leaves the machine here.
vi.mock('../../adapters/http/webhook-transport.ts', () => ({
  webhookTransport: () => ({ post: async () => ({ kind: 'answered', http_status: 204, milliseconds: 1 }) }),
}));

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/api/handler.ts');
const dynamoDb = stubClient(DynamoDBDocumentClient);
const s3 = stubClient(S3Client);

/** What DynamoDB refuses of a key. */
function refuseKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes === 0 || bytes > 2048) throw new Error(`ValidationException: a key of ${bytes} bytes`);
}

beforeEach(() => {
  dynamoDb.on(GetCommand).callsFake(({ Key: { job_id } }: { Key: { job_id: string } }) => {
    refuseKey(job_id);
    return job_id.startsWith('key#') ? { Item: { job_id, kind: 'key', tenant: 'tenant-1' } } : {};
  });
  s3.on(HeadObjectCommand).resolves({ ContentLength: 0 });
  dynamoDb.on(TransactWriteCommand).resolves({});
  dynamoDb.on(UpdateCommand).resolves({});
  dynamoDb.on(PutCommand).resolves({});
  dynamoDb.on(QueryCommand).resolves({ Items: [] });
  dynamoDb.on(BatchGetCommand).resolves({ Responses: {} });
});

const anyText = fc.string({ unit: 'binary', maxLength: 40 });
const segment = fc.oneof(
  anyText,
  anyText.map((text) => text.replaceAll(/\p{Surrogate}/gu, '')).map(encodeURIComponent),
  fc.constantFrom('%', '%ff', '%zz', '%ED%A0%80', '%00', '..', '%2f', '', 'a'.repeat(3000)),
);
const path = fc.oneof(
  fc
    .tuple(fc.constantFrom(...Object.values(ROUTES).map((route) => route.path)), segment)
    .map(([route, id]) => route.replace(/\{\w+\}/, () => id)),
  anyText,
);
const json = fc.oneof(
  fc.jsonValue(),
  fc.record(
    { callback_url: fc.oneof(anyText, fc.constant('https://8.8.8.8/hook')), metadata: fc.jsonValue() },
    { requiredKeys: [] },
  ),
  fc.dictionary(anyText, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 60 }),
);
const body = fc.oneof(
  json.map((value) => JSON.stringify(value)),
  anyText,
  fc.constant(null),
);
const headers = fc.oneof(
  fc.constant(null),
  fc.dictionary(fc.oneof(fc.constant('accept'), anyText), anyText, { maxKeys: 4 }),
);
const query = fc.dictionary(
  fc.oneof(fc.constantFrom('format', 'cursor', 'limit', 'created_after', 'created_before'), anyText),
  anyText,
  { maxKeys: 3 },
);

it('answers everything', async () => {
  const request = fc.record({
    method: fc.oneof(fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS', 'TRACE', 'get'), anyText),
    path,
    body,
    base64: fc.boolean(),
    query,
    headers,
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ headers: sent, ...rest }) => {
      const event = { ...makeApiEvent(rest), headers: sent } as APIGatewayProxyEvent;
      const { statusCode, body: answer } = await handler(event, CONTEXT);
      expect(statusCode).toBeLessThan(500);
      if (statusCode >= 400) expect(JSON.parse(answer)).toMatchObject({ status: statusCode });
      expect(Buffer.byteLength(answer)).toBeLessThan(32_768);
    }),
    { numRuns: 500 },
  );
});

it.each(
  Object.values(ROUTES)
    .filter(({ lambda }) => lambda === 'api')
    .map(({ method, path }) => [method, path]),
)('answers %s %s', async (method, path) => {
  const body = JSON.stringify({ callback_url: 'https://8.8.8.8/hook' });
  const event = makeApiEvent({ method, path, ...(method === 'POST' && { body }) });
  expect((await handler(event, CONTEXT)).statusCode).toBeLessThan(500);
});

it.each(['%ff', '%zz', '%ED%A0%80', '%', 'a'.repeat(2049), 'å'.repeat(600)])('finds no job %s', async (id) => {
  const event = makeApiEvent({ method: 'GET', path: `/api/jobs/${id}` });
  expect(await handler(event, CONTEXT)).toMatchObject({ statusCode: 404 });
});

it('answers a body of nothing but unknown fields in a few words', async () => {
  const fields = Array.from({ length: 4000 }, (_, index) => [`${index}${'x'.repeat(index === 0 ? 9000 : 2)}`, 1]);
  const sent = JSON.stringify(Object.fromEntries(fields));
  const { statusCode, body: answer } = await handler(makeApiEvent({ body: sent }), CONTEXT);
  expect(statusCode).toBe(400);
  expect(Buffer.byteLength(answer)).toBeLessThan(8_000);
  expect(JSON.parse(answer).errors.at(-1).message).toMatch(/^and 39\d\d more/);
});

it.each(['model', 'language', 'task', 'callback_url', 'callback_secret'])(
  'repeats no long value of %s',
  async (field) => {
    const sent = JSON.stringify({ callback_url: 'https://example.com/', [field]: 'v'.repeat(50_000) });
    const { statusCode, body: answer } = await handler(makeApiEvent({ body: sent }), CONTEXT);
    expect(statusCode).toBe(field === 'model' ? 422 : 400);
    expect(Buffer.byteLength(answer)).toBeLessThan(2_000);
  },
);

it('takes no field of a name that objects have anyway for none', async () => {
  const sent = '{"callback_url":"https://example.com/","__proto__":{"language":"xx"}}';
  const { statusCode, body: answer } = await handler(makeApiEvent({ body: sent }), CONTEXT);
  expect([statusCode, JSON.parse(answer).errors]).toMatchObject([400, [{ pointer: '/__proto__' }]]);
});
