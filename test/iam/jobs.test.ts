/** The whole way of a job, with every call needing a right: what a role lacks, it lacks on AWS. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { writeLongClip } from '../../bench/support/clips.ts';
import { clientSettings } from '../../local/clients.ts';
import { controlsOf } from '../../local/controls.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import {
  call,
  endedJob,
  fixture,
  LIMIT,
  register,
  sendForm,
  settledDelivery,
  stack,
  table,
} from '../end-to-end/support/client.ts';
import { jobAtWork, signalEngineOf } from '../end-to-end/support/machines.ts';
import { givenFolder } from '../support/folder.ts';
import { LONG_CLIP_SECONDS } from '../support/long-work.ts';
import { itWith } from '../support/needs.ts';
import { decisionsAbout, policyOf, ROLES, refusedTo, takeFrom } from './support/decisions.ts';
import { NOT_USED_HERE } from './support/not-used-here.ts';
import { givenUploader } from './support/users.ts';

const SECRET = 'shared-secret-456';
let receiver: WebhookReceiver;
let uploader: S3Client;
/** The callbacks of two files that hold no audio. An empty one is judged after half a minute, which passes meanwhile. */
let refused: { empty: string; notes: string };
/** The job that an early test has removed, which passes meanwhile too. */
let removed: string;
/** What is told of all jobs, from where that test began to listen. */
let toldOfAll: () => Promise<string>;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  uploader = await givenUploader();
  refused = { empty: await registered(), notes: await registered() };
  await uploaded(refused.empty, 'empty.mp3', Buffer.alloc(0));
  await uploaded(refused.notes, 'notes.mp3', Buffer.from('only words\n'.repeat(500)));
});
afterAll(() => receiver.goDown());

async function registered(url = receiver.url): Promise<string> {
  return register({ callback_url: url, callback_secret: SECRET });
}

async function uploaded(callbackId: string, name: string, body: Buffer): Promise<void> {
  const Key = `transcription_upload/${callbackId}/${name}`;
  await uploader.send(new PutObjectCommand({ Bucket: stack.bucket, Key, Body: body }));
}

const webhookOf = (callbackId: string) =>
  receiver.waitFor((one) => contentOf<{ callback_id: string }>(one).callback_id === callbackId, LIMIT.limitMs);

describe('with its own rights alone', () => {
  it('the service takes a file from registration to webhook, status and transcript', async () => {
    // Given, when
    const callbackId = await registered();
    await uploaded(callbackId, 'en-short.wav', fixture('en-short.wav'));
    // Then
    expect(contentOf(await webhookOf(callbackId))).toMatchObject({ status: 'complete' });
    expect((await settledDelivery(`msg_${callbackId}_completed`)).attempts).toHaveLength(1);
    const { status, transcript, links } = (await call('GET', `/api/jobs/${callbackId}`)).body;
    expect([status, (await fetch(links.json)).status, (await fetch(links.audio)).status]).toEqual([
      'completed',
      200,
      200,
    ]);
    expect(transcript.text).toContain('meeting');
    const link = (await call('GET', `/api/jobs/${callbackId}/transcript`)).headers.get('location') ?? '';
    expect(await (await fetch(link)).json()).toMatchObject({
      transcript: { text: expect.stringContaining('meeting') },
    });
    // And edited
    const edit = { based_on: 0, segments: [{ id: 0, text: 'No meeting.' }] };
    expect(await call('POST', `/api/v1/jobs/${callbackId}/versions`, edit)).toMatchObject({ status: 201 });
    const edited = await call('GET', `/api/v1/jobs/${callbackId}/transcript?version=latest`);
    expect(edited.body.transcript.segments[0].text).toBe('No meeting.');
  });

  it('a client hears of a job as it goes on, and asks that all of it is removed', async () => {
    const callbackId = await registered();
    const told = async (after = '') => {
      const { body } = await call('GET', `/api/v1/jobs/${callbackId}/events?wait=0${after}`);
      return { types: body.events.map(({ type }: { type: string }) => type), seq: body.seq };
    };
    const { types, seq } = await told();
    expect(types).toEqual(['snapshot']);
    const ofAll = (await call('GET', '/api/v1/events?wait=0')).body.seq;
    toldOfAll = async () => JSON.stringify((await call('GET', `/api/v1/events?wait=0&after=${ofAll}`)).body.events);
    await uploaded(callbackId, 'en-short.wav', fixture('en-short.wav'));
    const toldSince = async () => (await told(`&after=${seq}`)).types;
    await expect.poll(toldSince, { timeout: 60_000, interval: 500 }).toContain('segments');
    await webhookOf(callbackId);
    await expect.poll(toldOfAll, { timeout: LIMIT.limitMs }).toContain(callbackId);
    expect((await call('DELETE', `/api/v1/jobs/${callbackId}`)).status).toBe(202);
    expect((await call('GET', `/api/v1/jobs/${callbackId}`)).status).toBe(404);
    removed = callbackId;
  });

  it.each([
    ['before a worker is needed', 'empty', 'empty_file'],
    ['by the worker', 'notes', 'unsupported_media'],
  ] as const)('a file is refused %s', async (_when, name, code) => {
    const told = contentOf<{ job_id: string }>(await webhookOf(refused[name]));
    expect(told).toMatchObject({ status: 'failed', error: { code } });
    expect(await endedJob(told.job_id)).toMatchObject({ status: 'failed', error: { code } });
  });

  it('a webhook that the worker could not deliver is delivered later', async () => {
    // Given a receiver that is down when its file is transcribed
    const troubled = await WebhookReceiver.start();
    const callbackId = await registered(troubled.url);
    const webhookId = `msg_${callbackId}_completed`;
    await troubled.goDown();
    await uploaded(callbackId, 'en-short.wav', fixture('en-short.wav'));
    await expect.poll(() => attemptsOf(webhookId), { timeout: LIMIT.limitMs }).toBeGreaterThan(0);
    // When it comes back, then
    await troubled.comeBack();
    await troubled.waitFor(() => true, LIMIT.limitMs);
    const { status, attempts } = await settledDelivery(webhookId);
    expect(status).toBe('delivered');
    expect(attempts.length).toBeGreaterThan(1);
    await troubled.goDown();
  });

  itWith('Linux')('a worker that spot takes back leaves a checkpoint, and the next one goes on there', async () => {
    // Given
    const file = join(await givenFolder(), 'long.wav');
    writeLongClip(file, LONG_CLIP_SECONDS);
    const callbackId = await registered();
    await uploaded(callbackId, 'long.wav', readFileSync(file));
    const { instance_id = '' } = await jobAtWork(callbackId);
    await signalEngineOf(instance_id, 'SIGSTOP');
    // When
    await controlsOf(stack).interrupt(instance_id);
    // Then
    expect(await endedJob(callbackId)).toMatchObject({ status: 'completed', interruptions: 1 });
    const used = decisionsAbout('Workers').filter(({ resource }) => resource.includes('/checkpoints/'));
    expect(new Set(used.map(({ action }) => action))).toEqual(new Set(['s3:GetObject', 's3:PutObject']));
  });

  it('a callback gets another secret', async () => {
    const callbackId = await registered();
    const another = { callback_secret: `${SECRET}-7` };
    expect((await call('POST', `/api/callbacks/${callbackId}/secret`, another)).status).toBe(200);
  });

  it('a client sees the list of its jobs, page by page', async () => {
    await registered();
    await registered();
    const { body } = await call('GET', '/api/v1/jobs?limit=1');
    const next = await call('GET', `/api/v1/jobs?cursor=${body.next_cursor}`);
    expect([body.jobs.length, next.status]).toEqual([1, 200]);
  });

  it('a client cancels a job, and its receiver is told', async () => {
    const callbackId = await registered();
    expect(await call('POST', `/api/v1/jobs/${callbackId}/cancel`)).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    });
    expect(contentOf(await webhookOf(callbackId))).toMatchObject({ job_id: callbackId, status: 'cancelled' });
  });

  it('a client has a failed file tried again', async () => {
    const callbackId = await registered();
    await uploaded(callbackId, 'notes.mp3', Buffer.from('only words\n'.repeat(500)));
    await endedJob(callbackId);
    const { status, body } = await call('POST', `/api/v1/jobs/${callbackId}/retry`);
    expect([status, body.retry_of]).toEqual([202, callbackId]);
    expect(await endedJob(body.job_id)).toMatchObject({ status: 'failed', error: { code: 'unsupported_media' } });
  });

  it('a client without rights of its own sends a file by links: in one, in parts, or not after all', async () => {
    const bytes = fixture('en-short.wav');
    const file = { file_name: 'en-short.wav', size_bytes: bytes.length, content_type: 'audio/wav' };
    const path = ({ upload_id }: { upload_id: string }) => `/api/v1/uploads/${upload_id}`;
    const { body: inOne } = await call('POST', '/api/v1/uploads', file);
    expect((await sendForm(inOne.post, bytes)).status).toBe(204);
    const { body: inParts } = await call('POST', '/api/v1/uploads', { ...file, part_bytes: 5 * 1024 ** 2 });
    const [part] = (await call('GET', path(inParts))).body.multipart.parts;
    expect((await fetch(part.url, { method: 'PUT', body: new Uint8Array(bytes) })).status).toBe(200);
    expect((await call('POST', `${path(inParts)}/complete`)).status).toBe(200);
    const { body: givenUp } = await call('POST', '/api/v1/uploads', { ...file, part_bytes: 5 * 1024 ** 2 });
    expect((await call('DELETE', path(givenUp))).status).toBe(200);
    for (const { job_id } of [inOne, inParts])
      expect(await endedJob(job_id)).toMatchObject({ status: 'completed', tenant: expect.any(String) });
  });

  it('a file of the web is fetched, and one that is there is transcribed once more', async () => {
    const files = createServer((_request, response) => response.end(fixture('en-short.wav')));
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void files.close());
    const url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/en-short.wav?token=1`;
    const { status, body } = await call('POST', '/api/v1/jobs', { url, webhook_url: receiver.url });
    expect(status).toBe(202);
    expect(await endedJob(body.job_id)).toMatchObject({ status: 'completed' });
    const callbackId = await registered();
    await uploaded(callbackId, 'en-short.wav', fixture('en-short.wav'));
    const { s3_key } = await endedJob(callbackId);
    const again = await call('POST', '/api/v1/transcribe', { s3_uri: `s3://${stack.bucket}/${s3_key}` });
    expect(await endedJob(again.body.job_id)).toMatchObject({ status: 'completed', s3_key });
  });

  it('keys are made, rotated, listed and disabled', async () => {
    const { body: made } = await call('POST', '/api/v1/keys', { name: 'acme', tenant: 'acme' });
    const { body: next } = await call('POST', `/api/v1/keys/${made.key_id}/rotate`, {});
    expect((await call('POST', `/api/v1/keys/${made.key_id}/disable`)).status).toBe(200);
    const { keys } = (await call('GET', '/api/v1/keys')).body;
    expect(keys).toContainEqual(expect.objectContaining({ key_id: made.key_id, state: 'disabled' }));
    expect(keys).toContainEqual(expect.objectContaining({ key_id: next.key_id, state: 'active' }));
  });

  it('the service says that it is ready, and shows its page', async () => {
    expect(await call('GET', '/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect((await fetch(`${stack.api_url}/docs`)).status).toBe(200);
  });

  it('what was to be removed is gone', async () => {
    const isLeft = () => table.has(removed);
    await expect.poll(isLeft, { timeout: LIMIT.limitMs, interval: 1000 }).toBe(false);
    expect(await toldOfAll()).not.toContain(removed);
  });

  it('the safety net runs through', async () => {
    const lambda = new LambdaClient(clientSettings(stack.endpoint_url));
    const answer = await lambda.send(new InvokeCommand({ FunctionName: stack.reconcile_function }));
    expect(answer.FunctionError).toBeUndefined();
  });

  it.each(ROLES)('role %s was refused nothing', (role) => {
    const decisions = decisionsAbout(role);
    // Where an operator's test put a file of which nobody was to be told, workers have no business.
    const isOdd = (resource: string) => resource.includes('/stuck/');
    expect(decisions.filter(({ allowed, resource }) => !allowed && !isOdd(resource))).toEqual([]);
    expect(decisions.length).toBeGreaterThan(0);
  });
});

describe('the rights', () => {
  it.each(ROLES)('of role %s are all used here, or it is known why not', async (role) => {
    const used = new Set(decisionsAbout(role).map(({ action }) => action));
    const { statements } = await policyOf(role);
    const unused = new Set(statements.flatMap(({ Action }) => Action).filter((action) => !used.has(action)));
    const unexplained = [...unused].filter(
      (action) => !NOT_USED_HERE.some(({ by, actions }) => by.includes(role) && actions.includes(action)),
    );
    expect(unexplained.sort()).toEqual([]);
  });
});

describe('without one of its statements', () => {
  const SECRET_KEPT = { callback_url: 'https://example.com/hook', callback_secret: SECRET };

  it.each(['kms:Encrypt', 'dynamodb:GetItem'])('the API that lacks %s registers nobody', async (action) => {
    const putBack = await takeFrom('Api', action);
    expect((await call('POST', '/api', SECRET_KEPT)).status).toBe(500);
    expect(refusedTo('Api')).toContain(action);
    await putBack();
    expect((await call('POST', '/api', SECRET_KEPT)).status).toBe(200);
  });

  it.each([
    ['dynamodb:GetItem', 'table'],
    ['s3:GetObject', 'bucket'],
  ])('the API that lacks %s says that it does not reach its %s', async (action, part) => {
    await takeFrom('Api', action);
    const { status, body } = await call('GET', '/ready');
    expect([status, body.code, body.detail]).toEqual([503, 'not_ready', expect.stringContaining(`its ${part} `)]);
  });

  it('the worker that may not read webhooks leaves them to the Lambda', async () => {
    await takeFrom('Workers', 's3:GetObject', '/deliveries/');
    const callbackId = await registered();
    await uploaded(callbackId, 'en-short.wav', fixture('en-short.wav'));
    await endedJob(callbackId);
    await expect.poll(() => refusedTo('Workers'), { timeout: LIMIT.limitMs }).toContain('s3:GetObject');
  });
});

async function attemptsOf(webhookId: string): Promise<number> {
  const row = await table.get(`delivery#${webhookId}`);
  return row?.kind === 'delivery' ? row.attempts.length : 0;
}
