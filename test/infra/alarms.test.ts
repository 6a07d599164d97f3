import { describe, expect, it } from 'vitest';
import { resource, synthesize } from './synthesized.ts';

const { transcription } = synthesize('production', { alarms: { email: 'operator@example.com' } });

describe('alarms', () => {
  it.each([
    ['UploadsDeadLetters', 'ApproximateNumberOfMessagesVisible', 1],
    ['JobsDeadLetters', 'ApproximateNumberOfMessagesVisible', 1],
    ['DeliveriesDeadLetters', 'ApproximateNumberOfMessagesVisible', 1],
    ['OldestJob', 'oldest-job', 3600],
    ['ReconcileErrors', 'Errors', 1],
    ['FleetHalted', 'fleet-halted', 1],
    ['BudgetSpent', 'budget-spent', 1],
  ])('%s is raised by %s from %d', (id, metric, threshold) => {
    expect(resource(transcription, 'AWS::CloudWatch::Alarm', `Alarms${id}`).Properties).toMatchObject({
      MetricName: metric,
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: expect.stringMatching(/^AlarmsTopic/) }],
    });
  });

  it.each([
    ['the fleet is halted', 'HaltedRuns', 'fleet halted', 'fleet-halted'],
    ['the budget is spent', 'RunsOverBudget', 'budget of the month spent', 'budget-spent'],
  ])('count the very line that is logged when %s', (_when, id, line, name) => {
    expect(resource(transcription, 'AWS::Logs::MetricFilter', `Alarms${id}`).Properties).toMatchObject({
      LogGroupName: { Ref: expect.stringMatching(/^ReconcileLogs/) },
      FilterPattern: `{ $.message = "${line}" }`,
      MetricTransformations: [{ MetricName: name, MetricNamespace: 'Transcription', MetricValue: '1' }],
    });
  });

  it('read the age of the oldest job off the line that says it', () => {
    expect(resource(transcription, 'AWS::Logs::MetricFilter', 'AlarmsOldestJobAge').Properties).toMatchObject({
      LogGroupName: { Ref: expect.stringMatching(/^ReconcileLogs/) },
      FilterPattern: '{ $.message = "oldest job that waits" }',
      MetricTransformations: [{ MetricName: 'oldest-job', MetricValue: '$.waiting_seconds' }],
    });
  });

  it('watch every dead-letter queue there is', () => {
    const ofQueues = Object.keys(transcription.findResources('AWS::CloudWatch::Alarm')).filter((id) =>
      id.includes('DeadLetters'),
    );
    expect(ofQueues).toHaveLength(3);
  });
});

describe('the topic', () => {
  it('lets alarms of this account publish, over TLS', () => {
    expect(resource(transcription, 'AWS::SNS::TopicPolicy').Properties['PolicyDocument']).toMatchObject({
      Statement: [
        { Effect: 'Deny', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        { Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' } },
      ],
    });
  });

  it('mails whom the stage names', () => {
    expect(resource(transcription, 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'operator@example.com',
    });
  });

  it('mails nobody by default', () => {
    synthesize('production').transcription.resourceCountIs('AWS::SNS::Subscription', 0);
  });
});
