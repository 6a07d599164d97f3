import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { FLEET_HALTED } from '../../core/fleet/breaker.ts';
import { BUDGET_SPENT } from '../../core/fleet/month-budget.ts';
import { OLDEST_JOB } from '../../core/reconcile/oldest-job.ts';
import type { FurtherModel } from '../../core/transcript/served-models.ts';
import { physicalName } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { idFor } from '../stage-models.ts';
import { type Condition, figureConditions } from './figure-conditions.ts';
import { type Figures, NAMESPACE } from './figures.ts';
import type { GuardedQueue } from './guarded-queue.ts';
import type { JobQueues } from './job-queues.ts';
import type { ServiceFunction } from './service-function.ts';

export interface ServiceAlarmsProps {
  readonly stage: string;
  readonly config: StageConfig['alarms'];
  readonly uploads: GuardedQueue;
  readonly jobs: JobQueues;
  readonly deliveries: GuardedQueue;
  readonly reconcile: ServiceFunction;
  /** Of live updates, in five minutes. */
  readonly liveErrors: Metric;
  readonly figures: Figures;
  /** Leaves out the alarms that compare numbers. */
  readonly withoutMetricMath: boolean;
}

/** What an operator is told of: work that was set aside, work that waits too long, a safety net that fails. */
export class ServiceAlarms extends Construct {
  readonly topic: Topic;
  readonly oldestJob: Metric;

  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    this.letCloudWatchPublish();
    if (props.config.email) this.topic.addSubscription(new EmailSubscription(props.config.email));

    this.alarmOnDeadLetters('UploadsDeadLetters', props.uploads, 'uploads that could not be made jobs');
    for (const { further, guarded } of props.jobs)
      this.alarmOnDeadLetters('JobsDeadLetters', guarded, 'jobs that were received too often without an end', further);
    this.alarmOnDeadLetters('DeliveriesDeadLetters', props.deliveries, 'webhooks that could not even be attempted');
    this.oldestJob = this.oldestJobOf(props);
    this.alarm('OldestJob', {
      metric: this.oldestJob,
      threshold: props.config.oldestJobSeconds,
      periods: 5,
      description: `the oldest job has waited for more than ${props.config.oldestJobSeconds} s`,
    });
    this.alarm('ReconcileErrors', {
      metric: props.reconcile.handler.metricErrors({ period: Duration.minutes(1), statistic: Stats.SUM }),
      threshold: 1,
      periods: 5,
      description: 'the safety net has failed for five minutes in a row',
    });
    this.alarm('FleetHalted', {
      metric: this.runsThatSaid('HaltedRuns', FLEET_HALTED, 'fleet-halted', props),
      threshold: 1,
      periods: 1,
      description:
        'jobs wait and no worker is launched: the last ones ended without doing a job; go back to an image that works',
    });
    for (const [name, condition] of Object.entries(figureConditions(props))) this.alarm(name, condition);
    this.alarm('LiveUpdates', {
      metric: props.liveErrors,
      threshold: 1,
      periods: 3,
      description: 'for a quarter of an hour clients have not been told of everything while their jobs went on',
    });
    this.alarm('BudgetSpent', {
      metric: this.runsThatSaid('RunsOverBudget', BUDGET_SPENT, 'budget-spent', props),
      threshold: 1,
      periods: 1,
      description: 'jobs wait and no worker is launched: the jobs of this month have cost what they may',
    });
  }

  /** Runs of the safety net that launched nothing although jobs waited, and said why in that line. */
  private runsThatSaid(id: string, line: string, name: string, { stage, reconcile }: ServiceAlarmsProps): Metric {
    const filter = new MetricFilter(this, id, {
      logGroup: reconcile.logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', line),
      metricNamespace: NAMESPACE,
      metricName: physicalName(name, stage),
    });
    return filter.metric({ period: Duration.minutes(5), statistic: Stats.SUM });
  }

  /** What the safety net says every minute; the queue's own age counts messages of jobs that are over. */
  private oldestJobOf({ stage, reconcile }: ServiceAlarmsProps): Metric {
    const filter = new MetricFilter(this, 'OldestJobAge', {
      logGroup: reconcile.logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', OLDEST_JOB),
      metricNamespace: NAMESPACE,
      metricName: physicalName('oldest-job', stage),
      metricValue: '$.waiting_seconds',
    });
    return filter.metric({ period: Duration.minutes(1), statistic: Stats.MAXIMUM });
  }

  private alarmOnDeadLetters(id: string, { deadLetters }: GuardedQueue, what: string, further?: FurtherModel): void {
    const condition = {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: Stats.MAXIMUM,
      }),
      threshold: 1,
      periods: 1,
      description: `there are ${what}`,
    };
    this.alarm(id, condition, idFor(id, further));
  }

  /** @param name of its section in the runbook */
  private alarm(name: string, { metric, threshold, periods, description }: Condition, id = name): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${description}; see docs/runbook.md, ${name}`,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }

  /** A topic with a policy of its own loses the default one, by which alarms of the account may publish. */
  private letCloudWatchPublish(): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
  }
}
