/** Edits of a transcript, as HTTP: bodies, answers and their headers. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../adapters/system.ts';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeApiEvent } from '../support/lambda-events.ts';
import { makeSegment } from '../support/memory/engine.ts';
import { makeEditedDocument, makeJob, makeStoredDocument, makeVersion } from '../support/records.ts';
import { bodyOf, stubClient } from '../support/stub-client.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/api/handler.ts');
const dynamoDb = stubClient(DynamoDBDocumentClient);
const s3 = stubClient(S3Client);

const PATH = '/api/v1/jobs/job-1/versions';
const transcript = { text: 'Hello.', segments: [makeSegment()] };
const given = (Item: { job_id: string }) =>
  dynamoDb.on(GetCommand, { Key: { job_id: Item.job_id } }, false).resolves({ Item });

beforeEach(() => {
  dynamoDb.on(GetCommand).resolves({});
  dynamoDb.on(TransactWriteCommand).resolves({});
  given({ job_id: `key#${sha256('a-key')}`, kind: 'key', tenant: 'tenant-1', last_used_on: '9999-12-31' } as object & {
    job_id: string;
  });
  given(makeJob({ tenant: 'tenant-1', status: 'completed' }));
  s3.on(PutObjectCommand).resolves({});
  s3.on(GetObjectCommand).callsFake(({ Key }) => {
    const document = Key.includes('/versions/') ? makeEditedDocument() : makeStoredDocument({ transcript });
    return { Body: bodyOf(JSON.stringify(document)) };
  });
});

type Event = Parameters<typeof makeApiEvent>[0];
const call = async (event: Event) => {
  const { statusCode, headers = {}, body } = await handler(makeApiEvent({ path: PATH, ...event }), CONTEXT);
  return { statusCode, headers, body };
};
const save = (edit: object, more: Event = {}) => call({ body: JSON.stringify(edit), ...more });
const edit = (text: string) => ({ based_on: 0, segments: [{ id: 0, text }] });

describe('POST …/versions', () => {
  it('saves an edit, and says where its transcript is', async () => {
    const { statusCode, headers, body } = await save({ ...edit('Hello all.'), author: 'Anna' });
    expect([statusCode, headers['location']]).toEqual([
      201,
      'https://abc.example/prod/api/v1/jobs/job-1/transcript?version=1',
    ]);
    expect(JSON.parse(body)).toMatchObject({ version: 1, author: 'Anna', key_id: sha256('a-key') });
  });

  it('stores the JSON under the results of the job, before any row names it', async () => {
    dynamoDb.on(TransactWriteCommand).callsFake(({ TransactItems }) => {
      const [stored] = s3.commandCalls(PutObjectCommand);
      expect(stored?.args[0].input).toMatchObject({ Bucket: 'bucket', Key: TransactItems[0].Put.Item.object_key });
      expect(stored?.args[0].input.Key).toMatch(/^results\/job-1\/versions\/1-[0-9a-f]{32}\.json$/);
      return {};
    });
    expect((await save(edit('Hello all.'))).statusCode).toBe(201);
  });

  it('takes more than other routes do, as a find and replace may change a long text', async () => {
    given(makeJob({ tenant: 'tenant-1', status: 'completed' }));
    const segments = Array.from({ length: 300 }, (_, id) => makeSegment({ id, text: 'a' }));
    s3.on(GetObjectCommand).callsFake(() => ({
      Body: bodyOf(JSON.stringify(makeStoredDocument({ transcript: { text: '', segments } }))),
    }));
    const long = { based_on: 0, segments: segments.map(({ id }) => ({ id, text: 'b '.repeat(200) })) };
    expect((await save(long)).statusCode).toBe(201);
  });

  it('refuses what no Lambda could take, and says how much it takes', async () => {
    const { statusCode, body } = await save(edit('a'.repeat(4_000_000)));
    expect([statusCode, JSON.parse(body).detail]).toEqual([413, expect.stringContaining('at most 4000000')]);
  });

  it('names the newest version to who edited another', async () => {
    given(makeJob({ tenant: 'tenant-1', status: 'completed', latest_version: 3 }));
    const { statusCode, body } = await save(edit('Hello all.'));
    expect(statusCode).toBe(409);
    expect(JSON.parse(body)).toMatchObject({
      code: 'not_the_newest_version',
      detail: expect.stringContaining('version 3 is the newest'),
      errors: [{ pointer: '/based_on', message: 'expected 3' }],
    });
  });

  it('names it also to who lost the race for it', async () => {
    dynamoDb.on(TransactWriteCommand).callsFake(() => {
      given(makeJob({ tenant: 'tenant-1', status: 'completed', latest_version: 1 }));
      throw new TransactionCanceledException({
        message: 'cancelled',
        $metadata: {},
        CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
      });
    });
    const { statusCode, body } = await save(edit('Hello all.'));
    expect([statusCode, JSON.parse(body).errors]).toEqual([409, [{ pointer: '/based_on', message: 'expected 1' }]]);
  });

  it('is done once under one Idempotency-Key', async () => {
    dynamoDb.on(PutCommand).resolves({});
    dynamoDb.on(UpdateCommand).resolves({});
    const { statusCode, body } = await save(edit('Hello all.'), { headers: { 'idempotency-key': 'mine' } });
    expect(statusCode).toBe(201);
    const [kept] = dynamoDb.commandCalls(UpdateCommand);
    const values = Object.values(kept?.args[0].input.ExpressionAttributeValues ?? {}).map(String);
    const answer = values.find((value) => value.startsWith('{')) ?? '{}';
    expect(JSON.parse(answer)).toMatchObject({ statusCode, body });
  });
});

describe('GET …/versions', () => {
  it('lists them', async () => {
    given(makeJob({ tenant: 'tenant-1', status: 'completed', latest_version: 1 }));
    dynamoDb.on(BatchGetCommand).resolves({ Responses: { jobs: [makeVersion({ author: 'Anna' })] } });
    const { statusCode, body } = await call({ method: 'GET' });
    expect(statusCode).toBe(200);
    expect(JSON.parse(body).versions).toMatchObject([{ version: 1, author: 'Anna', key_id: 'key-1' }, { version: 0 }]);
  });
});

describe('GET …/transcript', () => {
  beforeEach(() => {
    given(makeJob({ tenant: 'tenant-1', status: 'completed', latest_version: 1 }));
    given(makeVersion());
  });
  const get = (query: Record<string, string>, accept = '*/*') =>
    call({ method: 'GET', path: '/api/v1/jobs/job-1/transcript', query, headers: { accept } });

  it.each([
    [{ version: 'latest', format: 'txt' }, '*/*', 'text/plain'],
    [{ version: '1' }, 'text/vtt', 'text/vtt'],
    [{ version: '1' }, '*/*', 'application/json'],
  ])('gives the version of %j as %s takes it', async (query, accept, type) => {
    const { statusCode, headers, body } = await get(query as Record<string, string>, accept);
    expect([statusCode, String(headers['content-type']).split(';')[0]]).toEqual([200, type]);
    expect(body).toContain('Hello Anna.');
  });

  it.each(['', '-1', '01', '1.5', 'newest', '10000'])('refuses version %j', async (version) => {
    const { statusCode, body } = await get({ version });
    expect([statusCode, JSON.parse(body).errors]).toMatchObject([400, [{ pointer: '/version' }]]);
  });
});
