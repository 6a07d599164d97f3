import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { findTarget } from '../../bin/ops/target.ts';
import { type Outputs, writeOutputs } from '../../local/outputs.ts';
import { claimStateDirectory } from '../../local/state-directory.ts';
import { givenFolder } from '../support/folder.ts';
import { stubClient } from '../support/stub-client.ts';

const cloudFormation = stubClient(CloudFormationClient);

const OUTPUTS = {
  bucket: 'files',
  table: 'jobs',
  region: 'us-east-1',
  endpoint_url: 'http://127.0.0.1:1111',
  ec2_endpoint_url: 'http://127.0.0.1:2222',
  aws_access_key_id: 'test',
  aws_secret_access_key: 'test',
  uploads_queue_url: 'http://127.0.0.1:1111/u',
  jobs_queue_url: 'http://127.0.0.1:1111/j',
  deliveries_queue_url: 'http://127.0.0.1:1111/d',
  models: ['demo'],
} as Outputs;

beforeEach(() => {
  // Commands set the environment of their process; each test gets its own back.
  const before = { ...process.env };
  onTestFinished(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) delete process.env[name];
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
});

function givenStack(Outputs: Record<string, string>): void {
  const outputs = Object.entries(Outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  const Stacks = [
    { StackName: 't', CreationTime: new Date(0), StackStatus: 'UPDATE_COMPLETE' as const, Outputs: outputs },
  ];
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks });
}

async function givenRunningStack(): Promise<string> {
  const folder = await givenFolder();
  const state = await claimStateDirectory(folder);
  onTestFinished(state.release);
  writeOutputs(join(folder, 'outputs.json'), OUTPUTS);
  return folder;
}

describe('a stage on AWS', () => {
  it('is found by the outputs of its stack', async () => {
    givenStack({
      TableName: 'jobs',
      BucketName: 'files',
      UploadsQueueUrl: 'https://sqs/u',
      JobsQueueUrl: 'https://sqs/j',
      DeliveriesQueueUrl: 'https://sqs/d',
      Models: '["kb-whisper-small","whisper-large-v3"]',
    });
    const target = await findTarget({ stage: 'production' });
    expect(await target.deployment()).toEqual({
      table: 'jobs',
      bucket: 'files',
      queues: { uploads: 'https://sqs/u', jobs: 'https://sqs/j', deliveries: 'https://sqs/d' },
      models: [{ name: 'kb-whisper-small' }, { name: 'whisper-large-v3' }],
    });
    expect(cloudFormation).toHaveReceivedCommandWith(DescribeStacksCommand, { StackName: 'transcription' });
  });

  it('is not asked for before something of it is needed', async () => {
    expect(await findTarget({ stage: 'production' })).toMatchObject({ place: 'aws', stage: 'production' });
    expect(cloudFormation).not.toHaveReceivedAnyCommand();
  });

  it.each([
    ['--region', { AWS_REGION: 'eu-west-1' }, { region: 'us-west-2' }, 'us-west-2'],
    ['AWS_REGION', { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-3' }, {}, 'eu-west-1'],
    ['AWS_DEFAULT_REGION, as the AWS CLI knows it', { AWS_DEFAULT_REGION: 'eu-west-3' }, {}, 'eu-west-3'],
    ['the stage file, when nobody names one', {}, {}, 'eu-north-1'],
  ])('is in the region of %s', async (_where, environment, options, region) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    expect(await findTarget({ stage: 'production', ...options })).toMatchObject({ region });
    expect(process.env['AWS_REGION']).toBe(region);
  });

  it('is reached with the profile that is named', async () => {
    await findTarget({ stage: 'production', profile: 'ops' });
    expect(process.env['AWS_PROFILE']).toBe('ops');
  });

  it.each([
    ['has no stack', undefined, /no stack transcription in eu-north-1; the stage file says eu-north-1\. Give --region/],
    [
      'lacks an output',
      { TableName: 'jobs' },
      /has no output UploadsQueueUrl; is it UPDATE_COMPLETE\? Deploy it again/,
    ],
  ])('that %s is refused with what to do', async (_what, outputs, message) => {
    if (outputs) givenStack(outputs);
    else cloudFormation.on(DescribeStacksCommand).rejects(Object.assign(new Error('no'), { name: 'ValidationError' }));
    await expect((await findTarget({ stage: 'production' })).deployment()).rejects.toThrow(message);
  });

  it('that no file describes is refused', async () => {
    await expect(findTarget({ stage: 'staging' })).rejects.toThrow(/unknown stage "staging", expected one of/);
  });
});

describe('a local stack', () => {
  it('is taken while it runs, and nothing of the operator’s account with it', async () => {
    vi.stubEnv('AWS_PROFILE', 'real');
    vi.stubEnv('AWS_SESSION_TOKEN', 'real');
    const target = await findTarget({ stateDir: await givenRunningStack() });
    expect(target).toMatchObject({ place: 'local', stage: 'local', region: 'us-east-1' });
    expect(await target.deployment()).toMatchObject({ table: 'jobs', queues: { jobs: OUTPUTS.jobs_queue_url } });
    expect([process.env['AWS_PROFILE'], process.env['AWS_SESSION_TOKEN']]).toEqual([undefined, undefined]);
    expect(process.env).toMatchObject({
      AWS_ENDPOINT_URL: OUTPUTS.endpoint_url,
      AWS_ENDPOINT_URL_EC2: OUTPUTS.ec2_endpoint_url,
      AWS_ACCESS_KEY_ID: 'test',
    });
  });

  it('that was left behind by a crash is not taken', async () => {
    const folder = await givenFolder();
    const state = await claimStateDirectory(folder);
    writeOutputs(join(folder, 'outputs.json'), OUTPUTS);
    const left = readFileSync(join(folder, 'running.json'), 'utf8');
    await state.release();
    writeFileSync(join(folder, 'running.json'), left);
    writeOutputs(join(folder, 'outputs.json'), OUTPUTS);
    await expect(findTarget({ stateDir: folder })).rejects.toThrow(/no local stack is up in .*npm start/);
  });

  it('and a stage are not meant both', async () => {
    await expect(findTarget({ stage: 'production', local: true })).rejects.toMatchObject({ exitCode: 2 });
  });
});
