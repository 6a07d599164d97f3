/** Canaries are planted wherever a secret can enter; after jobs and webhooks that go well and badly, none is anywhere. */
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CreateLaunchTemplateCommand, DeleteLaunchTemplateCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings } from '../../local/clients.ts';
import { WebhookReceiver } from '../../local/webhook-receiver.ts';
import { call, clients, endedJob, fixture, register, settledDelivery, stack, upload } from './support/client.ts';
import { attempted, givenDelivery } from './support/deliveries.ts';
import { findSecrets, logsCall } from './support/secret-scan.ts';

const ec2 = new EC2Client(clientSettings(stack.endpoint_url));
const canary = (name: string) => `${name}-${randomBytes(12).toString('hex')}`;

const CANARIES = {
  'plain secret': canary('plain'),
  'Standard Webhooks secret': `whsec_${randomBytes(32).toString('base64')}`,
  'rotated secret': canary('rotated'),
  'wrong API key': canary('key'),
  'user name of a refused URL': canary('user'),
  'password of a refused URL': canary('password'),
  'secret in a body that is no JSON': canary('broken'),
  'secret that is refused': `ü-${canary('refused')}`,
  'secret of the wrong type': canary('typed'),
  'secret in a message that is no S3 event': canary('event'),
  'signature in a message that is no JSON': canary('link'),
  'header of a receiver': canary('header'),
  'body of a receiver': canary('body'),
  'place a receiver redirects to': canary('location'),
};
/** In these two the API key and the link's signature are not secret: what the client sent, and what it asked for. */
const found: Record<string, string> = { ...CANARIES, 'API key': stack.api_key };

const answers: string[] = [];
async function answerTo(...request: Parameters<typeof call>): ReturnType<typeof call> {
  const answer = await call(...request);
  answers.push(JSON.stringify([answer.status, [...answer.headers], answer.body]));
  return answer;
}

const talkative = {
  headers: { 'x-token': CANARIES['header of a receiver'], 'set-cookie': `session=${CANARIES['header of a receiver']}` },
  body: CANARIES['body of a receiver'],
};
let well: WebhookReceiver;
let unwell: WebhookReceiver;

beforeAll(async () => {
  well = await WebhookReceiver.start();
  well.behave(talkative);
  unwell = await WebhookReceiver.start();
  unwell.behave({
    ...talkative,
    status: 302,
    headers: { ...talkative.headers, location: `https://${CANARIES['place a receiver redirects to']}@a.example/` },
  });
  const [delivered] = await Promise.all([
    aJobWhoseWebhookArrives(),
    aJobWhoseWebhookDoesNot(),
    refusedRequests(),
    oddMessages(),
  ]);
  await aRotation(delivered);
  await aLinkToTheTranscript(delivered);
});
afterAll(() => Promise.all([well.goDown(), unwell.goDown()]));

/** Many receivers keep a token in the path or the query of their URL. It has to be known where webhooks are sent from. */
it('the token in a callback URL stands in the rows of its callback, and nowhere else', async () => {
  const token = canary('token');
  const { body } = await answerTo('POST', '/api', { callback_url: `${well.url}/${token}?token=${token}` });
  await upload(`transcription_upload/${body.callback_id}/a.wav`, fixture('en-short.wav'));
  expect(await settledDelivery(`msg_${body.callback_id}_completed`)).toMatchObject({ status: 'delivered' });
  const places = (await findSecrets({ token })).map(({ place }) => place);
  expect([...new Set(places)].sort()).toEqual([`row ${body.callback_id}`, `row registration#${body.callback_id}`]);
  expect(answers.filter((answer) => answer.includes(token))).toEqual([]);
});

describe('no secret', () => {
  it('is in a log, a row, an object, a message, a template, a bundle, a setting or user data', async () => {
    expect(await findSecrets(found)).toEqual([]);
  });

  it('is in an answer of the API', () => {
    for (const [name, secret] of Object.entries(CANARIES)) {
      expect(
        answers.filter((answer) => answer.includes(secret)),
        name,
      ).toEqual([]);
    }
  });
});

it('a secret that does lie about is found, wherever it is and however it is written', async () => {
  const planted = canary('planted');
  const Key = 'results/planted/object.txt';
  const log = join(stack.logs, 'planted.log');
  writeFileSync(log, `line\n{"callback_secret":"${planted}"}\n`);
  await clients.s3.send(
    new PutObjectCommand({ Bucket: stack.bucket, Key, Body: Buffer.from(`x${planted}`).toString('base64') }),
  );
  const setAside = `${stack.deliveries_queue_url}-dead-letters`;
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: setAside, MessageBody: planted }));
  const logGroupName = '/planted';
  await logsCall('CreateLogGroup', { logGroupName });
  // Beyond the first page
  for (let n = 0; n < 60; n += 1) await logsCall('CreateLogStream', { logGroupName, logStreamName: `stream-${n}` });
  const logEvents = [{ timestamp: Date.now(), message: planted }];
  await logsCall('PutLogEvents', { logGroupName, logStreamName: 'stream-59', logEvents });
  const LaunchTemplateName = 'planted';
  const LaunchTemplateData = { UserData: Buffer.from(planted).toString('base64') };
  await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }));
  const callbackId = await register({ callback_url: well.url, metadata: { planted: encodeURIComponent(planted) } });
  const places = (await findSecrets({ planted })).map(({ place }) => place);
  rmSync(log);
  await logsCall('DeleteLogGroup', { logGroupName });
  await ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateName }));
  await clients.sqs.send(new PurgeQueueCommand({ QueueUrl: setAside }));
  await clients.s3.send(new DeleteObjectCommand({ Bucket: stack.bucket, Key }));
  expect([...new Set(places)].sort()).toEqual(
    [
      log,
      `object ${Key}`,
      `message in ${basename(setAside)}`,
      `log ${logGroupName} stream-59`,
      `user data of ${LaunchTemplateName}`,
      `row ${callbackId}`,
      `row registration#${callbackId}`,
    ].sort(),
  );
});

async function aJobWhoseWebhookArrives(): Promise<string> {
  const { body } = await answerTo('POST', '/api', {
    callback_url: well.url,
    callback_secret: CANARIES['plain secret'],
  });
  await upload(`transcription_upload/${body.callback_id}/a.wav`, fixture('en-short.wav'));
  expect(await settledDelivery(`msg_${body.callback_id}_completed`)).toMatchObject({ status: 'delivered' });
  expect(well.received.at(-1)?.headers['webhook-signature']).toMatch(/^v1,/);
  return body.callback_id;
}

async function aJobWhoseWebhookDoesNot(): Promise<void> {
  const secret = CANARIES['Standard Webhooks secret'];
  const { body } = await answerTo('POST', '/api', { callback_url: unwell.url, callback_secret: secret });
  await upload(`transcription_upload/${body.callback_id}/broken.wav`, 'no audio at all');
  expect((await endedJob(body.callback_id)).status).toBe('failed');
  await attempted(`msg_${body.callback_id}_failed`, 2);
  await answerTo('GET', `/api/jobs/${body.callback_id}`);
}

async function refusedRequests(): Promise<void> {
  const userinfo = `${CANARIES['user name of a refused URL']}:${CANARIES['password of a refused URL']}`;
  const refused = [
    await answerTo('POST', '/api', { callback_url: `https://${userinfo}@receiver.example/` }),
    await answerTo('POST', '/api', { callback_url: well.url, callback_secret: CANARIES['secret that is refused'] }),
    await answerTo('POST', '/api', { callback_url: well.url, callback_secret: [CANARIES['secret of the wrong type']] }),
    await answerTo('POST', '/api', { callback_url: well.url }, { 'x-api-key': CANARIES['wrong API key'] }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 403]);
  const body = `{"callback_secret": "${CANARIES['secret in a body that is no JSON']}", `;
  const headers = { 'x-api-key': stack.api_key };
  const broken = await fetch(`${stack.api_url}/api`, { method: 'POST', headers, body });
  expect(broken.status).toBe(400);
  answers.push(await broken.text());
}

/** What nobody should send to the uploads queue is logged, so that an operator can find out who did. */
async function oddMessages(): Promise<void> {
  const event = {
    Records: [{ eventName: 'odd', callback_secret: CANARIES['secret in a message that is no S3 event'] }],
  };
  const link = `https://b.s3.amazonaws.com/k?X-Amz-Signature=${CANARIES['signature in a message that is no JSON']}`;
  for (const MessageBody of [JSON.stringify(event), link]) {
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: stack.uploads_queue_url, MessageBody }));
  }
}

async function aRotation(callbackId: string): Promise<void> {
  const path = `/api/callbacks/${callbackId}/secret`;
  const { status } = await answerTo('POST', path, { callback_secret: CANARIES['rotated secret'] });
  expect(status).toBe(200);
  expect(await settledDelivery(await givenDelivery(callbackId))).toMatchObject({ status: 'delivered' });
  expect(String(well.received.at(-1)?.headers['webhook-signature']).split(' ')).toHaveLength(2);
}

async function aLinkToTheTranscript(callbackId: string): Promise<void> {
  const { headers } = await answerTo('GET', `/api/jobs/${callbackId}/transcript`);
  const signature = new URL(headers.get('location') ?? '').searchParams.get('X-Amz-Signature');
  expect(signature).toMatch(/^[0-9a-f]{64}$/);
  found['signature of a link'] = signature ?? '';
}
