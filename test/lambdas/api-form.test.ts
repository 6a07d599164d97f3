import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../adapters/system.ts';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeApiEvent, makeForm } from '../support/lambda-events.ts';
import { stubClient } from '../support/stub-client.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/api/handler.ts');
const dynamoDb = stubClient(DynamoDBDocumentClient);
const s3 = stubClient(S3Client);

/** Rows as they were put, by key; what is more than a put is left to the end-to-end tests. */
beforeEach(() => {
  const rows = new Map<string, object>();
  const key = `key#${sha256('a-key')}`;
  rows.set(key, { job_id: key, kind: 'key', tenant: 'tenant-1', last_used_on: '9999-12-31' });
  const put = (Item: Record<string, unknown>) => void rows.set(String(Item['job_id']), Item);
  dynamoDb.on(GetCommand).callsFake(({ Key }) => ({ Item: rows.get(Key.job_id) }));
  dynamoDb.on(PutCommand).callsFake(({ Item }) => put(Item));
  dynamoDb.on(UpdateCommand).resolves({});
  dynamoDb.on(TransactWriteCommand).callsFake(({ TransactItems }) => {
    for (const { Put } of TransactItems) if (Put) put(Put.Item);
    return {};
  });
  s3.on(PutObjectCommand).resolves({});
});

const AUDIO = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const talk = { name: 'talk.mp3', bytes: AUDIO };
type Event = Parameters<typeof makeApiEvent>[0];
const post = async (event: Event) => {
  const { statusCode, headers, body } = await handler(makeApiEvent({ path: '/upload-audio', ...event }), CONTEXT);
  return { statusCode, headers, body: JSON.parse(body) };
};
const puts = () => s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);

describe.each(['/upload-audio', '/upload-audio/', '/api/v1/upload-audio'])('POST %s', (path) => {
  it('puts the file among the uploads, as it is, and answers with its job', async () => {
    const { statusCode, headers, body } = await post({ path, ...makeForm({ language: 'sv' }, talk) });
    expect({ statusCode, body }).toMatchObject({ statusCode: 202, body: { job_id: expect.any(String) } });
    expect(puts()).toMatchObject([{ Key: `transcription_upload/${body.job_id}/talk.mp3`, Body: Buffer.from(AUDIO) }]);
    expect(headers?.['location']).toMatch(new RegExp(`/${body.job_id}$`));
  });

  it.each([
    ['no form', { body: '{}' }, 'invalid_form', ''],
    ['a form that ends early', { ...makeForm({}, talk), body: 'LS0=' }, 'invalid_form', ''],
    ['no file', makeForm({ language: 'sv' }), 'invalid_request', '/file'],
    ['a wrong option', makeForm({ language: 'xx1' }, talk), 'invalid_request', '/language'],
    ['text in another encoding', latin('prompt=é'), 'invalid_request', '/prompt'],
  ])('refuses %s', async (_what, event, code, pointer) => {
    const answer = await post({ path, ...event });
    expect(answer).toMatchObject({ statusCode: 400, body: { code, errors: [{ pointer }] } });
    expect(puts()).toEqual([]);
  });

  it('refuses more text than JSON may have', async () => {
    const event = makeForm({ prompt: 'x'.repeat(40_000), hotwords: 'x'.repeat(40_000) }, talk);
    expect(await post({ path, ...event })).toMatchObject({ statusCode: 413, body: { code: 'request_too_large' } });
  });
});

function latin(text: string) {
  const [name = '', value = ''] = text.split('=');
  const { body, ...form } = makeForm({ [name]: 'VALUE' }, talk);
  const bytes = Buffer.from(body, 'base64').toString('latin1').replace('VALUE', value);
  return { ...form, body: Buffer.from(bytes, 'latin1').toString('base64') };
}

describe('a form that its client named', () => {
  const named = (form: ReturnType<typeof makeForm>) => ({
    ...form,
    headers: { ...form.headers, 'idempotency-key': 'mine' },
  });
  const requests = () => {
    const rows = dynamoDb.commandCalls(PutCommand).map(({ args }) => args[0].input.Item ?? {});
    return rows.filter(({ kind }) => kind === 'idempotency').map(({ request }) => request);
  };

  it('is the same with another boundary, and another one with another file or field', async () => {
    for (const form of [makeForm({ language: 'sv' }, talk), makeForm({ language: 'sv' }, talk)])
      await post(named(form));
    const [first, again] = requests();
    expect(again).toBe(first);
    await post(named(makeForm({ language: 'en' }, talk)));
    await post(named(makeForm({ language: 'sv' }, { ...talk, name: 'other.mp3' })));
    await post(named(makeForm({ language: 'sv' }, { ...talk, bytes: 'other' })));
    expect(new Set(requests()).size).toBe(4);
  });
});
