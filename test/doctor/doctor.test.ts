import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeImagesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  GetEbsDefaultKmsKeyIdCommand,
} from '@aws-sdk/client-ec2';
import { GetBucketEncryptionCommand, HeadBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  NoSuchResourceException,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, it } from 'vitest';
import { accountChecks } from '../../bin/doctor/account.ts';
import { bucketChecks } from '../../bin/doctor/buckets.ts';
import { deploymentChecks } from '../../bin/doctor/deployment.ts';
import { examine, type Finding } from '../../bin/doctor/finding.ts';
import { imageChecks } from '../../bin/doctor/image.ts';
import { keyChecks } from '../../bin/doctor/keys.ts';
import { report } from '../../bin/doctor/report.ts';
import { zoneChecks } from '../../bin/doctor/zones.ts';
import { loadStage } from '../../lib/stages/index.ts';
import { userData } from '../image/support/instance.ts';
import { stubClient } from '../support/stub-client.ts';

const [sts, ssm, ec2, quotas, cloudFormation, s3] = [
  stubClient(STSClient),
  stubClient(SSMClient),
  stubClient(EC2Client),
  stubClient(ServiceQuotasClient),
  stubClient(CloudFormationClient),
  stubClient(S3Client),
] as const;
const CLIENTS = {
  sts: new STSClient(),
  ssm: new SSMClient(),
  ec2: new EC2Client(),
  quotas: new ServiceQuotasClient(),
  cloudFormation: new CloudFormationClient(),
  s3: new S3Client(),
};
const TYPES = ['g4dn.xlarge', 'g5.xlarge', 'g6.xlarge'];
const LAMBDAS = { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' };
const CODE = { s3_key: 'scripts/x/worker.mjs', sha256: '0'.repeat(64) };
const MODEL = {
  'transcription:model': 'KBLab/kb-whisper-small',
  'transcription:model-revision': '3564d61a42fc210ceaa55a22a96dd64478959c78',
};
const named = (name: string) => Object.assign(new Error(`${name} said no`), { name });

beforeEach(() => {
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/me' });
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: 'ami-1' } });
  quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 40 } });
  ec2.on(DescribeInstanceTypesCommand).resolves({ InstanceTypes: [{ VCpuInfo: { DefaultVCpus: 4 } }] });
  quotas.on(GetServiceQuotaCommand, LAMBDAS).resolves({ Quota: { Value: 1000 } });
  givenOffers({ 'eu-north-1a': TYPES, 'eu-north-1b': TYPES, 'eu-north-1c': TYPES });
  ec2.on(GetEbsDefaultKmsKeyIdCommand).resolves({ KmsKeyId: 'alias/aws/ebs' });
  givenAssetsKey();
  givenImage('available', MODEL);
  givenUserData(userData({ code: CODE }));
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [stack('UPDATE_COMPLETE')] });
  s3.on(HeadBucketCommand).resolves({}).on(HeadObjectCommand).resolves({});
});

const stack = (StackStatus: 'UPDATE_COMPLETE' | 'ROLLBACK_COMPLETE') => ({
  StackName: 'transcription',
  CreationTime: new Date(0),
  StackStatus,
  Outputs: [{ OutputKey: 'BucketName', OutputValue: 'files' }],
});

function givenOffers(typesByZone: Record<string, string[]>) {
  const InstanceTypeOfferings = Object.entries(typesByZone).flatMap(([Location, types]) =>
    types.map((type) => ({ Location, InstanceType: type as 'g5.xlarge' })),
  );
  ec2.on(DescribeInstanceTypeOfferingsCommand).resolves({ InstanceTypeOfferings });
}

function givenAssetsKey(KMSMasterKeyID?: string) {
  const rule = KMSMasterKeyID
    ? { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID }
    : { SSEAlgorithm: 'AES256' as const };
  const Rules = [{ ApplyServerSideEncryptionByDefault: rule }];
  s3.on(GetBucketEncryptionCommand, { Bucket: 'cdk-hnb659fds-assets-123456789012-eu-north-1' }).resolves({
    ServerSideEncryptionConfiguration: { Rules },
  });
}

function givenImage(State: 'available' | 'failed', tags: Record<string, string>) {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  ec2.on(DescribeImagesCommand).resolves({ Images: [{ ImageId: 'ami-1', State, Tags, CreationDate: '2026-11-01' }] });
}

function givenUserData(text: string) {
  const UserData = Buffer.from(text).toString('base64');
  ec2
    .on(DescribeLaunchTemplateVersionsCommand)
    .resolves({ LaunchTemplateVersions: [{ LaunchTemplateData: { UserData } }] });
}

async function diagnosis(overrides: object = {}): Promise<Record<string, Finding>> {
  const config = loadStage('production', overrides);
  const checks = [accountChecks, zoneChecks, keyChecks, imageChecks, deploymentChecks, bucketChecks].flatMap(
    (checksOf) => checksOf(config, CLIENTS),
  );
  return Object.fromEntries((await examine(checks)).map(({ check, ...finding }) => [check, finding]));
}

describe('a stage of several models', () => {
  const furtherModels = [{ name: 'kb-whisper-large' }];

  it('has an image of each looked at, and the stack that makes it', async () => {
    const findings = await diagnosis({ furtherModels });
    expect(findings).toMatchObject({
      'stack transcription-worker-image--kb-whisper-large': { status: 'ok' },
      'worker image, kb-whisper-large': { status: 'ok' },
      'model, kb-whisper-large': { status: 'wrong', expected: expect.stringContaining('KBLab/kb-whisper-large') },
    });
    expect(ssm).toHaveReceivedCommandWith(GetParameterCommand, {
      Name: '/imagebuilder/transcription/worker-image_kb-whisper-large',
    });
  });
});

describe('a healthy account', () => {
  it('lacks nothing', async () => {
    const findings = await diagnosis();
    expect(Object.keys(findings)).toEqual([
      'credentials',
      'bootstrap',
      'quota, Lambda',
      'quota, spot',
      'quota, on-demand',
      'types by zone',
      'types for the image',
      'key of disks',
      'key of deployments',
      'worker image',
      'model',
      'stack transcription-storage',
      'stack transcription',
      'stack transcription-worker-image',
      'bucket',
      'worker code',
    ]);
    expect(Object.values(findings).filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(findings['quota, spot']?.found).toContain('10 worker(s) of 4; the stage allows 10');
  });

  it.each([
    [159, 'wrong'],
    [160, 'ok'],
  ])('of %i Lambdas, of which the stage reserves 60, is %s: 100 have to be left', async (Value, status) => {
    quotas.on(GetServiceQuotaCommand, LAMBDAS).resolves({ Quota: { Value } });
    const finding = (await diagnosis({ live: { reservedConcurrency: 60 } }))['quota, Lambda'];
    expect(finding).toMatchObject({ status, found: expect.stringContaining('the stage reserves 60') });
    if (status === 'wrong')
      expect(finding).toMatchObject({
        expected: 'at least 160',
        fix: expect.stringContaining('live.reservedConcurrency'),
      });
  });

  it('is asked for on-demand GPUs only where the stage uses them', async () => {
    const findings = await diagnosis({ markets: ['spot'], image: { build: false } });
    expect(Object.keys(findings)).not.toContain('quota, on-demand');
    expect(Object.keys(findings)).not.toContain('stack transcription-worker-image');
  });
});

describe('what is missing is named, with what to do', () => {
  it.each([
    [
      'quota, spot',
      () => quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 0 } }),
      /0 worker\(s\)/,
      /request-service-quota-increase .*--quota-code L-3819A6DF --desired-value 40/,
    ],
    [
      'types by zone',
      () => givenOffers({ 'eu-north-1a': ['g4dn.xlarge'], 'eu-north-1c': ['g4dn.xlarge', 'g5.xlarge'] }),
      /eu-north-1a: g4dn\.xlarge; eu-north-1b: none; eu-north-1c: g4dn\.xlarge, g5\.xlarge/,
      /leave out eu-north-1b, g6\.xlarge/,
    ],
    [
      'types for the image',
      () => givenOffers({ 'eu-north-1a': ['g6.xlarge'], 'eu-north-1b': TYPES }),
      /eu-north-1a has none of g4dn\.xlarge, g5\.xlarge/,
      /set image\.zone/,
    ],
    [
      'bootstrap',
      () => ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: 'no', $metadata: {} })),
      /no parameter \/cdk-bootstrap/,
      /npx cdk bootstrap aws:\/\/ACCOUNT\/eu-north-1/,
    ],
    [
      'worker image',
      () => ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: 'no', $metadata: {} })),
      /no parameter \/imagebuilder\/transcription\/worker-image/,
      /Build the image/,
    ],
    [
      'worker image',
      () => ec2.on(DescribeImagesCommand).resolves({ Images: [] }),
      /names ami-1, which is not there/,
      /Build the image/,
    ],
    ['worker image', () => givenImage('failed', MODEL), /names ami-1, which is failed/, /Build the image/],
    [
      'model',
      () => givenImage('available', { ...MODEL, 'transcription:model-revision': 'other' }),
      /kb-whisper-small at other/,
      /Build the image/,
    ],
    ['model', () => ec2.on(DescribeImagesCommand).resolves({ Images: [] }), /no image to look into/, /Build the image/],
    [
      'stack transcription',
      () => cloudFormation.on(DescribeStacksCommand).rejects(named('ValidationError')),
      /not deployed/,
      /cdk deploy --all -c stage=production/,
    ],
    [
      'stack transcription',
      () => cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [stack('ROLLBACK_COMPLETE')] }),
      /ROLLBACK_COMPLETE/,
      /see its events/,
    ],
    [
      'bucket',
      () => cloudFormation.on(DescribeStacksCommand).rejects(named('ValidationError')),
      /names no bucket/,
      /cdk deploy/,
    ],
    [
      'worker code',
      () => s3.on(HeadObjectCommand).rejects(named('NotFound')),
      /no object scripts\/x\/worker\.mjs/,
      /cdk deploy/,
    ],
  ])('%s', async (check, given, found, fix) => {
    given();
    expect((await diagnosis())[check]).toEqual({
      status: 'wrong',
      found: expect.stringMatching(found),
      expected: expect.any(String),
      fix: expect.stringMatching(fix),
    });
  });

  it('the value of a new account when it has no quota of its own', async () => {
    quotas.on(GetServiceQuotaCommand).rejects(new NoSuchResourceException({ message: 'no', $metadata: {} }));
    quotas.on(GetAWSDefaultServiceQuotaCommand).resolves({ Quota: { Value: 0 } });
    expect((await diagnosis())['quota, spot']).toMatchObject({ status: 'wrong' });
  });
});

describe('what works, but not for long', () => {
  it.each([
    [
      'quota, Lambda',
      () => quotas.on(GetServiceQuotaCommand, LAMBDAS).resolves({ Quota: { Value: 10 } }),
      /10 Lambdas at once/,
      /--service-code lambda --quota-code L-B99A9384/,
    ],
    [
      'key of disks',
      () => ec2.on(GetEbsDefaultKmsKeyIdCommand).resolves({ KmsKeyId: 'arn:aws:kms:eu-north-1:1:key/own' }),
      /encrypted with arn:aws:kms:eu-north-1:1:key\/own/,
      /keys of its own/,
    ],
    ['key of deployments', () => givenAssetsKey('own'), /is encrypted with own/, /keys of its own/],
  ])('%s is a warning', async (check, given, found, fix) => {
    given();
    const finding = (await diagnosis())[check];
    expect(finding).toMatchObject({
      status: 'warning',
      found: expect.stringMatching(found),
      fix: expect.stringMatching(fix),
    });
    const text = report('production', [{ check, ...(finding as Finding) }]);
    expect(text).toContain(`CHECK  ${check}`);
    expect(text).toContain('has all it needs');
  });
});

describe('a further bucket', () => {
  const furtherBuckets = [
    { name: 'recordings', prefix: 'a/', tenants: ['one'] },
    { name: 'recordings', tenants: 'all' },
  ];
  const answer = (status: number) => Object.assign(named('said'), { $metadata: { httpStatusCode: status } });
  const asked = () => s3.on(HeadBucketCommand, { Bucket: 'recordings' });
  const found = async () => (await diagnosis({ furtherBuckets }))['bucket recordings'];

  it('in the region of the stage is well, and one that the stage has not is not asked for', async () => {
    asked().resolves({ BucketRegion: 'eu-north-1' });
    expect(await found()).toEqual({ status: 'ok', found: 'in eu-north-1' });
    expect(await diagnosis()).not.toHaveProperty('bucket recordings');
  });

  it.each([
    ['another region, as it says', () => asked().resolves({ BucketRegion: 'eu-west-1' }), 'wrong', /^in eu-west-1/],
    ['another region, as it redirects', () => asked().rejects(answer(301)), 'wrong', /another region/],
    ['no region', () => asked().rejects(answer(404)), 'wrong', /no such bucket/],
    ['another account', () => asked().rejects(answer(403)), 'warning', /may not look/],
  ])('in %s is told of', async (_where, given, status, words) => {
    given();
    expect(await found()).toMatchObject({ status, found: expect.stringMatching(words), fix: expect.any(String) });
  });
});

describe('what cannot be seen', () => {
  it.each([
    [
      'credentials',
      () => sts.on(GetCallerIdentityCommand).rejects(named('CredentialsProviderError')),
      /aws sts get-caller-identity/,
    ],
    ['quota, spot', () => quotas.on(GetServiceQuotaCommand).rejects(named('AccessDeniedException')), /ReadOnlyAccess/],
    ['bucket', () => s3.on(HeadBucketCommand).rejects(named('TimeoutError')), /AWS_ENDPOINT_URL/],
    ['worker code', () => givenUserData('#!/bin/bash'), /AWS_ENDPOINT_URL/],
  ])('%s is said to be unseen and hides nothing else', async (check, given, fix) => {
    given();
    const findings = await diagnosis();
    expect(findings[check]).toMatchObject({ status: 'unknown', fix: expect.stringMatching(fix) });
    expect(findings['worker image']).toMatchObject({ status: 'ok' });
  });
});

describe('the report', () => {
  it('says for each thing what was found, expected and to be done, and how many there are', () => {
    const text = report('production', [
      { check: 'bucket', status: 'ok', found: 'files' },
      { check: 'model', status: 'wrong', found: 'none', expected: 'one', fix: 'build it' },
    ]);
    expect(text).toBe(
      'ok     bucket: files\nWRONG  model: none\n         expected: one\n         do: build it\n\nstage production lacks 1 of 2 things\n',
    );
    expect(report('production', [{ check: 'bucket', status: 'ok', found: 'files' }])).toContain('has all it needs');
  });
});
