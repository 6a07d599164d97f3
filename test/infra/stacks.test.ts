import type { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
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
      'ApiKeySecret',
      'ApiUrl',
      'BucketName',
      'ClientUploadPolicyArn',
      'DeliveriesQueueUrl',
      'FirstReadApiKey',
      'FirstRegister',
      'FirstUpload',
      'JobsQueueUrl',
      'LaunchTemplateName',
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

/** Findings of AwsSolutions that are accepted, and why. At most five. */
const ACCEPTED: Record<string, string> = {
  'AwsSolutions-IAM5':
    'object rights end in a prefix and /*, and what a launch makes has no name before it; the roles test lists every action',
  'AwsSolutions-APIG4': 'clients authenticate with an API key, as the contract says; every method requires one',
  'AwsSolutions-COG4': 'there are no human users who could sign in with Cognito',
  'AwsSolutions-SMG4':
    'an API key that changes by itself locks its clients out; an operator adds a second key, then drops the first',
  'AwsSolutions-VPC7':
    'nothing in the VPC accepts connections, and flow logs of a worker that lives for minutes say little',
};

describe('AwsSolutions', () => {
  const { violations } = new AwsSolutionsChecks(production.app).validateScope(production.app);
  const errors = violations.filter(({ severity }) => severity === 'error');
  const rules = new Set(errors.map(({ ruleName }) => ruleName.replace(/\[.*$/s, '')));

  it('finds no error but the accepted ones', () => {
    expect([...rules].filter((rule) => !(rule in ACCEPTED))).toEqual([]);
  });

  it('still finds each accepted one, of which there are at most five', () => {
    expect(Object.keys(ACCEPTED).filter((rule) => !rules.has(rule))).toEqual([]);
    expect(Object.keys(ACCEPTED).length).toBeLessThanOrEqual(5);
  });

  it('finds no wildcard broader than a prefix, a log group or a kind of EC2 resource, but where AWS knows nothing narrower', () => {
    const wildcards = errors.map(({ ruleName }) => ruleName).filter((rule) => rule.startsWith('AwsSolutions-IAM5'));
    expect(wildcards.filter((rule) => !/(\/|:log-group:[^*]+:)\*\]$/.test(rule))).toEqual([
      'AwsSolutions-IAM5[Resource::*]',
    ]);
  });
});

/** Code changes are not infrastructure changes. */
function withoutAssetHashes(template: Template): unknown {
  return JSON.parse(
    JSON.stringify(template.toJSON()).replaceAll(/[0-9a-f]{64}|(?<=transcription-worker-)[0-9a-f]{12}/g, 'ASSET-HASH'),
  );
}
