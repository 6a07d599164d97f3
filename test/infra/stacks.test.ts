import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resource, synthesize } from './synthesized.ts';

const production = synthesize('production');

describe('snapshots', () => {
  it('of the storage stack', () => {
    expect(withoutAssetHashes(production.storage)).toMatchSnapshot();
  });

  it('of the transcription stack', () => {
    expect(withoutAssetHashes(production.transcription)).toMatchSnapshot();
  });

  it('of the worker image stack', () => {
    expect(withoutAssetHashes(production.image as Template)).toMatchSnapshot();
  });
});

describe('outputs', () => {
  it('are what an operator copies and tools read', () => {
    expect(Object.keys(production.transcription.findOutputs('*')).sort()).toEqual([
      'AlarmTopicArn',
      'ApiId',
      'ApiKeyId',
      'ApiUrl',
      'BucketName',
      'ClientUploadPolicyArn',
      'DeliveriesQueueUrl',
      'FirstReadApiKey',
      'FirstRegister',
      'FirstUpload',
      'JobsQueueUrl',
      'LaunchTemplateName',
      'Models',
      'ReconcileFunctionName',
      'TableName',
      'UploadsQueueUrl',
    ]);
  });
});

describe('a stage beside production', () => {
  const local = synthesize('local');

  it('carries its name in every physical name', () => {
    const names = [
      ['AWS::SQS::Queue', 'JobsQueue', 'QueueName', 'transcription-jobs-local'],
      ['AWS::EC2::LaunchTemplate', '', 'LaunchTemplateName', 'transcription-worker-local'],
      ['AWS::ApiGateway::RestApi', '', 'Name', 'transcription-local'],
    ] as const;
    for (const [type, id, property, name] of names) {
      expect(resource(local.transcription, type, id).Properties[property]).toBe(name);
    }
    expect(resource(local.storage, 'AWS::DynamoDB::GlobalTable').Properties['TableName']).toBe(
      'transcription-jobs-local',
    );
  });

  it('needs no custom resource if it is the local one', () => {
    const types = Object.values(local.transcription.toJSON()['Resources'] as Record<string, { Type: string }>);
    expect(types.filter(({ Type }) => Type.startsWith('Custom::'))).toEqual([]);
  });
});

describe('at rest', () => {
  const { storage, transcription } = production;

  it('every queue, bucket and disk is encrypted', () => {
    for (const template of [storage, transcription]) {
      template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    }
    storage.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    transcription.allResourcesProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { Encrypted: true } }] },
    });
  });

  it('every log is forgotten after its time', () => {
    for (const template of [transcription, production.image as Template]) {
      template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
    }
  });
});

describe('the network', () => {
  it.each([
    ['of the service', production.transcription],
    ['of the image', production.image as Template],
  ])('%s tells who talked to whom, to a log that no other account can write to', (_name, template) => {
    expect(resource(template, 'AWS::EC2::FlowLog').Properties).toMatchObject({
      TrafficType: 'ALL',
      ResourceType: 'VPC',
      LogDestinationType: 'cloud-watch-logs',
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });
});

/** Code changes are not infrastructure changes. */
function withoutAssetHashes(template: Template): unknown {
  return JSON.parse(
    JSON.stringify(template.toJSON()).replaceAll(/[0-9a-f]{64}|(?<=transcription-worker-)[0-9a-f]{12}/g, 'ASSET-HASH'),
  );
}
