import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { TABLE } from '../../core/contracts/rows.ts';
import * as objectKeys from '../../core/shared/object-keys.ts';
import { type Resource, resource, synthesize } from './synthesized.ts';

const { storage } = synthesize('production', { retention: { uploadDays: 12, oldVersionDays: 3 } });
const bucket = resource(storage, 'AWS::S3::Bucket', 'FilesBucket');

describe('the bucket', () => {
  it('is encrypted with AES256, versioned, closed to the public and logs every access', () => {
    expect(bucket.Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LoggingConfiguration: { DestinationBucketName: { Ref: expect.stringMatching(/^FilesAccessLogs/) } },
    });
  });

  it.each(['FilesBucket', 'FilesAccessLogs'])('refuses plain http: %s', (id) => {
    expect(resource(storage, 'AWS::S3::BucketPolicy', `${id}Policy`).Properties['PolicyDocument']).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    });
  });

  it('keeps its access logs, and what replaced them, for their time', () => {
    const { Properties } = resource(storage, 'AWS::S3::Bucket', 'FilesAccessLogs');
    expect(Properties['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
    expect(Properties['LifecycleConfiguration']).toMatchObject({
      Rules: [{ ExpirationInDays: 90 }, { NoncurrentVersionExpiration: { NoncurrentDays: 3 } }, {}],
    });
  });

  it('drops each kind of object after its own time', () => {
    expect(bucket.Properties['LifecycleConfiguration']).toEqual({
      Rules: [
        { Id: 'uploads', Status: 'Enabled', Prefix: 'transcription_upload/', ExpirationInDays: 12 },
        { Id: 'results', Status: 'Enabled', Prefix: 'results/', ExpirationInDays: 90 },
        { Id: 'deliveries', Status: 'Enabled', Prefix: 'deliveries/', ExpirationInDays: 30 },
        {
          Id: 'checkpoints',
          Status: 'Enabled',
          Prefix: 'checkpoints/',
          ExpirationInDays: 14,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        },
        { Id: 'old-versions', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 3 } },
        { Id: 'delete-markers', Status: 'Enabled', ExpiredObjectDeleteMarker: true },
        { Id: 'unfinished-uploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
      ],
    });
  });

  it('has a rule for every prefix that a job’s data lies under, and lets code stay', () => {
    const { Rules } = bucket.Properties['LifecycleConfiguration'] as { Rules: { Prefix?: string }[] };
    const prefixes = Rules.flatMap(({ Prefix }) => Prefix ?? []);
    const { SCRIPTS_PREFIX, ...ofJobs } = Object.fromEntries(
      Object.entries(objectKeys).filter(([name]) => name.endsWith('_PREFIX')),
    );
    expect(prefixes.sort()).toEqual(Object.values(ofJobs).sort());
    expect(SCRIPTS_PREFIX).toBe('scripts/');
  });

  it('tells the queue of uploads, and of nothing else', () => {
    expect(bucket.Properties['NotificationConfiguration']).toEqual({
      QueueConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Queue: { 'Fn::GetAtt': [expect.stringMatching(/^UploadsQueue/), 'Arn'] },
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'transcription_upload/' }] } },
        },
      ],
    });
    expect(bucket).toMatchObject({ DependsOn: [expect.stringMatching(/^UploadsQueuePolicy/)] });
  });
});

describe('the uploads queue', () => {
  it('hides a message for three times the Lambda timeout and sets it aside after half an hour of receives', () => {
    expect(resource(storage, 'AWS::SQS::Queue', 'UploadsQueue').Properties).toMatchObject({
      VisibilityTimeout: 90,
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { maxReceiveCount: 20 },
    });
  });

  it.each([
    ['whose names begin with the stack’s', {}, 'transcription-storage*'],
    ['of the name that the stage gives', { bucketName: 'my-audio' }, 'my-audio'],
  ])('takes messages from S3 on behalf of this account only, and of buckets %s', (_which, overrides, name) => {
    synthesize('production', overrides).storage.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${name}` },
            },
          }),
        ]),
      },
    });
  });
});

describe('the table', () => {
  const table = resource(storage, 'AWS::DynamoDB::GlobalTable');

  it('is billed per request, can be restored to any moment and lets rows expire', () => {
    expect(table.Properties).toMatchObject({
      TableName: TABLE.name,
      KeySchema: [{ AttributeName: 'job_id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  it('has the three sparse indexes', () => {
    expect(table.Properties['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'due_class', KeyType: 'HASH' },
          { AttributeName: 'due_at', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['state', 'instance_id'] },
      },
      {
        IndexName: 'by-s3-key',
        KeySchema: [
          { AttributeName: 's3_key', KeyType: 'HASH' },
          { AttributeName: 'created_at', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'by-owner',
        KeySchema: [
          { AttributeName: 'owner', KeyType: 'HASH' },
          { AttributeName: 'listed_at', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
  });
});

describe('what must not be lost', () => {
  const { storage: local } = synthesize('local');
  const stateful = ['AWS::S3::Bucket', 'AWS::DynamoDB::GlobalTable', 'AWS::KMS::Key'];

  it.each(stateful)('stays in production when its stack goes, but for a first deployment that failed: %s', (type) => {
    storage.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  it('and nothing anywhere else that a failed first deployment would leave under a name of its own', () => {
    const templates = Object.values(synthesize('production')).filter((one) => one instanceof Template);
    const kept = templates.flatMap((template) =>
      Object.entries(template.toJSON()['Resources'] as Record<string, Resource>).filter(
        ([, { DeletionPolicy }]) => DeletionPolicy === 'Retain',
      ),
    );
    expect(kept.map(([id]) => id)).toEqual([]);
  });

  it.each(stateful)('goes with a stage that says so: %s', (type) => {
    local.allResources(type, { DeletionPolicy: 'Delete' });
  });
  it('seals secrets with a key that is rotated', () => {
    storage.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  it('gets no helper Lambda', () => {
    expect(storage.findResources('AWS::Lambda::Function')).toEqual({});
  });
});

it('names the bucket only if the stage does', () => {
  expect(bucket.Properties['BucketName']).toBeUndefined();
  const named = synthesize('production', { bucketName: 'my-audio' }).storage;
  expect(resource(named, 'AWS::S3::Bucket', 'FilesBucket').Properties['BucketName']).toBe('my-audio');
});
