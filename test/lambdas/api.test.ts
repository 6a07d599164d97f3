import { EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent as ApiEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../adapters/system.ts';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeApiEvent } from '../support/lambda-events.ts';
import { makeJob, makeRegistration, makeStoredDocument } from '../support/records.ts';
import { bodyOf, stubClient } from '../support/stub-client.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/api/handler.ts');

const dynamoDb = stubClient(DynamoDBDocumentClient);
const kms = stubClient(KMSClient);
const s3 = stubClient(S3Client);

beforeEach(() => {
  dynamoDb.on(GetCommand).resolves({});
  givenKey(sha256('a-key'), 'tenant-1');
  dynamoDb.on(TransactWriteCommand).resolves({});
  s3.on(HeadObjectCommand).resolves({ ContentLength: 1000 });
  s3.on(GetObjectCommand).resolves({ Body: bodyOf(JSON.stringify(makeStoredDocument())) });
  kms.on(EncryptCommand).resolves({ CiphertextBlob: new Uint8Array([1, 2, 3]) });
});

const givenKey = (name: string, tenant: string) => {
  const Item = { job_id: `key#${name}`, kind: 'key', tenant };
  dynamoDb.on(GetCommand, { Key: { job_id: Item.job_id } }, false).resolves({ Item });
};

const call = async (event: Parameters<typeof makeApiEvent>[0]) => {
  const { statusCode, headers = {}, body } = await handler(makeApiEvent(event), CONTEXT);
  return { statusCode, headers, body: body === '' ? undefined : JSON.parse(body) };
};

describe('POST /api', () => {
  it('registers a callback', async () => {
    const { statusCode, headers, body } = await call({ body: '{"callback_url":"https://example.com/hook"}' });
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': expect.stringContaining('application/json'),
      'cache-control': 'no-store',
    });
    expect(body.callback_id).toMatch(/^[0-9a-f]{32}$/);
    expect(body.status_url).toBe(`https://abc.example/prod/api/jobs/${body.callback_id}`);
  });

  it('reads a body that the gateway encoded', async () => {
    const body = Buffer.from('{"callback_url":"https://example.com/hook"}').toString('base64');
    expect((await call({ body, base64: true })).statusCode).toBe(200);
  });

  it.each([
    ['no JSON', 'callback_url=x', 'invalid_json', ''],
    ['nothing', null, 'invalid_json', ''],
    ['no callback', '{}', 'invalid_request', '/callback_url'],
    [
      'an option of a later version',
      '{"callback_url":"https://a.se","diarize":true}',
      'unsupported_option',
      '/diarize',
    ],
  ])('answers %s with a problem', async (_what, body, code, pointer) => {
    const answer = await call({ body });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code,
      request_id: 'request-1',
    });
    expect(answer.body.errors).toMatchObject([{ pointer }]);
  });

  it('says nothing of what went wrong inside', async () => {
    dynamoDb.on(TransactWriteCommand).rejects(new Error('table arn:aws:dynamodb:secret is gone'));
    const answer = await call({ body: '{"callback_url":"https://example.com/hook"}' });
    expect(answer).toMatchObject({ statusCode: 500, body: { code: 'internal', request_id: 'request-1' } });
    expect(JSON.stringify(answer.body)).not.toContain('dynamodb');
  });
});

describe('GET /api/jobs/{job_id}', () => {
  const given = (tenant: string) => {
    dynamoDb
      .on(GetCommand, { Key: { job_id: 'job-1' } }, false)
      .resolves({ Item: makeJob({ tenant, status: 'completed' }) });
  };

  it('shows a job to the tenant of the key', async () => {
    given('tenant-1');
    const answer = await call({ method: 'GET', path: '/api/jobs/job-1' });
    expect(answer).toMatchObject({ statusCode: 200, body: { job_id: 'job-1', status: 'completed' } });
  });

  it('takes no notice of a body', async () => {
    given('tenant-1');
    expect(await call({ method: 'GET', path: '/api/jobs/job-1', body: '{}' })).toMatchObject({ statusCode: 200 });
  });

  it.each(['/api/jobs/job-1', '/api/jobs/job-1/transcript'])('%s hides the job of another', async (path) => {
    given('tenant-2');
    expect(await call({ method: 'GET', path })).toMatchObject({
      statusCode: 404,
      body: { code: 'not_found', errors: [] },
    });
  });

  it('leads to the transcript by a link made at that moment', async () => {
    given('tenant-1');
    const { statusCode, headers } = await call({ method: 'GET', path: '/api/jobs/job-1/transcript' });
    expect(statusCode).toBe(302);
    expect(headers['location']).toMatch(
      /^https:\/\/bucket\.s3\..*transcription_20260301_120000_talk\.json\?.*X-Amz-Signature=/,
    );
  });
});

describe('POST /api/callbacks/{callback_id}/secret', () => {
  const rotate = (tenant: string) => {
    const Item = makeRegistration({ callback_id: 'callback-1', tenant, callback_secret: 'c2VhbGVk' });
    dynamoDb.on(GetCommand, { Key: { job_id: 'registration#callback-1' } }, false).resolves({ Item });
    return call({ path: '/api/callbacks/callback-1/secret', body: '{"callback_secret":"a new secret"}' });
  };

  it('seals the new secret and says until when the old one is valid', async () => {
    expect(await rotate('tenant-1')).toMatchObject({
      statusCode: 200,
      body: { callback_id: 'callback-1', previous_secret_valid_until: expect.stringMatching(/Z$/) },
    });
    const [write] = dynamoDb.commandCalls(UpdateCommand);
    expect(Object.values(write?.args[0].input.ExpressionAttributeValues ?? {})).toContain('AQID');
    expect(JSON.stringify(write?.args[0].input)).not.toContain('a new secret');
  });

  it('finds no callback of another tenant', async () => {
    expect(await rotate('tenant-2')).toMatchObject({ statusCode: 404, body: { code: 'not_found' } });
    expect(dynamoDb.commandCalls(UpdateCommand)).toEqual([]);
  });
});

describe('an API key without a row', () => {
  it.each([
    ['POST', '/api', '{"callback_url":"https://example.com/hook"}'],
    ['POST', '/api/callbacks/callback-1/secret', '{"callback_secret":"a new secret"}'],
    ['GET', '/api/jobs/job-1', null],
    ['GET', '/api/jobs/job-1/transcript', null],
  ])('is let in nowhere: %s %s', async (method, path, body) => {
    const answer = await call({ method, path, body, key: 'another-key' });
    expect(answer).toMatchObject({ statusCode: 403, body: { title: 'Forbidden', code: 'forbidden' } });
  });

  it.each([{ 'X-API-Key': '' }, {}, null])('is none of the first key’s when the headers are %j', async (headers) => {
    const event = { ...makeApiEvent({ method: 'GET', path: '/api/jobs/job-1' }), headers } as ApiEvent;
    expect((await handler(event, CONTEXT)).statusCode).toBe(403);
  });
});

describe('an API key that the gateway names', () => {
  const look = async (apiKeyId: string, key: string) => {
    const event = makeApiEvent({ method: 'GET', path: '/api/jobs/job-1', key });
    event.requestContext.identity = { apiKeyId } as ApiEvent['requestContext']['identity'];
    return (await handler(event, CONTEXT)).statusCode;
  };

  it('needs no row of its value’s hash', async () => {
    givenKey('id-1', 'tenant-1');
    dynamoDb.on(GetCommand, { Key: { job_id: 'job-1' } }, false).resolves({ Item: makeJob({ tenant: 'tenant-1' }) });
    expect([await look('id-1', 'whatever'), await look('id-2', 'whatever')]).toEqual([200, 403]);
    expect([await look('id-2', 'a-key')]).toEqual([200]);
  });
});

it.each([
  ['GET', '/api/nothing'],
  ['DELETE', '/api'],
])('answers %s %s with a problem', async (method, path) => {
  const answer = await call({ method, path });
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer).toMatchObject({ statusCode: 404, body: { status: 404, code: 'not_found' } });
});
