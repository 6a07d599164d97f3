import { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { physicalName } from '../names.ts';
import { NAMESPACE } from './figures.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * Lines of what live updates could not do, and runs that broke off: their Lambdas catch and log, so that AWS counts few errors. A
 * run that broke off is told by Lambda's own line (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html).
 */
const FAILED = FilterPattern.any(
  FilterPattern.stringValue('$.level', '=', 'ERROR'),
  FilterPattern.stringValue('$.record.status', '=', 'timeout'),
  FilterPattern.stringValue('$.record.status', '=', 'error'),
);

/** How many there were in five minutes, of all of these Lambdas. */
export function liveErrors(scope: Construct, stage: string, functions: Record<string, ServiceFunction>): Metric {
  const metricName = physicalName('live-errors', stage);
  const filters = Object.entries(functions).map(
    ([id, { logGroup }]) =>
      new MetricFilter(scope, `${id}Errors`, {
        logGroup,
        filterPattern: FAILED,
        metricNamespace: NAMESPACE,
        metricName,
      }),
  );
  // Each adds to the same metric.
  return (filters[0] as MetricFilter).metric({ period: Duration.minutes(5), statistic: Stats.SUM });
}
