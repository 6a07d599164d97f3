import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { physicalName } from '../names.ts';
import type { Figures } from './figures.ts';

export interface ServiceDashboardProps {
  readonly stage: string;
  readonly figures: Figures;
  readonly oldestJob: IMetric;
}

const HOUR = Duration.hours(1);
const MINUTES = Duration.minutes(5);

/** Jobs, their queue, workers, cost, failures and webhooks, as the alarms see them. */
export class ServiceDashboard extends Construct {
  constructor(scope: Construct, id: string, { stage, figures, oldestJob }: ServiceDashboardProps) {
    super(scope, id);
    const ended = ['completed', 'cancelled', 'submitted'].map((name) =>
      figures.sum(name, 'all', HOUR).with({ label: name }),
    );
    new Dashboard(this, 'Dashboard', {
      dashboardName: physicalName('transcription', stage),
      defaultInterval: Duration.days(1),
      widgets: [
        [graph('Jobs, an hour', ...ended), graph('Failures by code, an hour', figures.each('failed', HOUR))],
        [
          graph('Jobs that are not over', figures.each('jobs', MINUTES, 'Maximum')),
          graph('Queue age: the oldest job has waited, seconds', oldestJob),
        ],
        [
          graph('Workers', figures.each('workers', MINUTES, 'Maximum')),
          graph('Launched and refused, an hour', figures.each('launched', HOUR), figures.each('refused', HOUR)),
        ],
        [
          graph('Cost of completed jobs, USD an hour', figures.sum('usd', 'all', HOUR)),
          graph('Audio of completed jobs, seconds an hour', figures.sum('audio_seconds', 'all', HOUR)),
        ],
        [
          graph('Webhooks that are over, an hour', figures.each('deliveries', HOUR)),
          graph('Webhooks to be delivered', figures.most('webhooks_pending', 'all', MINUTES)),
        ],
      ],
    });
  }
}

const graph = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 12, leftYAxis: { min: 0 } });
