import { presentAndAge } from '../fleet/present.ts';
import { countsByNow } from '../shared/counted.ts';
import type { Clock } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { metricFamilies } from './metric-families.ts';
import { prometheusText } from './prometheus-text.ts';

/** What the service has done since it was deployed, and what it is at, as Prometheus reads it. */
export async function metrics(deps: { table: Table; clock: Clock }): Promise<string> {
  const [counts, present] = await Promise.all([countsByNow(deps.table), presentAndAge(deps)]);
  return prometheusText(metricFamilies(counts, present));
}

export { PROMETHEUS_TYPE } from './prometheus-text.ts';
