import { describe, expect, it } from 'vitest';
import { SETTLE_SECONDS } from '../../core/operate/delete-job.ts';
import { ENV } from '../../core/shared/env.ts';
import { LAMBDA_TIMEOUT } from '../../lib/timeouts.ts';
import { resource, synthesize } from './synthesized.ts';

const { transcription } = synthesize('production', { model: { languages: ['en', 'sv'] } });

const OBSERVED = ['NODE_OPTIONS', 'POWERTOOLS_LOG_LEVEL', 'POWERTOOLS_SERVICE_NAME'];
const EVERYWHERE = [ENV.stage, ENV.tableName, ENV.bucketName];
const LAMBDAS: Record<string, { timeout: number; service: string; environment: string[] }> = {
  Api: {
    timeout: 20,
    service: 'api',
    environment: [
      ...EVERYWHERE,
      ENV.jobsQueueUrl,
      ENV.deliveriesQueueUrl,
      ENV.secretsKeyArn,
      ENV.callbackRules,
      ENV.keyLimits,
      ENV.usagePlanName,
      ENV.registrationDays,
      ENV.model,
      ENV.uploadLimits,
      ENV.uploadsQueueUrl,
      ENV.liveTableName,
      ENV.socketUrl,
    ],
  },
  LiveEvents: { timeout: 28, service: 'events', environment: [ENV.tableName, ENV.liveTableName, ENV.polls] },
  LiveSocket: { timeout: 10, service: 'socket', environment: [ENV.liveTableName, ENV.socketUrl] },
  LiveFanOut: {
    timeout: 60,
    service: 'fan-out',
    environment: [ENV.tableName, ENV.liveTableName, ENV.socketUrl],
  },
  Docs: { timeout: 10, service: 'docs', environment: [] },
  Web: { timeout: 10, service: 'web', environment: [ENV.bucketName, ENV.socketUrl] },
  ProcessUpload: {
    timeout: 30,
    service: 'process-upload',
    environment: [
      ...EVERYWHERE,
      ENV.uploadsQueueUrl,
      ENV.jobsQueueUrl,
      ENV.deliveriesQueueUrl,
      ENV.launchTemplateName,
      ENV.fleet,
      ENV.uploadLimits,
      ENV.keyLimits,
      ENV.registrationDays,
      ENV.model,
    ],
  },
  Reconcile: {
    timeout: 55,
    service: 'reconcile',
    environment: [
      ...EVERYWHERE,
      ENV.jobsQueueUrl,
      ENV.deliveriesQueueUrl,
      ENV.launchTemplateName,
      ENV.fleet,
      ENV.uploadSearch,
      ENV.liveTableName,
      ENV.uploadLimits,
      ENV.keyLimits,
      ENV.registrationDays,
      ENV.model,
    ],
  },
  DeliverWebhook: {
    timeout: 30,
    service: 'deliver-webhook',
    environment: [...EVERYWHERE, ENV.deliveriesQueueUrl, ENV.secretsKeyArn, ENV.callbackRules, ENV.webhookLimits],
  },
};

it('has no call of the API go on when the data of a job that was deleted before is removed', () => {
  expect(LAMBDA_TIMEOUT.api.toSeconds()).toBeLessThan(SETTLE_SECONDS);
});

describe.each(Object.entries(LAMBDAS))('Lambda %s', (id, { timeout, service, environment }) => {
  const { Properties } = resource(transcription, 'AWS::Lambda::Function', `${id}Function`);
  const variables = (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;

  it('runs on Node 24 on arm64, for its time and no longer', () => {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: timeout,
    });
  });

  it('is told exactly what it reads', () => {
    expect(Object.keys(variables).sort()).toEqual([...environment, ...OBSERVED].sort());
    expect(variables['POWERTOOLS_SERVICE_NAME']).toBe(service);
  });

  it('is told nothing of the API, which would be a circle', () => {
    expect(JSON.stringify(variables)).not.toMatch(/HttpApi/);
  });

  it('writes to a log group of its own that forgets', () => {
    expect(Properties['LoggingConfig']).toMatchObject({ LogGroup: { Ref: expect.stringMatching(`^${id}Logs`) } });
    expect(resource(transcription, 'AWS::Logs::LogGroup', `${id}Logs`).Properties).toMatchObject({
      RetentionInDays: 30,
    });
  });
});

it.each(['Api', 'ProcessUpload', 'Reconcile'])('%s is told for how long a callback lasts in its stage', (id) => {
  const template = synthesize('production', { retention: { registrationDays: 7 } }).transcription;
  const { Properties } = resource(template, 'AWS::Lambda::Function', `${id}Function`);
  expect(Properties).toMatchObject({ Environment: { Variables: { [ENV.registrationDays]: '7' } } });
});

it('are nine, and two helpers: one empties the default security group, one makes a deployment’s single calls', () => {
  expect(
    Object.keys(transcription.findResources('AWS::Lambda::Function'))
      .map((id) => id.slice(0, -8))
      .sort(),
  ).toEqual([
    expect.stringMatching(/^AWS/),
    'ApiFunction',
    'CustomVpcRestrictDefaultSGCustomResourceProviderHandler',
    'DeliverWebhookFunction',
    'DocsFunction',
    'LiveEventsFunction',
    'LiveFanOutFunction',
    'LiveSocketFunction',
    'ProcessUploadFunction',
    'ReconcileFunction',
    'WebFunction',
  ]);
});

it('keep none of what the account may run, unless the stage says so', () => {
  const reservedOf = (overrides: object) =>
    resource(synthesize('production', overrides).transcription, 'AWS::Lambda::Function', 'LiveEventsFunction')
      .Properties['ReservedConcurrentExecutions'];
  expect(reservedOf({})).toBeUndefined();
  expect(reservedOf({ live: { polls: 50, reservedConcurrency: 60 } })).toBe(60);
});

describe('what wakes them', () => {
  it.each([
    ['LiveJobsStream', /JobsTable.*StreamArn/, /"kind":\{"S":\["job"\]\}/],
    ['LiveLogStream', /LiveTable/, /"item":\{"S":\[\{"prefix":"event#"\}\]\}/],
    ['LiveJoinsStream', /LiveTable/, /"item":\{"S":\[\{"prefix":"connection#"\}\]\}/],
  ])('%s tells who fans out, of what it is for alone, and again where a run broke off', (id, source, pattern) => {
    const { Properties } = resource(transcription, 'AWS::Lambda::EventSourceMapping', id);
    expect(Properties).toMatchObject({
      FunctionName: { Ref: expect.stringMatching('^LiveFanOutFunction') },
      MaximumRetryAttempts: 2,
      MaximumRecordAgeInSeconds: 60,
      StartingPosition: 'LATEST',
    });
    expect(JSON.stringify(Properties['EventSourceArn'])).toMatch(source);
    expect((Properties['FilterCriteria'] as { Filters: { Pattern: string }[] }).Filters[0]?.Pattern).toMatch(pattern);
  });

  it('uploads come in batches whose failures are reported one by one', () => {
    expect(resource(transcription, 'AWS::Lambda::EventSourceMapping', 'ProcessUpload').Properties).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  it('deliveries come one by one', () => {
    expect(resource(transcription, 'AWS::Lambda::EventSourceMapping', 'DeliverWebhook').Properties).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 100 },
    });
  });

  it('reconcile runs every minute and is never repeated', () => {
    expect(resource(transcription, 'AWS::Events::Rule', 'EveryMinute').Properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
    expect(resource(transcription, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumRetryAttempts: 0,
    });
  });

  it('reconcile is told when EC2 ends an instance or takes it away, while that is news', () => {
    const rules = Object.values(transcription.findResources('AWS::Events::Rule')).map((rule) => rule['Properties']);
    const target = { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^ReconcileFunction/), 'Arn'] } };
    const RetryPolicy = { MaximumEventAgeInSeconds: 120, MaximumRetryAttempts: 0 };
    expect(rules.filter((rule) => rule.EventPattern)).toEqual([
      expect.objectContaining({
        EventPattern: {
          source: ['aws.ec2'],
          'detail-type': ['EC2 Instance State-change Notification'],
          detail: { state: ['shutting-down', 'stopping', 'stopped', 'terminated'] },
        },
        Targets: [expect.objectContaining({ ...target, RetryPolicy })],
      }),
      expect.objectContaining({
        EventPattern: {
          source: ['aws.ec2'],
          'detail-type': ['EC2 Spot Instance Interruption Warning', 'EC2 Instance Rebalance Recommendation'],
        },
        Targets: [expect.objectContaining({ ...target, RetryPolicy })],
      }),
    ]);
  });

  it('reserves no concurrency, which a new account has none of', () => {
    for (const lambda of Object.values(transcription.findResources('AWS::Lambda::Function'))) {
      expect(lambda['Properties'].ReservedConcurrentExecutions).toBeUndefined();
    }
  });
});

describe('queues between them', () => {
  it.each([
    ['JobsQueue', { QueueName: 'transcription-jobs', VisibilityTimeout: 45, RedrivePolicy: { maxReceiveCount: 50 } }],
    [
      'DeliveriesQueue',
      { QueueName: 'transcription-deliveries', VisibilityTimeout: 180, RedrivePolicy: { maxReceiveCount: 50 } },
    ],
  ])('%s is encrypted, keeps messages for 14 days and has a dead-letter queue', (id, own) => {
    expect(resource(transcription, 'AWS::SQS::Queue', id).Properties).toMatchObject({
      ...own,
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });

  it('refuse plain http', () => {
    const policies = Object.values(transcription.findResources('AWS::SQS::QueuePolicy'));
    expect(policies).toHaveLength(4);
    for (const policy of policies) {
      expect(policy['Properties'].PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });
});
