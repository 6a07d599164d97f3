import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
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
import { beforeEach, describe, expect, it } from 'vitest';
import { hashId, sha256 } from '../../adapters/system.ts';
import { routesOf } from '../../core/contracts/routes.ts';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeApiEvent } from '../support/lambda-events.ts';
import { makeDelivery, makeJob, makeRegistration, makeStoredDocument } from '../support/records.ts';
import { bodyOf, stubClient } from '../support/stub-client.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/api/handler.ts');

const dynamoDb = stubClient(DynamoDBDocumentClient);
const kms = stubClient(KMSClient);
const s3 = stubClient(S3Client);
const sqs = stubClient(SQSClient);

beforeEach(() => {
  dynamoDb.on(GetCommand).resolves({});
  givenKey(sha256('a-key'), 'tenant-1');
  dynamoDb.on(TransactWriteCommand).resolves({});
  dynamoDb.on(QueryCommand).resolves({ Items: [] });
  sqs.on(SendMessageCommand).resolves({});
  s3.on(PutObjectCommand).resolves({});
  s3.on(HeadObjectCommand).resolves({ ContentLength: 1000 });
  s3.on(GetObjectCommand).resolves({ Body: bodyOf(JSON.stringify(makeStoredDocument())) });
  kms.on(EncryptCommand).resolves({ CiphertextBlob: new Uint8Array([1, 2, 3]) });
});

/** Used so lately that no request writes it anew. */
const USED = '9999-12-31';
const givenKey = (name: string, tenant: string, more: object = {}) => {
  const Item = { job_id: `key#${name}`, kind: 'key', tenant, last_used_on: USED, ...more };
  dynamoDb.on(GetCommand, { Key: { job_id: Item.job_id } }, false).resolves({ Item });
};

const givenJobOf = (tenant: string) => {
  const Item = makeJob({ tenant, status: 'completed' });
  dynamoDb.on(GetCommand, { Key: { job_id: 'job-1' } }, false).resolves({ Item });
};

type Event = Parameters<typeof makeApiEvent>[0];
const send = (event: Event) => handler(makeApiEvent(event), CONTEXT);
const call = async (event: Event) => {
  const { statusCode, headers = {}, body } = await send(event);
  return { statusCode, headers, body: body === '' ? undefined : JSON.parse(body) };
};

describe.each(['/api', '/api/v1/callbacks'])('POST %s', (path) => {
  it('registers a callback', async () => {
    const { statusCode, headers, body } = await call({ path, body: '{"callback_url":"https://example.com/hook"}' });
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
    expect((await call({ path, body, base64: true })).statusCode).toBe(200);
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
    const answer = await call({ path, body });
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
    const answer = await call({ path, body: '{"callback_url":"https://example.com/hook"}' });
    expect(answer).toMatchObject({ statusCode: 500, body: { code: 'internal', request_id: 'request-1' } });
    expect(JSON.stringify(answer.body)).not.toContain('dynamodb');
  });
});

describe('a POST with an Idempotency-Key', () => {
  const event = { body: '{"callback_url":"https://example.com/hook"}', headers: { 'idempotency-key': 'mine' } };
  const job_id = `idempotency#${hashId(JSON.stringify(['tenant-1', 'mine']))}`;

  const givenAnswered = (body: string) => {
    const answer = JSON.stringify({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    const request = hashId(JSON.stringify(['POST', '/api', body]));
    const begun_at = new Date().toISOString();
    const Item = { job_id, kind: 'idempotency', state: 'answered', request, answer, begun_at, expires_at: 9e9 };
    dynamoDb.on(PutCommand).rejects(new ConditionalCheckFailedException({ message: 'it is there', $metadata: {} }));
    dynamoDb.on(GetCommand, { Key: { job_id } }, false).resolves({ Item });
  };

  it('is done, and its answer kept', async () => {
    dynamoDb.on(PutCommand).resolves({});
    dynamoDb.on(UpdateCommand).resolves({});
    const { statusCode, body } = await call(event);
    expect(statusCode).toBe(200);
    const [kept] = dynamoDb.commandCalls(UpdateCommand, { Key: { job_id } });
    expect(JSON.stringify(kept?.args[0].input.ExpressionAttributeValues)).toContain(body.callback_id);
  });

  it('gets the answer of before', async () => {
    givenAnswered(event.body);
    const { statusCode, headers, body } = await call(event);
    expect({ statusCode, body }).toEqual({ statusCode: 200, body: { a: 1 } });
    expect(headers).toMatchObject({ 'idempotency-replayed': 'true', 'cache-control': 'no-store' });
    expect(dynamoDb.commandCalls(TransactWriteCommand)).toEqual([]);
  });

  it('is refused when another had the name', async () => {
    givenAnswered('{"callback_url":"https://example.com/other"}');
    expect(await call(event)).toMatchObject({ statusCode: 422, body: { code: 'idempotency_key_reused' } });
    expect(dynamoDb.commandCalls(TransactWriteCommand)).toEqual([]);
  });

  it('is none of a GET', async () => {
    givenJobOf('tenant-1');
    expect(await call({ ...event, method: 'GET', path: '/api/jobs/job-1' })).toMatchObject({ statusCode: 200 });
    expect(dynamoDb.commandCalls(PutCommand, { Item: { job_id } }, false)).toEqual([]);
  });
});

describe.each(['/api/jobs', '/api/v1/jobs'])('GET %s/{job_id}', (jobs) => {
  it('shows a job to the tenant of the key', async () => {
    givenJobOf('tenant-1');
    const answer = await call({ method: 'GET', path: `${jobs}/job-1` });
    expect(answer).toMatchObject({ statusCode: 200, body: { job_id: 'job-1', status: 'completed' } });
  });

  it('takes no notice of a body', async () => {
    givenJobOf('tenant-1');
    expect(await call({ method: 'GET', path: `${jobs}/job-1`, body: '{}' })).toMatchObject({ statusCode: 200 });
  });

  it.each(['job-1', 'job-1/transcript'])('hides the job of another: %s', async (path) => {
    givenJobOf('tenant-2');
    expect(await call({ method: 'GET', path: `${jobs}/${path}` })).toMatchObject({
      statusCode: 404,
      body: { code: 'not_found', errors: [] },
    });
  });
});

describe('GET /api/v1/jobs', () => {
  const list = (query = {}) => call({ method: 'GET', path: '/api/v1/jobs', query });
  const keysOf = (number: number) => ({
    job_id: `job-${number}`,
    owner: 'tenant-1',
    listed_at: `2026-03-01T12:00:0${number}.000Z`,
  });
  beforeEach(() => {
    const Items = [3, 2, 1].map(keysOf);
    dynamoDb.on(QueryCommand).resolves({ Items });
    const rows = Items.map((item) => makeJob({ ...item, tenant: 'tenant-1' }));
    dynamoDb.on(BatchGetCommand).resolves({ Responses: { jobs: rows } });
    const Item = {
      job_id: 'cursor-key',
      kind: 'cursor-key',
      secret: 's'.repeat(32),
      created_at: '2026-03-01T12:00:00Z',
    };
    dynamoDb.on(GetCommand, { Key: { job_id: 'cursor-key' } }, false).resolves({ Item });
  });

  it('shows the jobs of the key’s tenant, and goes on from where the cursor says', async () => {
    const first = await list({ limit: '1', created_after: '2026-03-01T12:00:00Z' });
    expect(first).toMatchObject({ statusCode: 200, body: { jobs: [{ job_id: 'job-3' }] } });
    await list({ created_after: '2026-03-01T12:00:00Z', cursor: first.body.next_cursor });
    const [asked, next] = dynamoDb.commandCalls(QueryCommand).map((one) => one.args[0].input);
    expect(asked).toMatchObject({
      IndexName: 'by-owner',
      ScanIndexForward: false,
      ExpressionAttributeValues: { ':owner': 'tenant-1', ':from': '2026-03-01T12:00:00.000Z', ':until': '9999' },
    });
    expect([asked?.ExclusiveStartKey, next?.ExclusiveStartKey]).toEqual([undefined, keysOf(3)]);
  });

  it.each([
    [{ limit: '0' }, '/limit'],
    [{ limit: '201' }, '/limit'],
    [{ limit: 'many' }, '/limit'],
    [{ status: 'done' }, '/status'],
    [{ created_after: 'yesterday' }, '/created_after'],
    [{ cursor: 'forged' }, '/cursor'],
    [{ tenant: 'tenant-2' }, '/tenant'],
  ])('refuses %j', async (query, pointer) => {
    expect(await list(query)).toMatchObject({ statusCode: 400, body: { errors: [{ pointer }] } });
  });
});

describe('POST /api/v1/jobs/{job_id}/cancel', () => {
  const cancel = () => call({ path: '/api/v1/jobs/job-1/cancel' });
  const givenJob = (job: Parameters<typeof makeJob>[0]) => {
    const Item = makeJob({ tenant: 'tenant-1', ...job });
    dynamoDb.on(GetCommand, { Key: { job_id: 'job-1' } }, false).resolves({ Item });
  };

  it('ends a job, puts what its receiver is told and sends it on its way', async () => {
    givenJob({ callback_id: 'callback-1' });
    dynamoDb.on(TransactWriteCommand).callsFake(() => givenJob({ status: 'cancelled', callback_id: 'callback-1' }));
    expect(await cancel()).toMatchObject({ statusCode: 200, body: { job_id: 'job-1', status: 'cancelled' } });
    const [put] = s3.commandCalls(PutObjectCommand);
    expect(put?.args[0].input.Key).toBe('deliveries/msg_job-1_cancelled.json');
    const [sent] = sqs.commandCalls(SendMessageCommand);
    expect(sent?.args[0].input.MessageBody).toBe('{"delivery_id":"msg_job-1_cancelled"}');
  });

  it('says what a job is that has ended', async () => {
    givenJob({ status: 'completed' });
    expect(await cancel()).toMatchObject({
      statusCode: 409,
      body: { code: 'job_ended', detail: expect.stringContaining('completed') },
    });
  });

  it('finds no job of another tenant', async () => {
    givenJob({ tenant: 'tenant-2' });
    expect(await cancel()).toMatchObject({ statusCode: 404, body: { code: 'not_found' } });
    expect([dynamoDb.commandCalls(UpdateCommand), dynamoDb.commandCalls(TransactWriteCommand)]).toEqual([[], []]);
  });
});

describe('POST /api/v1/jobs/{job_id}/retry', () => {
  const retry = (tenant: string, body: string | null = null) => {
    const Item = makeJob({ tenant, status: 'cancelled' });
    dynamoDb.on(GetCommand, { Key: { job_id: 'job-1' } }, false).resolves({ Item });
    dynamoDb.on(TransactWriteCommand).callsFake(({ TransactItems: [{ Put }] }) => {
      dynamoDb.on(GetCommand, { Key: { job_id: Put.Item.job_id } }, false).resolves({ Item: Put.Item });
    });
    dynamoDb.on(UpdateCommand).resolves({});
    return call({ path: '/api/v1/jobs/job-1/retry', body });
  };

  it('makes a further job, says where it is, and puts it into the queue', async () => {
    const { statusCode, headers, body } = await retry('tenant-1', '{"language":"sv"}');
    expect([statusCode, body.retry_of, body.status]).toEqual([202, 'job-1', 'launching']);
    expect(headers['location']).toBe(`https://abc.example/prod/api/v1/jobs/${body.job_id}`);
    const [sent] = sqs.commandCalls(SendMessageCommand);
    expect(JSON.parse(sent?.args[0].input.MessageBody ?? '')).toMatchObject({ job_id: body.job_id });
  });

  it('needs no body', async () => {
    expect(await retry('tenant-1')).toMatchObject({ statusCode: 202 });
  });

  it('finds no job of another tenant', async () => {
    expect(await retry('tenant-2')).toMatchObject({ statusCode: 404, body: { code: 'not_found' } });
    expect([dynamoDb.commandCalls(TransactWriteCommand), sqs.calls()]).toEqual([[], []]);
  });
});

describe('DELETE /api/v1/jobs/{job_id}', () => {
  const remove = () => call({ method: 'DELETE', path: '/api/v1/jobs/job-1' });

  it('marks the job for removal', async () => {
    givenJobOf('tenant-1');
    dynamoDb.on(TransactWriteCommand).resolves({});
    expect(await remove()).toMatchObject({ statusCode: 202, body: { job_id: 'job-1', status: 'deleting' } });
    const [write] = dynamoDb.commandCalls(TransactWriteCommand);
    const [mark, removal] = write?.args[0].input.TransactItems ?? [];
    expect(mark?.Update?.Key).toEqual({ job_id: 'job-1' });
    expect(removal?.Put?.Item).toMatchObject({ job_id: 'removal#job-1', due_class: 'removal', for_job_id: 'job-1' });
  });

  it('finds no job of another tenant', async () => {
    givenJobOf('tenant-2');
    expect(await remove()).toMatchObject({ statusCode: 404, body: { code: 'not_found' } });
    expect(dynamoDb.commandCalls(UpdateCommand)).toEqual([]);
  });
});

describe('the deliveries of a job', () => {
  const path = '/api/v1/jobs/job-1/deliveries';
  beforeEach(() => {
    dynamoDb.on(BatchGetCommand).resolves({ Responses: { jobs: [makeDelivery()] } });
    const Item = makeRegistration();
    dynamoDb.on(GetCommand, { Key: { job_id: Item.job_id } }, false).resolves({ Item });
    const delivery = makeDelivery({ callback_id: 'callback-1' });
    dynamoDb.on(GetCommand, { Key: { job_id: delivery.job_id } }, false).resolves({ Item: delivery });
    dynamoDb.on(UpdateCommand).resolves({});
  });

  it('are shown, and sent again', async () => {
    givenJobOf('tenant-1');
    expect(await call({ method: 'GET', path })).toMatchObject({
      statusCode: 200,
      body: { deliveries: [{ id: 'msg_job-1_completed' }] },
    });
    const sent = await call({ path: `${path}/msg_job-1_completed/redeliver` });
    expect(sent).toMatchObject({ statusCode: 202, body: { id: 'msg_job-1_completed', status: 'pending' } });
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(1);
  });

  it.each([
    ['GET', path],
    ['POST', `${path}/msg_job-1_completed/redeliver`],
  ])('are not found by another tenant: %s %s', async (method, asked) => {
    givenJobOf('tenant-2');
    expect(await call({ method, path: asked })).toMatchObject({ statusCode: 404, body: { code: 'not_found' } });
    expect(sqs.calls()).toEqual([]);
  });
});

describe('GET /api/jobs/{job_id}/transcript', () => {
  it('leads to the transcript by a link made at that moment', async () => {
    givenJobOf('tenant-1');
    const { statusCode, headers } = await call({ method: 'GET', path: '/api/jobs/job-1/transcript' });
    expect(statusCode).toBe(302);
    expect(headers['location']).toMatch(
      /^https:\/\/bucket\.s3\..*transcription_20260301_120000_talk\.json\?.*X-Amz-Signature=/,
    );
  });
});

describe('GET /api/v1/jobs/{job_id}/transcript', () => {
  const path = '/api/v1/jobs/job-1/transcript';
  const stored = JSON.stringify(makeStoredDocument());
  beforeEach(() => {
    givenJobOf('tenant-1');
    s3.on(GetObjectCommand).callsFake(({ Key }) => ({
      Body: bodyOf(Key.endsWith('.json') ? stored : `the stored ${Key.slice(-3)}`),
    }));
  });

  it.each([
    [{}, 'application/json', stored],
    [{ query: { format: 'srt' } }, 'application/x-subrip; charset=utf-8', 'the stored srt'],
    [{ headers: { Accept: 'text/vtt' } }, 'text/vtt; charset=utf-8', 'the stored vtt'],
    [{ headers: { accept: 'text/vtt' }, query: { format: 'txt' } }, 'text/plain; charset=utf-8', 'the stored txt'],
  ])('answers %j with the text itself', async (asked, type, body) => {
    const answer = await send({ method: 'GET', path, ...asked });
    const headers = { 'content-type': type, 'cache-control': 'no-store' };
    expect(answer).toEqual({ statusCode: 200, headers, body });
  });

  it('never redirects: what is too long is linked to', async () => {
    s3.on(HeadObjectCommand).resolves({ ContentLength: 5_000_000 });
    const { statusCode, headers, body } = await call({ method: 'GET', path, query: { format: 'srt' } });
    expect([statusCode, headers['content-type'], headers['location']]).toEqual([200, 'application/json', undefined]);
    const url = expect.stringMatching(/^https:\/\/bucket\.s3\..*_talk\.srt\?.*X-Amz-Signature=/);
    expect(body).toEqual({ job_id: 'job-1', format: 'srt', transcript: { truncated: true, url } });
  });

  it.each([
    [{ query: { format: 'doc' } }, 400, 'invalid_request', ['/format']],
    [{ query: { fromat: 'srt' } }, 400, 'unsupported_option', ['/fromat']],
    [{ headers: { accept: 'image/png' } }, 406, 'not_acceptable', []],
  ])('refuses %j', async (asked, status, code, pointers) => {
    const { statusCode, body } = await call({ method: 'GET', path, ...asked });
    expect([statusCode, body.code]).toEqual([status, code]);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  });
});

describe.each(['/api/callbacks', '/api/v1/callbacks'])('POST %s/{callback_id}/secret', (callbacks) => {
  const rotate = (tenant: string) => {
    const Item = makeRegistration({ callback_id: 'callback-1', tenant, callback_secret: 'c2VhbGVk' });
    dynamoDb.on(GetCommand, { Key: { job_id: 'registration#callback-1' } }, false).resolves({ Item });
    return call({ path: `${callbacks}/callback-1/secret`, body: '{"callback_secret":"a new secret"}' });
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
  const keyed = routesOf('api').filter(({ scope }) => scope !== 'none');

  it.each(keyed)('is let in nowhere: $method $path', async ({ method, path }) => {
    const answer = await call({ method, path: path.replace(/\{\w+\}/, 'job-1'), body: '{}', key: 'another-key' });
    expect(answer).toMatchObject({ statusCode: 403, body: { title: 'Forbidden', code: 'forbidden' } });
  });

  it.each([{ 'X-API-Key': '' }, {}, null])('is none of the first key’s when the headers are %j', async (headers) => {
    const event = { ...makeApiEvent({ method: 'GET', path: '/api/jobs/job-1' }), headers } as ApiEvent;
    expect((await handler(event, CONTEXT)).statusCode).toBe(403);
  });
});

describe('an API key', () => {
  const look = () => call({ method: 'GET', path: '/api/v1/jobs/job-1' });
  beforeEach(() => givenJobOf('tenant-1'));

  it('that its row disables is let in nowhere, whatever the gateway thinks of it', async () => {
    givenKey(sha256('a-key'), 'tenant-1', { state: 'disabled' });
    expect(await look()).toMatchObject({ statusCode: 403, body: { code: 'forbidden' } });
  });

  it('is noted with the day that it was used', async () => {
    givenKey(sha256('a-key'), 'tenant-1', { last_used_on: '2026-01-01' });
    expect(await look()).toMatchObject({ statusCode: 200 });
    const [write] = dynamoDb.commandCalls(UpdateCommand);
    expect(write?.args[0].input).toMatchObject({ Key: { job_id: `key#${sha256('a-key')}` } });
  });

  it('answers although that cannot be noted', async () => {
    givenKey(sha256('a-key'), 'tenant-1', { last_used_on: undefined });
    dynamoDb.on(UpdateCommand).rejects(new Error('throttled'));
    expect(await look()).toMatchObject({ statusCode: 200 });
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

describe('without a key', () => {
  const open = async (path: string) => {
    const event = { ...makeApiEvent({ method: 'GET', path }), headers: null } as unknown as ApiEvent;
    const { statusCode, headers, body } = await handler(event, CONTEXT);
    return { statusCode, headers, body: JSON.parse(body) };
  };

  it('it says that it runs, and asks nobody', async () => {
    expect(await open('/health')).toMatchObject({ statusCode: 200, body: { status: 'ok' } });
    expect([...dynamoDb.calls(), ...s3.calls()]).toEqual([]);
  });

  it('it says that it is ready', async () => {
    expect(await open('/ready')).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: { status: 'ready' },
    });
  });

  it('it says what is missing, and nothing of its insides', async () => {
    dynamoDb.on(GetCommand).rejects(new Error('no right to arn:aws:dynamodb:eu-north-1:1:table/jobs'));
    const { statusCode, headers, body } = await open('/ready');
    expect([statusCode, headers?.['content-type']]).toEqual([503, 'application/problem+json']);
    expect(body).toMatchObject({ code: 'not_ready', detail: expect.stringContaining('reach its table within') });
    expect(JSON.stringify(body)).not.toMatch(/arn|jobs/);
  });
});

describe('an unknown request', () => {
  it.each([
    ['GET', '/api/nothing', 404, 'not_found', undefined],
    ['GET', '/docs', 404, 'not_found', undefined],
    ['DELETE', '/api', 405, 'method_not_allowed', 'POST'],
    ['POST', '/api/v1/jobs/job-1', 405, 'method_not_allowed', 'DELETE, GET'],
  ])('%s %s is answered with a problem', async (method, path, status, code, allow) => {
    const answer = await call({ method, path });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
    expect(answer.headers['allow']).toBe(allow);
    expect(answer).toMatchObject({ statusCode: status, body: { status, code } });
  });
});
