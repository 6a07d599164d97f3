import type { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FIGURE } from '../../core/reconcile/tell-figures.ts';
import { physicalName } from '../names.ts';

export const NAMESPACE = 'Transcription';

/** What the safety net tells by its log as numbers of CloudWatch: one filter for all, as each line names its figure. */
export class Figures extends Construct {
  readonly #metricName: string;

  constructor(scope: Construct, id: string, { stage, logGroup }: { stage: string; logGroup: ILogGroup }) {
    super(scope, id);
    this.#metricName = physicalName('figures', stage);
    new MetricFilter(this, 'Filter', {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', FIGURE),
      metricNamespace: NAMESPACE,
      metricName: this.#metricName,
      metricValue: '$.value',
      dimensions: { Figure: '$.figure', Of: '$.of' },
    });
  }

  /** What came to be in each period. */
  sum(figure: string, of: string, period: Duration): Metric {
    return this.#metric(figure, of, period, Stats.SUM);
  }

  /** The most that there was at once in each period. */
  most(figure: string, of: string, period: Duration): Metric {
    return this.#metric(figure, of, period, Stats.MAXIMUM);
  }

  /** All of one kind, each by its name, whatever names come. */
  each(figure: string, period: Duration, statistic: 'Sum' | 'Maximum' = 'Sum'): MathExpression {
    const search = `{${NAMESPACE},Figure,Of} MetricName="${this.#metricName}" Figure="${figure}"`;
    const expression = `SEARCH('${search}', '${statistic}', ${period.toSeconds()})`;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudWatch puts it in.
    return new MathExpression({ expression, usingMetrics: {}, period, label: "${PROP('Dim.Of')}" });
  }

  #metric(Figure: string, Of: string, period: Duration, statistic: string): Metric {
    const dimensionsMap = { Figure, Of };
    return new Metric({ namespace: NAMESPACE, metricName: this.#metricName, dimensionsMap, period, statistic });
  }
}
