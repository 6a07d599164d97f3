import { describe, expect, it } from 'vitest';
import { launchedWorker } from '../../core/fleet/worker.ts';
import { FIGURE, tellFigures } from '../../core/reconcile/tell-figures.ts';
import { count } from '../../core/shared/counters.ts';
import { makeDelivery, makeInstance } from '../support/records.ts';
import { givenQueuedJob, makeWorld } from '../support/world.ts';
import { resource, synthesize, text } from './synthesized.ts';

const { transcription } = synthesize('production', { alarms: { email: 'operator@example.com' } });

type FigureMetric = { MetricName: string; Dimensions: { Name: string; Value: string }[] };
const nameOf = ({ Dimensions }: FigureMetric) => Dimensions.map(({ Value }) => Value).join(' ');

describe('alarms', () => {
  it.each([
    ['UploadsDeadLetters', 'ApproximateNumberOfMessagesVisible', 1],
    ['JobsDeadLetters', 'ApproximateNumberOfMessagesVisible', 1],
    ['DeliveriesDeadLetters', 'ApproximateNumberOfMessagesVisible', 1],
    ['OldestJob', 'oldest-job', 3600],
    ['ReconcileErrors', 'Errors', 1],
    ['FleetHalted', 'fleet-halted', 1],
    ['BudgetSpent', 'budget-spent', 1],
    ['LiveUpdates', 'live-errors', 1],
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

  it.each(['Events', 'Socket', 'FanOut'])('count what live updates could not do in %s', (name) => {
    expect(resource(transcription, 'AWS::Logs::MetricFilter', `Live${name}Errors`).Properties).toMatchObject({
      LogGroupName: { Ref: expect.stringMatching(new RegExp(`^Live${name}Logs`)) },
      FilterPattern: '{ ($.level = "ERROR") || ($.record.status = "timeout") || ($.record.status = "error") }',
      MetricTransformations: [{ MetricName: 'live-errors', MetricNamespace: 'Transcription', MetricValue: '1' }],
    });
  });

  it('read the age of the oldest job off the line that says it', () => {
    expect(resource(transcription, 'AWS::Logs::MetricFilter', 'AlarmsOldestJobAge').Properties).toMatchObject({
      LogGroupName: { Ref: expect.stringMatching(/^ReconcileLogs/) },
      FilterPattern: '{ $.message = "oldest job that waits" }',
      MetricTransformations: [{ MetricName: 'oldest-job', MetricValue: '$.waiting_seconds' }],
    });
  });

  it.each([
    ['ErrorRate', 10, ['faults all Sum', 'completed all Sum']],
    ['ProcessingTime', 3600, ['work_seconds all Sum', 'completed all Sum']],
  ])('%s compares figures of a quarter of an hour, from %d', (id, threshold, figures) => {
    const { Properties } = resource(transcription, 'AWS::CloudWatch::Alarm', `Alarms${id}`);
    expect(Properties).toMatchObject({ Threshold: threshold, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' });
    const metrics = Properties['Metrics'] as { MetricStat?: { Metric: FigureMetric; Period: number; Stat: string } }[];
    const stats = metrics.flatMap(({ MetricStat }) => MetricStat ?? []);
    expect(stats.map(({ Metric, Stat }) => `${nameOf(Metric)} ${Stat}`)).toEqual(figures);
    expect(stats.map(({ Period }) => Period)).toEqual([900, 900]);
  });

  it.each([
    ['QueueDepth', 1000, 'jobs waiting', 'Maximum'],
    ['WorkersSilent', 4, 'workers silent', 'Sum'],
  ])('%s is raised from %d by a figure that lasts for a quarter of an hour', (id, Threshold, figure, Statistic) => {
    const { Properties } = resource(transcription, 'AWS::CloudWatch::Alarm', `Alarms${id}`);
    expect(Properties).toMatchObject({ Threshold, Statistic, Period: 300, EvaluationPeriods: 3 });
    expect(nameOf(Properties as FigureMetric)).toBe(figure);
  });

  it('and the dashboard have their figures from the lines that tell them', () => {
    expect(resource(transcription, 'AWS::Logs::MetricFilter', 'FiguresFilter').Properties).toMatchObject({
      LogGroupName: { Ref: expect.stringMatching(/^ReconcileLogs/) },
      FilterPattern: `{ $.message = "${FIGURE}" }`,
      MetricTransformations: [
        {
          MetricName: 'figures',
          MetricValue: '$.value',
          Dimensions: [
            { Key: 'Figure', Value: '$.figure' },
            { Key: 'Of', Value: '$.of' },
          ],
        },
      ],
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

describe('the dashboard', () => {
  const dashboard = resource(transcription, 'AWS::CloudWatch::Dashboard').Properties;
  const body = text(dashboard['DashboardBody']);

  /** Told when a service has done one of everything. */
  async function figuresTold(): Promise<Set<string>> {
    const world = makeWorld();
    const done = { submitted: 1, completed: 1, cancelled: 1, audio_ms: 1, micro_usd: 1, work_ms: 1 };
    const named = {
      'failed:internal': 1,
      'launched:spot': 1,
      'refused:VcpuLimitExceeded': 1,
      'deliveries:delivered': 1,
    };
    await world.table.write(count('a', { ...done, ...named }));
    await world.table.write({
      kind: 'put',
      row: makeDelivery({ due_class: 'delivery', due_at: '2027-01-01T00:00:00.000Z' }),
    });
    await world.table.write(launchedWorker(makeInstance('i-1'), world.clock.now()));
    await givenQueuedJob(world);
    await tellFigures(world);
    return new Set(world.log.lines.flatMap(({ fields }) => (fields?.['figure'] ? [String(fields['figure'])] : [])));
  }

  it('is called after the service', () => {
    expect(dashboard['DashboardName']).toBe('transcription');
  });

  it('asks for figures that are told, and for all kinds of them', async () => {
    const asked = [...body.matchAll(/Figure=\\*"([a-z_]+)|"Figure","([a-z_]+)"/g)].map(
      ([, one, other]) => one ?? other,
    );
    expect(asked.length).toBeGreaterThan(8);
    const told = await figuresTold();
    expect(asked.filter((figure) => !told.has(figure ?? ''))).toEqual([]);
    // What only the alarms go by.
    expect([...told].filter((figure) => !asked.includes(figure)).sort()).toEqual(['faults', 'work_seconds']);
  });
});
