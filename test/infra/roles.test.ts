/**
 * The whole of what each role may do. A right that is added anywhere shows up here, and has to be written down.
 */
import { describe, expect, it } from 'vitest';
import { actionsOf, resource, statementsOf, synthesize, text } from './synthesized.ts';

const { transcription } = synthesize('production');

const WRITE_OWN_LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];
/** What Lambda's own poller needs to consume a queue with the function's role. */
const CONSUME_QUEUE = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];
const LAUNCH_WORKERS = [
  'ec2:CreateFleet',
  'ec2:CreateTags',
  'ec2:RunInstances',
  'iam:CreateServiceLinkedRole',
  'iam:PassRole',
  'ssm:GetParameters',
];

const ROLES: Record<string, string[]> = {
  Api: [...WRITE_OWN_LOG, 'dynamodb:GetItem', 'dynamodb:PutItem', 'kms:Encrypt', 's3:GetObject', 's3:ListBucket'],
  ProcessUpload: [
    ...WRITE_OWN_LOG,
    ...CONSUME_QUEUE,
    ...LAUNCH_WORKERS,
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    's3:GetObject',
    's3:GetObjectVersion',
    's3:ListBucket',
    's3:PutObject',
    'sqs:SendMessage',
  ],
  Reconcile: [
    ...WRITE_OWN_LOG,
    ...LAUNCH_WORKERS,
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'ec2:DescribeInstances',
    'ec2:TerminateInstances',
    's3:PutObject',
    'sqs:GetQueueAttributes',
    'sqs:SendMessage',
  ],
  DeliverWebhook: [
    ...WRITE_OWN_LOG,
    ...CONSUME_QUEUE,
    'dynamodb:GetItem',
    'dynamodb:UpdateItem',
    'kms:Decrypt',
    's3:GetObject',
    's3:ListBucket',
    'sqs:SendMessage',
  ],
  Workers: [
    ...WRITE_OWN_LOG,
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'kms:Decrypt',
    's3:GetObject',
    's3:GetObjectVersion',
    's3:ListBucket',
    's3:PutObject',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
  ],
  WorkerCode: [...WRITE_OWN_LOG, 's3:GetObject', 's3:PutObject'],
  HttpLogging: [
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:DescribeLogGroups',
    'logs:DescribeLogStreams',
    'logs:FilterLogEvents',
    'logs:GetLogEvents',
    'logs:PutLogEvents',
  ],
};

describe.each(Object.entries(ROLES))('role %s', (name, actions) => {
  it('may do exactly this', () => {
    expect(actionsOf(transcription, `${name}Role`)).toEqual([...actions].sort());
  });

  it('carries no managed policy', () => {
    const roles = transcription.findResources('AWS::IAM::Role');
    const role = Object.entries(roles).find(([id]) => id.startsWith(`${name}Role`))?.[1];
    expect(role?.['Properties'].ManagedPolicyArns).toBeUndefined();
  });
});

it('lists every role of the service', () => {
  const helperOfTheVpc = /^CustomVpcRestrictDefaultSG/;
  const ids = Object.keys(transcription.findResources('AWS::IAM::Role')).filter((id) => !helperOfTheVpc.test(id));
  expect(ids.map((id) => id.replace(/Role[0-9A-F]{8}$/, '')).sort()).toEqual(Object.keys(ROLES).sort());
});

describe('objects', () => {
  const READ = ['s3:GetObject', 's3:GetObjectVersion'];
  it.each([
    ['Api', READ, ['results/*']],
    ['ProcessUpload', READ, ['transcription_upload/*']],
    ['ProcessUpload', ['s3:PutObject'], ['deliveries/*', 'results/*']],
    ['Reconcile', ['s3:PutObject'], ['deliveries/*', 'results/*']],
    ['DeliverWebhook', READ, ['deliveries/*']],
    ['Workers', READ, ['results/*', 'scripts/*', 'transcription_upload/*']],
    ['Workers', ['s3:PutObject'], ['deliveries/*', 'results/*']],
    ['WorkerCode', ['s3:PutObject'], ['scripts/*']],
  ])('%s uses %s under %s only', (role, actions, prefixes) => {
    expect(
      resourcesFor(role, actions)
        .map((arn) => arn.slice(arn.indexOf('/') + 1))
        .sort(),
    ).toEqual(prefixes);
  });
});

describe('launching', () => {
  it.each(['ProcessUpload', 'Reconcile'])('%s tags only what a launch makes', (role) => {
    expect(statementFor(role, 'ec2:CreateTags').Condition).toEqual({
      StringEquals: { 'ec2:CreateAction': ['CreateFleet', 'RunInstances'] },
    });
  });

  it.each(['ProcessUpload', 'Reconcile'])('%s passes the worker role to EC2 and no other', (role) => {
    const statement = statementFor(role, 'iam:PassRole');
    expect(text(statement.Resource)).toMatch(/^\$\{WorkersRole\w+\.Arn\}$/);
    expect(statement.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } });
  });

  it("uses one launch template, one security group and the service's own subnets", () => {
    const fixed = resourcesFor('ProcessUpload', ['ec2:CreateFleet']).filter((arn) => !arn.endsWith('/*'));
    expect(fixed.map((arn) => arn.split('/')[0]?.split(':').at(-1)).sort()).toEqual([
      'launch-template',
      'security-group',
      'subnet',
      'subnet',
      'subnet',
    ]);
  });

  it('reads the one parameter with the image', () => {
    const [parameter, ...others] = resourcesFor('ProcessUpload', ['ssm:GetParameters']);
    expect(parameter).toMatch(/^arn:aws:ssm:eu-north-1:.*:parameter\/imagebuilder\/transcription\/worker-image$/);
    expect(others).toEqual([]);
  });

  it('is followed by terminating: instances of this stage alone', () => {
    expect(statementFor('Reconcile', 'ec2:TerminateInstances').Condition).toEqual({
      StringEquals: { 'ec2:ResourceTag/transcription:stage': 'production' },
    });
  });
});

it('lets clients put uploads, and read or list nothing', () => {
  const { Statement } = resource(transcription, 'AWS::IAM::ManagedPolicy').Properties['PolicyDocument'] as {
    Statement: { Action: string[]; Resource: unknown }[];
  };
  expect(Statement.map(({ Action }) => Action)).toEqual([['s3:AbortMultipartUpload', 's3:PutObject']]);
  expect(text(Statement[0]?.Resource)).toMatch(/Bucket\w+\}\/transcription_upload\/\*$/);
});

function statementFor(role: string, action: string) {
  const found = statementsOf(transcription, `${role}Role`).find(({ Action }) => [Action].flat().includes(action));
  if (!found) throw new Error(`role ${role} has no ${action}, expected it to`);
  return found;
}

function resourcesFor(role: string, actions: string[]): string[] {
  return statementsOf(transcription, `${role}Role`)
    .filter(({ Action }) => [Action].flat().some((action) => actions.includes(action)))
    .flatMap(({ Resource }) => [Resource].flat().map(text));
}
