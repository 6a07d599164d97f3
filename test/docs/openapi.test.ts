/** docs/openapi.json is what the code makes, is valid, and says what the service answers: no field more, none less. */
import { readFileSync } from 'node:fs';
import { APIGatewayClient, CreateApiKeyCommand, GetUsagePlansCommand } from '@aws-sdk/client-api-gateway';
import { EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
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
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../adapters/system.ts';
import { openApiText } from '../../bin/openapi/document.ts';
import { AudioResult, AudioStatus, AudioUpload } from '../../core/contracts/audio-notes.ts';
import { PresignedUrl, TranscriptionJob, TranscriptionJobs } from '../../core/contracts/audio-text.ts';
import { Estimate } from '../../core/contracts/estimate.ts';
import { Deletion, Job, JobList } from '../../core/contracts/job-answers.ts';
import { jobRequest } from '../../core/contracts/job-request.ts';
import { FailureCode, JOB_STATUSES } from '../../core/contracts/job-row.ts';
import {
  Key,
  KeyList,
  keyRequest,
  keyRotationRequest,
  NewKey,
  TenantLimits,
  TenantUsage,
} from '../../core/contracts/keys.ts';
import { Ticket } from '../../core/contracts/live.ts';
import { RESULT_FORMATS } from '../../core/contracts/options.ts';
import { registrationRequest, rotationRequest, uploadRequest } from '../../core/contracts/registration.ts';
import type { Route } from '../../core/contracts/route.ts';
import { ROUTES } from '../../core/contracts/routes.ts';
import type { Row } from '../../core/contracts/rows.ts';
import { Health, Problem, Readiness } from '../../core/contracts/service-answers.ts';
import { TranscriptAnswer } from '../../core/contracts/transcript-answers.ts';
import { Upload, UploadEnded } from '../../core/contracts/uploads.ts';
import { Version, VersionList } from '../../core/contracts/versions.ts';
import { Deliveries, Delivery, Registration, Rotation } from '../../core/contracts/webhook-answers.ts';
import { AttemptErrorCode, FailureReason } from '../../core/contracts/webhooks.ts';
import { jobError } from '../../core/shared/errors.ts';
import { FORMATS } from '../../core/transcript/formats.ts';
import { optionsFor } from '../../core/transcript/options.ts';
import { cancelledDocument, failedDocument, webhookBody } from '../../core/transcript/transcript.ts';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeApiEvent, makeForm } from '../support/lambda-events.ts';
import { makeSegment } from '../support/memory/engine.ts';
import {
  makeDelivery,
  makeEditedDocument,
  makeJob,
  makeRegistration,
  makeStoredDocument,
  makeVersion,
} from '../support/records.ts';
import { bodyOf, stubClient } from '../support/stub-client.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/api/handler.ts');
const dynamoDb = stubClient(DynamoDBDocumentClient);
const gateway = stubClient(APIGatewayClient);
const kms = stubClient(KMSClient);
const s3 = stubClient(S3Client);
const sqs = stubClient(SQSClient);

const committed = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8');
const document = JSON.parse(committed);
const schemas = document.components.schemas;
const answers = {
  AudioResult,
  AudioStatus,
  AudioUpload,
  Deletion,
  Deliveries,
  Delivery,
  Estimate,
  Health,
  Job,
  JobList,
  Key,
  KeyList,
  NewKey,
  PresignedUrl,
  Problem,
  Readiness,
  Registration,
  Rotation,
  TenantLimits,
  TenantUsage,
  Ticket,
  TranscriptAnswer,
  TranscriptionJob,
  TranscriptionJobs,
  Upload,
  UploadEnded,
  Version,
  VersionList,
};
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'openapi', components: { schemas: closed(schemas) } });

/** Published schemas let fields be added; here, one that is not written down is an error. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in schema && 'type' in schema ? { additionalProperties: false, ...inner } : inner;
}

function problemsOf(schema: string, value: unknown) {
  const validate = ajv.getSchema(`openapi#/components/schemas/${schema}`);
  if (!validate) throw new Error(`there is no schema ${schema}`);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message, params }) => ({ instancePath, message, params }));
}

it('is what the code makes of its routes and schemas', () => {
  expect(committed, 'docs/openapi.json is not up to date: run `npm run openapi`, and commit what it writes').toBe(
    openApiText(),
  );
});

it('is valid', async () => {
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
});

it('has the routes of the API', () => {
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { operationId: string }>).map(
      ([method, { operationId }]) => `${operationId}: ${method.toUpperCase()} ${path}`,
    ),
  );
  expect(documented).toEqual(Object.entries(ROUTES).map(([name, { method, path }]) => `${name}: ${method} ${path}`));
});

it.each(Object.entries<Route>(ROUTES))('names what stands in the path of %s', (_name, { path, params }) => {
  expect(Object.keys(params?.shape ?? {})).toEqual(path.match(/(?<={)\w+(?=})/g) ?? []);
});

it('asks for a key where the API does', () => {
  for (const { method, path, scope } of Object.values<Route>(ROUTES)) {
    const { security = document.security } = document.paths[path][method.toLowerCase()];
    expect([path, security]).toEqual([path, scope === 'none' ? [] : [{ key: [] }]]);
  }
});

it('names every format that a transcript comes in', () => {
  const { content } = document.paths[ROUTES.getTranscript.path].get.responses[200];
  const types = RESULT_FORMATS.map((format) => FORMATS[format].content_type.split(';')[0] ?? '');
  expect(Object.keys(content).sort()).toEqual([...new Set(types)].sort());
});

it('has each schema once: a reference to it says no more than what the field is for', () => {
  expect(Object.keys(schemas).filter((name) => name.endsWith('Output'))).toEqual([]);
  expect(referencesIn(document).filter((reference) => !/^\$ref(,description)?$/.test(reference))).toEqual([]);
});

/** The names of the keys of each. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(referencesIn);
  return '$ref' in value ? [Object.keys(value).sort().join(), ...inner] : inner;
}

type Case = [string, string, string, object | string | null, number, Record<string, string>?];
const VERBOSE = { format: 'verbose_json' };
const EDIT = { based_on: 0, segments: [{ id: 0, text: 'Hello all.' }], speakers: { A: 'Anna' } };
const SAID = { text: 'Hello.', segments: [makeSegment()] };

describe('an answer is as it says', () => {
  const at = '2026-03-01T12:00:05.000Z';
  const attempts = [
    { at, milliseconds: 15_000, error_code: 'timeout' as const, error: 'no answer within 15 s' },
    { at, milliseconds: 80, http_status: 410 },
  ];
  const failure = { code: 'receiver_gone' as const, message: 'the receiver answered 410' };
  const job = { tenant: 'default', callback_id: 'callback-1' };
  const results = { txt: 's3://b/t', json: 's3://b/j' };
  const progress = { seconds_done: 4, duration_seconds: 4 };
  const talk = { size_bytes: 1000, content_type: 'audio/mpeg' };
  const uploadedTo = (id: string) => ({
    filename: 'a.mp3',
    url: `https://s3.example/transcription_upload/${id}/a.mp3?a=b`,
  });
  const formOf = (fields: Record<string, string>, name?: string) =>
    makeForm(fields, name === undefined ? undefined : { name, bytes: 'audio' });
  const rows: Row[] = [
    { job_id: `key#${sha256('a-key')}`, kind: 'key', tenant: 'default', scopes: ['client', 'operator'] },
    { job_id: 'key#key-1', kind: 'key', tenant: 'acme', created_at: at, last_used_on: '2026-03-01' },
    makeRegistration({ callback_secret: 'c2VhbGVk' }),
    makeJob({
      ...job,
      job_id: 'registered',
      status: 'registered',
      s3_key: undefined,
      bucket: undefined,
      client_metadata: { a: 1 },
    }),
    makeJob({
      ...job,
      job_id: 'completed',
      status: 'completed',
      progress,
      results,
      warnings: [{ code: 'a', message: 'b' }],
    }),
    makeJob({
      ...job,
      job_id: 'waiting',
      status: 'launching',
      capacity: [{ at, market: 'spot', asked: 1, granted: 0, errors: ['InsufficientInstanceCapacity'] }],
    }),
    makeJob({ ...job, job_id: 'cancelled', status: 'cancelled', error: jobError('cancelled', 'by the client') }),
    makeJob({ ...job, job_id: 'failed', status: 'failed', error: jobError('empty_file', 'it is empty') }),
    makeJob({
      tenant: 'default',
      job_id: 'fetched',
      status: 'failed',
      s3_key: undefined,
      web_source: { url: 'https://media.example/talk.mp3', sealed_url: 'c2VhbGVk', sealed_for: 'fetched' },
      error: jobError('url_unreachable', 'there was no answer'),
    }),
    makeJob({ tenant: 'default', job_id: 'alone', status: 'completed', results }),
    makeJob({ tenant: 'default', job_id: 'edited', status: 'completed', results, latest_version: 1 }),
    makeVersion({ job_id: 'version#edited#1', for_job_id: 'edited', author: 'Anna' }),
    makeJob({
      tenant: 'default',
      job_id: 'long',
      s3_key: 'transcription_upload/long.mp3',
      status: 'completed',
      results,
    }),
    makeJob({
      tenant: 'default',
      job_id: 'awaiting',
      status: 'registered',
      s3_key: undefined,
      bucket: undefined,
      awaited_upload: { ...talk, s3_key: 'transcription_upload/awaiting/talk.mp3' },
    }),
    makeJob({
      tenant: 'default',
      job_id: 'in-parts',
      status: 'registered',
      s3_key: undefined,
      bucket: undefined,
      awaited_upload: {
        ...talk,
        s3_key: 'transcription_upload/in-parts/talk.mp3',
        multipart_id: 'upload-1',
        part_bytes: 5_242_880,
      },
    }),
    makeDelivery({ job_id: 'delivery#msg_completed_completed', callback_id: 'callback-1', attempts }),
    makeDelivery({
      job_id: 'delivery#msg_failed_failed',
      status: 'failed',
      failure,
      attempts,
      next_attempt_at: undefined,
    }),
  ];

  beforeEach(() => {
    dynamoDb.on(GetCommand).resolves({});
    gateway.on(GetUsagePlansCommand).resolves({ items: [{ id: 'plan-1', name: 'transcription' }] });
    gateway.on(CreateApiKeyCommand).resolves({ id: 'id-1' });
    for (const Item of rows) dynamoDb.on(GetCommand, { Key: { job_id: Item.job_id } }, false).resolves({ Item });
    const listed = rows.filter((row) => row.kind === 'job');
    const listed_at = '2026-03-01T12:00:00.000Z';
    const Items = listed.map(({ job_id }) => ({ job_id, owner: 'default', listed_at }));
    dynamoDb.on(QueryCommand).resolves({ Items });
    dynamoDb.on(QueryCommand, { IndexName: 'due' }, false).resolves({ Items: [{ job_id: 'key#key-1' }] });
    dynamoDb.on(UpdateCommand).resolves({});
    sqs.on(SendMessageCommand).resolves({});
    const keys = rows.filter((row) => row.kind === 'key');
    dynamoDb.on(BatchGetCommand).resolves({ Responses: { jobs: [...listed, ...keys] } });
    const put = ({ Item }: { Item: Record<string, unknown> }) =>
      void dynamoDb.on(GetCommand, { Key: { job_id: Item['job_id'] } }, false).resolves({ Item });
    dynamoDb.on(PutCommand).callsFake(put);
    dynamoDb.on(TransactWriteCommand).callsFake(({ TransactItems }) => {
      for (const { Put } of TransactItems) if (Put) put(Put);
      return {};
    });
    s3.on(HeadObjectCommand).callsFake(({ Key }) => ({ ContentLength: Key.includes('_long.') ? 5_000_000 : 1000 }));
    s3.on(PutObjectCommand).resolves({});
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'upload-1' });
    s3.on(AbortMultipartUploadCommand).resolves({});
    s3.on(ListPartsCommand).resolves({ Parts: [] });
    s3.on(PutObjectCommand).resolves({});
    s3.on(GetObjectCommand).callsFake(({ Key }) => {
      const document = Key.includes('/versions/') ? makeEditedDocument() : makeStoredDocument({ transcript: SAID });
      return { Body: bodyOf(JSON.stringify(document)) };
    });
    kms.on(EncryptCommand).resolves({ CiphertextBlob: new Uint8Array([1]) });
  });

  it.each([
    ['POST', '/api', '/api', { callback_url: 'https://8.8.8.8/', callback_secret: 'a secret' }, 200],
    ['POST', '/api', '/api', { callback_url: 'ftp://a.se', diarize: true }, 400],
    ['POST', '/api', '/api', 'no JSON', 400],
    [
      'POST',
      '/api/callbacks/{callback_id}/secret',
      '/api/callbacks/callback-1/secret',
      { callback_secret: 'a new one' },
      200,
    ],
    [
      'POST',
      '/api/callbacks/{callback_id}/secret',
      '/api/callbacks/callback-1/secret',
      { callback_secret: 'new', x: 1 },
      400,
    ],
    [
      'POST',
      '/api/callbacks/{callback_id}/secret',
      '/api/callbacks/other/secret',
      { callback_secret: 'a new one' },
      404,
    ],
    ['GET', '/api/jobs/{job_id}', '/api/jobs/registered', null, 200],
    ['GET', '/api/jobs/{job_id}', '/api/jobs/waiting', null, 200],
    ['GET', '/api/jobs/{job_id}', '/api/jobs/completed', null, 200],
    ['GET', '/api/jobs/{job_id}', '/api/jobs/failed', null, 200],
    ['GET', '/api/jobs/{job_id}', '/api/jobs/alone', null, 200],
    ['GET', '/api/jobs/{job_id}', '/api/jobs/unknown', null, 404],
    ['GET', '/api/jobs/{job_id}/transcript', '/api/jobs/completed/transcript', null, 302],
    ['GET', '/api/jobs/{job_id}/transcript', '/api/jobs/failed/transcript', null, 409],
    ['POST', '/api/v1/callbacks', '/api/v1/callbacks', { callback_url: 'https://8.8.8.8/' }, 200],
    ['GET', '/api/v1/jobs/{job_id}', '/api/v1/jobs/completed', null, 200],
    ['GET', '/api/v1/jobs', '/api/v1/jobs', null, 200],
    ['DELETE', '/api/v1/jobs/{job_id}', '/api/v1/jobs/alone', null, 202],
    ['DELETE', '/api/v1/jobs/{job_id}', '/api/v1/jobs/unknown', null, 404],
    ['GET', '/api/v1/jobs/{job_id}/deliveries', '/api/v1/jobs/completed/deliveries', null, 200],
    [
      'POST',
      '/api/v1/jobs/{job_id}/deliveries/{delivery_id}/redeliver',
      '/api/v1/jobs/completed/deliveries/msg_completed_completed/redeliver',
      null,
      202,
    ],
    ['POST', '/api/v1/jobs/{job_id}/retry', '/api/v1/jobs/completed/retry', null, 409],
    ['POST', '/api/v1/jobs/{job_id}/retry', '/api/v1/jobs/cancelled/retry', { beam_size: 99 }, 400],
    ['POST', '/api/v1/jobs/{job_id}/cancel', '/api/v1/jobs/cancelled/cancel', null, 200],
    ['POST', '/api/v1/jobs/{job_id}/cancel', '/api/v1/jobs/failed/cancel', null, 409],
    ['POST', '/api/v1/jobs/{job_id}/cancel', '/api/v1/jobs/unknown/cancel', null, 404],
    ['GET', '/api/v1/jobs/{job_id}/transcript', '/api/v1/jobs/completed/transcript', null, 200],
    ['GET', '/api/v1/jobs/{job_id}/transcript', '/api/v1/jobs/long/transcript', null, 200],
    ['GET', '/api/v1/jobs/{job_id}/transcript', '/api/v1/jobs/failed/transcript', null, 409],
    ['GET', '/api/v1/jobs/{job_id}/transcript', '/api/v1/jobs/completed/transcript', null, 200, VERBOSE],
    ['GET', '/api/v1/jobs/{job_id}/transcript', '/api/v1/jobs/edited/transcript', null, 200, VERBOSE],
    ['GET', '/api/v1/jobs/{job_id}/transcript', '/api/v1/jobs/edited/transcript', null, 200, { version: 'latest' }],
    ['GET', '/api/v1/jobs/{job_id}/transcript', '/api/v1/jobs/edited/transcript', null, 404, { version: '2' }],
    ['GET', '/api/v1/jobs/{job_id}/versions', '/api/v1/jobs/edited/versions', null, 200],
    ['GET', '/api/v1/jobs/{job_id}/versions', '/api/v1/jobs/failed/versions', null, 409],
    ['POST', '/api/v1/jobs/{job_id}/versions', '/api/v1/jobs/alone/versions', EDIT, 201],
    ['POST', '/api/v1/jobs/{job_id}/versions', '/api/v1/jobs/edited/versions', EDIT, 409],
    ['POST', '/api/v1/jobs/{job_id}/versions', '/api/v1/jobs/alone/versions', { based_on: 0 }, 400],
    ['POST', '/api/v1/jobs', '/api/v1/jobs', { url: 'https://8.8.8.8/talk.mp3?token=1' }, 202],
    ['POST', '/api/v1/jobs', '/api/v1/jobs', { url: 'ftp://8.8.8.8/talk.mp3' }, 400],
    ['POST', '/api/v1/jobs', '/api/v1/jobs', { upload_id: 'unknown' }, 404],
    ['POST', '/api/v1/jobs', '/api/v1/jobs', { upload_id: 'in-parts' }, 409],
    ['POST', '/api/v1/transcribe', '/api/v1/transcribe', { upload_id: 'completed' }, 202],
    ['GET', '/api/v1/jobs/{job_id}', '/api/v1/jobs/fetched', null, 200],
    ['POST', '/api/v1/estimate', '/api/v1/estimate', { duration_seconds: 60 }, 200],
    ['POST', '/api/v1/estimate', '/api/v1/estimate', {}, 400],
    ['POST', '/api/v1/estimate', '/api/v1/estimate', { duration_seconds: 60, model: 'none' }, 422],
    ['POST', '/api/v1/ticket', '/api/v1/ticket', null, 200],
    ['POST', '/api/v1/jobs/{job_id}/ticket', '/api/v1/jobs/waiting/ticket', null, 200],
    ['POST', '/api/v1/jobs/{job_id}/ticket', '/api/v1/jobs/unknown/ticket', null, 404],
    ['GET', '/api/v1', '/api/v1', null, 200],
    ['POST', '/api/v1/audio/presigned-url', '/api/v1/audio/presigned-url', { filename: 'a.mp3', file_size: 5 }, 200],
    ['POST', '/api/v1/audio/presigned-url', '/api/v1/audio/presigned-url', { filename: 'a.exe', file_size: 5 }, 400],
    ['POST', '/api/v1/job/transcribe', '/api/v1/job/transcribe', uploadedTo('in-parts'), 409],
    ['POST', '/api/v1/job/transcribe', '/api/v1/job/transcribe', uploadedTo('completed'), 200],
    ['GET', '/api/v1/job/status/{job_id}', '/api/v1/job/status/completed', null, 200],
    ['GET', '/api/v1/job/status/{job_id}', '/api/v1/job/status/failed', null, 200],
    ['GET', '/api/v1/job/status/{job_id}', '/api/v1/job/status/unknown', null, 404],
    ['GET', '/api/v1/job/read', '/api/v1/job/read', null, 200],
    ['POST', '/api/v1/uploads', '/api/v1/uploads', { ...talk, file_name: 'a.mp3' }, 201],
    ['POST', '/api/v1/uploads', '/api/v1/uploads', { ...talk, file_name: 'a.mp3', part_bytes: 5_242_880 }, 201],
    ['POST', '/api/v1/uploads', '/api/v1/uploads', { file_name: 'a.mp3' }, 400],
    ['POST', '/api/v1/upload-audio', '/api/v1/upload-audio', formOf({ language: 'sv' }, 'a.mp3'), 202],
    ['POST', '/api/v1/upload-audio', '/api/v1/upload-audio', formOf({ diarize: 'true' }, 'a.mp3'), 400],
    ['POST', '/upload-audio', '/upload-audio/', formOf({}, 'a.mp3'), 202],
    ['POST', '/upload-audio', '/upload-audio', formOf({ language: 'sv' }), 400],
    ['POST', '/upload-audio', '/upload-audio', null, 400],
    ['GET', '/status/{job_id}', '/status/awaiting', null, 200],
    ['GET', '/status/{job_id}', '/status/failed', null, 200],
    ['GET', '/status/{job_id}', '/status/unknown', null, 404],
    ['GET', '/result/{job_id}', '/result/completed', null, 200],
    ['GET', '/result/{job_id}', '/result/long', null, 200],
    ['GET', '/result/{job_id}', '/result/failed', null, 409],
    ['GET', '/api/v1/uploads/{upload_id}', '/api/v1/uploads/awaiting', null, 200],
    ['GET', '/api/v1/uploads/{upload_id}', '/api/v1/uploads/in-parts', null, 200],
    ['GET', '/api/v1/uploads/{upload_id}', '/api/v1/uploads/completed', null, 409],
    ['GET', '/api/v1/uploads/{upload_id}', '/api/v1/uploads/unknown', null, 404],
    ['POST', '/api/v1/uploads/{upload_id}/complete', '/api/v1/uploads/in-parts/complete', null, 409],
    ['POST', '/api/v1/uploads/{upload_id}/complete', '/api/v1/uploads/completed/complete', null, 200],
    ['DELETE', '/api/v1/uploads/{upload_id}', '/api/v1/uploads/in-parts', null, 200],
    ['GET', '/api/v1/usage', '/api/v1/usage', null, 200],
    ['GET', '/api/v1/limits', '/api/v1/limits', null, 200],
    ['GET', '/api/v1/keys', '/api/v1/keys', null, 200],
    ['POST', '/api/v1/keys', '/api/v1/keys', { name: 'a', tenant: 'b' }, 200],
    ['POST', '/api/v1/keys', '/api/v1/keys', { name: 'a' }, 400],
    ['POST', '/api/v1/keys/{key_id}/rotate', '/api/v1/keys/key-1/rotate', {}, 200],
    ['POST', '/api/v1/keys/{key_id}/rotate', '/api/v1/keys/other/rotate', {}, 404],
    ['POST', '/api/v1/keys/{key_id}/limits', '/api/v1/keys/key-1/limits', { usd_per_month: 5 }, 200],
    ['POST', '/api/v1/keys/{key_id}/limits', '/api/v1/keys/key-1/limits', { usd_per_month: 0 }, 400],
    ['POST', '/api/v1/keys/{key_id}/limits', '/api/v1/keys/other/limits', {}, 404],
    ['POST', '/api/v1/keys/{key_id}/disable', '/api/v1/keys/key-1/disable', null, 200],
    ['POST', '/api/v1/keys/{key_id}/disable', '/api/v1/keys/other/disable', null, 404],
    ['GET', '/health', '/health', null, 200],
    ['GET', '/ready', '/ready', null, 200],
  ] as Case[])('%s %s (%s, %j) → %d', async (method, route, path, request, status, query) => {
    const isForm = request !== null && typeof request === 'object' && 'base64' in request;
    const body = typeof request === 'string' ? request : request && JSON.stringify(request);
    const sent = isForm ? (request as ReturnType<typeof makeForm>) : { body };
    const answer = await handler(makeApiEvent({ method, path, ...sent, ...(query && { query }) }), CONTEXT);
    expect(answer.statusCode).toBe(status);
    const documented = described(route, method, status);
    for (const name of Object.keys(documented.headers ?? {})) expect(answer.headers).toHaveProperty(name);
    const [[type, { schema }] = ['', { schema: undefined }]] = Object.entries(documented.content ?? {});
    if (!schema) return;
    expect(String(answer.headers?.['content-type']).split(';')[0]).toBe(type);
    expect(problemsOf(nameOf(schema), JSON.parse(answer.body))).toEqual([]);
    // Parsing leaves out what the schema does not name.
    const own = answers[nameOf(schema) as keyof typeof answers];
    expect(own.parse(JSON.parse(answer.body))).toEqual(JSON.parse(answer.body));
  });

  type Answer = { headers?: object; content?: Record<string, { schema?: { $ref: string } }> };
  const nameOf = ({ $ref }: { $ref: string }) => $ref.split('/').at(-1) ?? '';
  function described(route: string, method: string, status: number): Answer {
    const answer = document.paths[route][method.toLowerCase()].responses[status];
    return answer?.$ref ? document.components.responses[nameOf(answer)] : answer;
  }
});

describe('a webhook is as it says', () => {
  const facts = { model: 'demo', processing_seconds: 3 };
  const whole = makeStoredDocument({ client_metadata: { order: 7 } });
  it.each([
    ['complete', JSON.stringify(whole)],
    [
      'complete, its text left out',
      webhookBody(whole, { bytes: 10, url: 'https://api.example.com/v1/api/jobs/job-1/transcript' }),
    ],
    ['cancelled', JSON.stringify(cancelledDocument(makeJob(), jobError('cancelled', 'by the client'), facts))],
    [
      'cancelled before its file came',
      JSON.stringify(cancelledDocument(makeJob({ s3_key: undefined }), jobError('cancelled', 'by the client'), facts)),
    ],
    ['failed', JSON.stringify(failedDocument(makeJob(), jobError('empty_file', 'it is empty'), facts))],
  ])('%s', (_which, body) => {
    expect(problemsOf('Outcome', JSON.parse(body))).toEqual([]);
  });

  it('and nothing else', () => {
    expect(problemsOf('Outcome', { ...whole, surprise: 1 })).not.toEqual([]);
    expect(problemsOf('Outcome', { ...whole, metadata: { ...whole.metadata, file_size: 1 } })).not.toEqual([]);
  });
});

describe('what a request may hold', () => {
  const options = optionsFor([{ name: 'demo', languages: ['en', 'sv'], tasks: ['transcribe'] }]);
  const requests = {
    RegistrationRequest: registrationRequest(options, () => undefined),
    RotationRequest: rotationRequest,
    JobRequest: jobRequest(
      options,
      () => undefined,
      () => undefined,
    ),
    UploadRequest: uploadRequest(options, () => undefined, 5_000_000_000),
    KeyRequest: keyRequest,
    KeyRotationRequest: keyRotationRequest,
  };

  const url = { callback_url: 'https://client.example/' };
  const secret = { callback_secret: 'a secret' };
  it.each([
    ['RegistrationRequest', url, true],
    ['RegistrationRequest', { ...url, ...secret, language: 'sv', metadata: { a: [1] }, formats: ['srt'] }, true],
    [
      'RegistrationRequest',
      { ...url, vad: { threshold: 0.4 }, clip: { start: 1, end: 2 }, temperature: [0, 0.2] },
      true,
    ],
    [
      'RegistrationRequest',
      { ...url, prompt: 'a', hotwords: 'b', beam_size: 5, profile: 'fast', word_timestamps: false, multilingual: true },
      true,
    ],
    ['RegistrationRequest', {}, false],
    ['RegistrationRequest', { ...url, unknown: 1 }, false],
    ['RegistrationRequest', { ...url, callback_secret: 'short' }, false],
    ['RegistrationRequest', { ...url, callback_secret: 'ünïcode secret' }, false],
    ['RegistrationRequest', { ...url, language: 'svenska' }, false],
    ['RegistrationRequest', { ...url, formats: [] }, false],
    ['RegistrationRequest', { ...url, beam_size: 11 }, false],
    ['RegistrationRequest', { ...url, temperature: 1.1 }, false],
    ['RegistrationRequest', { ...url, vad: { threshold: 1 } }, false],
    ['RegistrationRequest', { ...url, metadata: [] }, false],
    ['JobRequest', { url: 'https://a.example/a.mp3', webhook_url: 'https://b.example/', language: 'sv' }, true],
    [
      'JobRequest',
      {
        s3_uri: 's3://b/transcription_upload/a.mp3',
        webhook_url: 'https://b.example/',
        ...{ webhook_secret: 'a secret' },
      },
      true,
    ],
    ['JobRequest', { upload_id: 'a', metadata: { a: 1 }, recording_id: 'b' }, true],
    ['JobRequest', { url: 'https://a.example/a.mp3', callback_url: 'https://b.example/' }, false],
    ['UploadRequest', { file_name: 'å 1.mp3', size_bytes: 1 }, true],
    ['UploadRequest', { file_name: 'a.mp3', size_bytes: 1, transcribe: false }, true],
    ['UploadRequest', { file_name: 'a.mp3', size_bytes: 1, ...url, ...secret, language: 'sv' }, true],
    ['UploadRequest', { file_name: 'a.mp3', size_bytes: 1, content_type: 'audio' }, false],
    ['UploadRequest', { file_name: 'a.mp3', size_bytes: 1, part_bytes: 5 }, false],
    ['UploadRequest', { file_name: 'a.mp3', size_bytes: 0 }, false],
    ['UploadRequest', { file_name: 'a.mp3' }, false],
    ['RotationRequest', secret, true],
    ['RotationRequest', { ...secret, overlap_hours: 0 }, true],
    ['RotationRequest', { ...secret, overlap_hours: 168.5 }, false],
    ['RotationRequest', { overlap_hours: 1 }, false],
    ['KeyRequest', { name: 'a', tenant: 'a.b-c_1' }, true],
    ['KeyRequest', { name: 'a', tenant: 'a', scopes: ['client', 'operator'] }, true],
    ['KeyRequest', { name: 'a', tenant: '-a' }, false],
    ['KeyRequest', { name: 'å', tenant: 'a' }, false],
    ['KeyRequest', { name: 'a', tenant: 'a', scopes: ['root'] }, false],
    ['KeyRequest', { name: 'a', tenant: 'a', value: 'mine' }, false],
    ['KeyRotationRequest', {}, true],
    ['KeyRotationRequest', { overlap_hours: 721 }, false],
  ] as const)('is judged as the service judges it: %s %j', (name, request, accepted) => {
    expect(requests[name].safeParse(request).success).toBe(accepted);
    expect(problemsOf(name, request).length === 0).toBe(accepted);
  });
});

it.each([
  ['states of a job', schemas.Job.properties.status.enum, JOB_STATUSES],
  ['failures of a job', schemas.JobError.properties.code.enum, FailureCode.options],
  ['failures of a webhook', schemas.Delivery.properties.failure.anyOf[0].properties.code.enum, FailureReason.options],
  [
    'errors of an attempt',
    schemas.Delivery.properties.attempts.items.properties.error.anyOf[0].properties.code.enum,
    AttemptErrorCode.options,
  ],
])('names all %s', (_what, documented, own) => {
  expect([...documented].sort()).toEqual([...own].sort());
});
