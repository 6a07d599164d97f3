/** What a client is told of its usage and limits, and what it is refused for them. */
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../adapters/system.ts';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeApiEvent } from '../support/lambda-events.ts';
import { stubClient } from '../support/stub-client.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/api/handler.ts');
const dynamoDb = stubClient(DynamoDBDocumentClient);

const HOOK = '{"callback_url":"https://8.8.8.8/hook"}';
const givenKey = (limits: object) => {
  const job_id = `key#${sha256('a-key')}`;
  const Item = { job_id, kind: 'key', tenant: 'tenant-1', last_used_on: '9999-12-31', limits };
  dynamoDb.on(GetCommand, { Key: { job_id } }, false).resolves({ Item });
};

/** In every shard that is asked for. */
const givenSpent = (amounts: object) =>
  dynamoDb.on(BatchGetCommand).callsFake(({ RequestItems }) => {
    const rows = RequestItems['jobs'].Keys.map(({ job_id }: { job_id: string }) => {
      const [, tenant = '', period = ''] = job_id.split('#');
      return { job_id, kind: 'usage', tenant, period, ...amounts };
    });
    return { Responses: { jobs: rows } };
  });

async function call(method: string, path: string, body: string | null = null) {
  const { statusCode, headers = {}, body: text } = await handler(makeApiEvent({ method, path, body }), CONTEXT);
  return { statusCode, headers, body: JSON.parse(text) };
}

beforeEach(() => {
  dynamoDb.on(GetCommand).resolves({});
  dynamoDb.on(TransactWriteCommand).resolves({});
  givenKey({});
  givenSpent({});
});

describe('GET /api/v1/usage', () => {
  it('adds the shards of the key’s own tenant up, and asks for no other', async () => {
    givenSpent({ completed: 2, failed: 1, audio_ms: 1500, micro_usd: 10 });
    const { statusCode, body } = await call('GET', '/api/v1/usage');
    const sums = { completed: 8, failed: 4, cancelled: 0, audio_seconds: 6, usd: 0.00004 };
    const [day, month] = [/^\d{4}-\d\d-\d\d$/, /^\d{4}-\d\d$/].map((shape) => expect.stringMatching(shape));
    expect([statusCode, body]).toEqual([
      200,
      { tenant: 'tenant-1', day: { period: day, ...sums }, month: { period: month, ...sums } },
    ]);
    const asked = dynamoDb.commandCalls(BatchGetCommand).map(({ args }) => JSON.stringify(args[0].input));
    expect(
      asked
        .join()
        .match(/usage#\w+-\d#/g)
        ?.every((start) => start === 'usage#tenant-1#'),
    ).toBe(true);
  });
});

describe('GET /api/v1/limits', () => {
  it('names those of the key, and null where there is none', async () => {
    givenKey({ usd_per_month: 5 });
    expect(await call('GET', '/api/v1/limits')).toMatchObject({
      statusCode: 200,
      body: { tenant: 'tenant-1', audio_hours_per_day: null, usd_per_month: 5, concurrent_jobs: null },
    });
  });
});

describe.each(['/api', '/api/v1/callbacks'])('POST %s', (path) => {
  it('answers 429 when a limit of the key is reached, says which, and when to come again', async () => {
    givenKey({ usd_per_month: 5 });
    givenSpent({ micro_usd: 1_250_000 });
    const { statusCode, headers, body } = await call('POST', path, HOOK);
    expect([statusCode, headers['content-type']]).toEqual([429, 'application/problem+json']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body).toMatchObject({
      title: 'Too Many Requests',
      code: 'limit_exceeded',
      detail: expect.stringContaining('usd_per_month is 5, and 5.00 USD were spent'),
    });
    expect([...dynamoDb.commandCalls(PutCommand), ...dynamoDb.commandCalls(TransactWriteCommand)]).toEqual([]);
  });

  it('names wrong fields before that, which no waiting mends', async () => {
    givenKey({ usd_per_month: 5 });
    givenSpent({ micro_usd: 5_000_000 });
    expect(await call('POST', path, '{}')).toMatchObject({ statusCode: 400 });
  });

  it('registers below the limit, and reads no usage without one', async () => {
    givenSpent({ micro_usd: 1_000_000 });
    expect(await call('POST', path, HOOK)).toMatchObject({ statusCode: 200 });
    expect(dynamoDb.commandCalls(BatchGetCommand)).toEqual([]);
    givenKey({ usd_per_month: 5 });
    expect(await call('POST', path, HOOK)).toMatchObject({ statusCode: 200 });
  });
});

describe('POST /api/v1/estimate', () => {
  it('is for the default, and says so', async () => {
    const estimate = await call('POST', '/api/v1/estimate', '{"duration_seconds":60}');
    expect(estimate).toMatchObject({ statusCode: 200, body: { model: 'demo', by: 'assumed', audio_seconds: 60 } });
  });

  it('for a model that is not served is a problem with a pointer to it', async () => {
    const { statusCode, headers, body } = await call(
      'POST',
      '/api/v1/estimate',
      '{"duration_seconds":60,"model":"no"}',
    );
    expect(statusCode).toBe(422);
    expect(headers).toMatchObject({ 'content-type': expect.stringContaining('application/problem+json') });
    expect(body).toMatchObject({ code: 'unsupported_option', errors: [{ pointer: '/model' }] });
  });
});
