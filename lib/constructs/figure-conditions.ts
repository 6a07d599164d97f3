import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageConfig } from '../stage-config.ts';
import type { Figures } from './figures.ts';

export type Condition = { metric: IMetric; threshold: number; periods: number; description: string };
type Props = {
  readonly figures: Figures;
  readonly config: StageConfig['alarms'];
  readonly withoutMetricMath: boolean;
};

const FIVE_MINUTES = Duration.minutes(5);
const QUARTER = Duration.minutes(15);
/** The safety net runs once a minute, and now and then a minute is left out. */
const RUNS_IN_FIVE_MINUTES = 4;
/** Two that failed are no rate. */
const ERROR_PERCENT = 'IF(faults >= 3, 100 * faults / (faults + completed), 0)';

/** What alarms are raised for by the figures that the safety net tells each minute, by the names of the alarms. */
export function figureConditions(props: Props): Record<string, Condition> {
  return { ...(props.withoutMetricMath ? {} : compared(props)), ...lasting(props) };
}

function compared({ figures, config }: Props): Record<string, Condition> {
  const completed = figures.sum('completed', 'all', QUARTER);
  const faults = figures.sum('faults', 'all', QUARTER);
  const work = figures.sum('work_seconds', 'all', QUARTER);
  return {
    ErrorRate: {
      metric: new MathExpression({ expression: ERROR_PERCENT, usingMetrics: { faults, completed }, period: QUARTER }),
      threshold: config.errorPercent,
      periods: 1,
      description: `more than ${config.errorPercent} % of the jobs of a quarter of an hour failed for a fault of the service`,
    },
    ProcessingTime: {
      metric: new MathExpression({
        expression: 'work / completed',
        usingMetrics: { work, completed },
        period: QUARTER,
      }),
      threshold: config.workSeconds,
      periods: 1,
      description: `the jobs of a quarter of an hour took more than ${config.workSeconds} s of work on average`,
    },
  };
}

function lasting({ figures, config }: Props): Record<string, Condition> {
  return {
    QueueDepth: {
      metric: figures.most('jobs', 'waiting', FIVE_MINUTES),
      threshold: config.waitingJobs,
      periods: 3,
      description: `more than ${config.waitingJobs} jobs have waited for a worker for a quarter of an hour`,
    },
    WorkersSilent: {
      metric: figures.sum('workers', 'silent', FIVE_MINUTES),
      threshold: RUNS_IN_FIVE_MINUTES,
      periods: 3,
      description: 'workers have not been heard of for a quarter of an hour and still count',
    },
  };
}
