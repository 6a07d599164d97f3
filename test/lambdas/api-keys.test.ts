/** The routes of operators: who may use them, and what they say of keys. */
import {
  APIGatewayClient,
  CreateApiKeyCommand,
  DeleteUsagePlanKeyCommand,
  GetUsagePlansCommand,
} from '@aws-sdk/client-api-gateway';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent as ApiEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sha256 } from '../../adapters/system.ts';
import { routesOf } from '../../core/contracts/routes.ts';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeApiEvent } from '../support/lambda-events.ts';
import { stubClient } from '../support/stub-client.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/api/handler.ts');
const { log } = await import('../../adapters/observability/log.ts');
const dynamoDb = stubClient(DynamoDBDocumentClient);
const gateway = stubClient(APIGatewayClient);

const makeKey = (name: string, more: object = {}) => ({
  job_id: `key#${name}`,
  kind: 'key',
  tenant: name,
  // Used so lately that no request writes it anew.
  last_used_on: '9999-12-31',
  ...more,
});
const OPERATOR = makeKey(sha256('an operator’s'), { tenant: 'default', scopes: ['client', 'operator'] });
const CLIENT = makeKey(sha256('a client’s'), { tenant: 'acme', scopes: ['client'] });
const OTHER = makeKey('other', { name: 'the other', created_at: '2026-03-01T12:00:00.000Z', state: 'active' });

const rows = [OPERATOR, CLIENT, OTHER, makeKey(sha256('one of before'))];
beforeEach(() => {
  dynamoDb.on(GetCommand).resolves({});
  for (const Item of rows) dynamoDb.on(GetCommand, { Key: { job_id: Item.job_id } }, false).resolves({ Item });
  dynamoDb.on(QueryCommand).resolves({ Items: rows.map(({ job_id }) => ({ job_id })) });
  dynamoDb.on(BatchGetCommand).resolves({ Responses: { jobs: rows } });
  gateway.on(GetUsagePlansCommand).resolves({ items: [{ id: 'plan-1', name: 'transcription' }] });
  gateway.on(CreateApiKeyCommand).resolves({ id: 'id-1' });
});

type Asked = { method: string; path: string; key?: string; body?: string; apiKeyId?: string };
async function call({ apiKeyId, ...asked }: Asked) {
  const event = makeApiEvent({ key: 'an operator’s', ...asked });
  if (apiKeyId) event.requestContext.identity = { apiKeyId } as ApiEvent['requestContext']['identity'];
  const { statusCode, body } = await handler(event, CONTEXT);
  return { statusCode, body: JSON.parse(body) };
}

describe('the routes of operators', () => {
  const routes = routesOf('api').filter(({ scope }) => scope === 'operator');

  it.each(routes)('are shut to clients: $method $path', async ({ method, path }) => {
    const one = path.replace(/\{\w+\}/, 'other');
    for (const key of ['a client’s', 'one of before', 'a stranger’s']) {
      expect(await call({ method, path: one, key, body: '{}' })).toMatchObject({
        statusCode: 403,
        body: { code: 'forbidden' },
      });
    }
    expect([
      ...gateway.calls(),
      ...dynamoDb.commandCalls(UpdateCommand),
      ...dynamoDb.commandCalls(QueryCommand),
    ]).toEqual([]);
  });
});

describe('GET /api/v1/keys', () => {
  it('lists the keys of all tenants, none with a value', async () => {
    const { statusCode, body } = await call({ method: 'GET', path: '/api/v1/keys' });
    expect(statusCode).toBe(200);
    expect(body.keys).toHaveLength(rows.length);
    expect(body.keys).toContainEqual({
      key_id: 'other',
      name: 'the other',
      tenant: 'other',
      scopes: ['client'],
      state: 'active',
      created_at: '2026-03-01T12:00:00.000Z',
      last_used_on: '9999-12-31',
      valid_until: null,
      limits: {},
    });
  });
});

describe('POST /api/v1/keys', () => {
  const make = (more: Partial<Asked> = {}) =>
    call({ method: 'POST', path: '/api/v1/keys', body: '{"name":"acme","tenant":"acme"}', ...more });

  it('answers with the value, which stands in no row and in no log', async () => {
    const said = (['info', 'warn', 'error'] as const).map((level) => vi.spyOn(log, level));
    const { statusCode, body } = await make();
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({ key_id: sha256(body.value), value: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const written = dynamoDb.commandCalls(PutCommand).map(({ args }) => args[0].input);
    expect(written).toMatchObject([
      { Item: { job_id: `key#${sha256(body.value)}`, tenant: 'acme', gateway_id: 'id-1' } },
    ]);
    const kept = JSON.stringify([written, said.map((spy) => spy.mock.calls)]);
    expect(kept).toContain('key made');
    expect(kept).not.toContain(body.value);
  });

  it('names the row by the id where the gateway tells ids', async () => {
    dynamoDb
      .on(GetCommand, { Key: { job_id: 'key#id-0' } }, false)
      .resolves({ Item: { ...OPERATOR, job_id: 'key#id-0' } });
    expect(await make({ apiKeyId: 'id-0' })).toMatchObject({ statusCode: 200, body: { key_id: 'id-1' } });
    expect(dynamoDb.commandCalls(PutCommand)[0]?.args[0].input.Item).not.toHaveProperty('gateway_id');
  });

  it.each(['{}', '{"name":"a","tenant":"b","scopes":["root"]}', 'no JSON'])('refuses %s', async (body) => {
    expect(await make({ body })).toMatchObject({ statusCode: 400 });
    expect(gateway.calls()).toEqual([]);
  });
});

describe('POST /api/v1/keys/{key_id}/…', () => {
  const of = (id: string, what: string) =>
    call({ method: 'POST', path: `/api/v1/keys/${id}/${what}`, body: '{"overlap_hours": 1}' });

  it('rotates a key: the new one and the end of the old are written together', async () => {
    expect(await of('other', 'rotate')).toMatchObject({
      statusCode: 200,
      body: { tenant: 'other', name: 'the other' },
    });
    const [written] = dynamoDb.commandCalls(TransactWriteCommand);
    expect(written?.args[0].input.TransactItems).toMatchObject([
      { Put: { Item: { tenant: 'other' } } },
      { Update: { Key: { job_id: 'key#other' } } },
    ]);
  });

  it('disables a key, in the row and then in the gateway', async () => {
    expect(await of('other', 'disable')).toMatchObject({
      statusCode: 200,
      body: { key_id: 'other', state: 'disabled' },
    });
    expect(dynamoDb).toHaveReceivedCommandWith(UpdateCommand, { Key: { job_id: 'key#other' } });
    expect(gateway).toHaveReceivedCommandWith(DeleteUsagePlanKeyCommand, { usagePlanId: 'plan-1', keyId: 'other' });
  });

  it('limits a key, and keeps all else of it', async () => {
    const body = '{"usd_per_month": 5}';
    expect(await call({ method: 'POST', path: '/api/v1/keys/other/limits', body })).toMatchObject({
      statusCode: 200,
      body: { key_id: 'other', name: 'the other', limits: { usd_per_month: 5 } },
    });
    expect(dynamoDb).toHaveReceivedCommandWith(UpdateCommand, { Key: { job_id: 'key#other' } });
    expect(gateway.calls()).toEqual([]);
  });

  it.each(['usd_per_month', 'audio_hours_per_day'])(
    'refuses a %s that is next to nothing, or beyond all',
    async (name) => {
      for (const limit of [5e-324, 1e10]) {
        const body = JSON.stringify({ [name]: limit });
        expect(await call({ method: 'POST', path: '/api/v1/keys/other/limits', body })).toMatchObject({
          statusCode: 400,
          body: { errors: [{ pointer: `/${name}` }] },
        });
      }
    },
  );

  it('does not disable the key that asks', async () => {
    const own = OPERATOR.job_id.slice('key#'.length);
    expect(await of(own, 'disable')).toMatchObject({ statusCode: 409, body: { code: 'conflict' } });
    expect(dynamoDb.commandCalls(UpdateCommand)).toEqual([]);
  });

  it.each(['rotate', 'disable'])('finds no other rows by an id: %s', async (what) => {
    for (const id of ['nothing', '..%2Ffleet', encodeURIComponent('registration#x')]) {
      expect(await of(id, what)).toMatchObject({ statusCode: 404, body: { code: 'not_found' } });
    }
  });
});
