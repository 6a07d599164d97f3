/** The operator's commands with the rights that docs/runbook.md gives them, and no other. */
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings } from '../../local/clients.ts';
import { REGION } from '../../local/environment.ts';
import { WebhookReceiver } from '../../local/webhook-receiver.ts';
import {
  endedJob,
  fixture,
  LIMIT,
  register,
  settledDelivery,
  stack,
  uniqueName,
  upload,
} from '../end-to-end/support/client.ts';
import { copyOntoItself, givenStuckJob, runOps, setAside } from '../end-to-end/support/ops.ts';
import { decisionsOf } from './support/decisions.ts';
import { endNeeds } from './support/ec2-needs.ts';
import { refused } from './support/evaluate.ts';
import { givenOperator, s3As } from './support/users.ts';

/** By the emulator, and why AWS asks for them all the same. */
const NOT_USED_HERE = {
  'dynamodb:BatchWriteItem': 'removes what those who listened to a job were told, and nobody listens here',
  'ec2:DescribeInstances': 'EC2 has another emulator, which checks nothing; see below',
  'ec2:TerminateInstances': 'as above',
  's3:DeleteObjectVersion':
    'S3 asks for it wherever a version is named, the emulator from the second of one request on: how many there are is the race of purge and worker',
  's3:ListBucket': 'S3 asks for it when an object is missing, to say so; the emulator always does',
};

let operator: Awaited<ReturnType<typeof givenOperator>>;
let receiver: WebhookReceiver;
beforeAll(async () => {
  operator = await givenOperator();
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.goDown());

const ops = (...words: string[]) => {
  const { accessKeyId, secretAccessKey } = operator.credentials;
  return runOps([...words, '--stage', 'local'], {
    PATH: process.env['PATH'],
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL: stack.endpoint_url,
    AWS_ENDPOINT_URL_EC2: stack.ec2_endpoint_url,
  });
};
const done = (words: string) => ({ exitCode: 0, stdout: expect.stringContaining(words), stderr: expect.anything() });

describe('an operator', () => {
  it('sees the workers, ends strays and resumes launches', async () => {
    expect(await ops('workers')).toMatchObject({ exitCode: 0 });
    expect(await ops('sweep', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await ops('backfill', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await ops('resume', '--yes')).toEqual(done('nothing holds launches back'));
  });

  it('brings a stuck job and its dead letter back, and removes what is left', async () => {
    // Given
    const jobId = await givenStuckJob();
    await setAside('jobs', JSON.stringify({ job_id: jobId, s3_input: 's3://b/in', s3_output: 's3://b/out' }));
    await setAside('uploads', 'nonsense');
    // When, then
    expect(await ops('requeue', jobId, '--yes')).toEqual(done('requeued'));
    expect(await ops('redrive', '--yes')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(jobId) });
    const QueueUrl = `${stack.uploads_queue_url}-dead-letters`;
    const sqs = new SQSClient({ ...clientSettings(stack.endpoint_url), credentials: operator.credentials });
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    // A worker may have taken the job by now: the purge waits for its lease, or has to be asked again
    await expect
      .poll(() => ops('purge', jobId, '--cancel', '--yes'), { timeout: LIMIT.limitMs })
      .toEqual(done('removed'));
  });

  it('has a webhook sent again, and finds those that failed', async () => {
    receiver.behave({ status: 410 });
    const callbackId = await register({ callback_url: receiver.url });
    await upload(`transcription_upload/${callbackId}/a.wav`, fixture('en-short.wav'));
    expect(await settledDelivery(`msg_${callbackId}_completed`)).toMatchObject({ status: 'failed' });
    receiver.behave();
    expect(await ops('redeliver', '--failed-since', '1h', '--yes')).toEqual(done('sent again'));
    expect(await settledDelivery(`msg_${callbackId}_completed`)).toMatchObject({ status: 'delivered' });
  });

  it('tries a failed file again as a new job', async () => {
    const file = await upload(`transcription_upload/${uniqueName('a.wav')}`, fixture('en-short.wav'), {
      language: 'de',
    });
    const { bucket = '' } = await endedJob(file.derivedId);
    expect((await ops('requeue', file.derivedId)).stdout).toContain(`aws s3api copy-object --bucket ${bucket}`);
    const source = `${bucket}/${file.key}?versionId=${file.versionId}`;
    const options = { bucket, key: file.key, 'copy-source': source, 'storage-class': 'STANDARD' };
    expect(await copyOntoItself(options, s3As(operator.credentials))).not.toBe(file.versionId);
  });

  it('makes, rotates, lists and disables keys', async () => {
    const made = await ops('keys', 'make', '--tenant', 'acme', '--yes', '--json');
    const { key_id } = JSON.parse(made.stdout).made;
    expect(await ops('keys', 'rotate', key_id, '--yes')).toEqual(done('shown this once'));
    expect(await ops('keys', 'disable', key_id, '--yes')).toEqual(done(`${key_id} is disabled`));
    expect(await ops('keys', 'list')).toEqual(done(key_id));
  });

  it('is refused nothing in all of this', () => {
    expect(decisionsOf(operator.name).filter(({ allowed }) => !allowed)).toEqual([]);
  });

  it('has no right that is not used', () => {
    const used = new Set(decisionsOf(operator.name).map(({ action }) => action));
    const unused = operator.statements.flatMap(({ Action }) => Action).filter((action) => !used.has(action));
    expect(unused.filter((action) => !(action in NOT_USED_HERE))).toEqual([]);
  });

  it('may end workers of this stage and no other instance', async () => {
    const policy = { statements: operator.statements };
    const tagged = (stage: string) => endNeeds(['i-1'], { 'transcription:stage': stage });
    expect(await refused(policy, [...tagged('local'), { action: 'ec2:DescribeInstances', resource: '*' }])).toEqual([]);
    expect(await refused(policy, [...tagged('production'), ...endNeeds(['i-1'], {})])).toHaveLength(2);
  });
});
