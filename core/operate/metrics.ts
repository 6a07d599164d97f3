import { presentAndAge } from '../fleet/present.ts';
import { countsByNow } from '../shared/counted.ts';
import type { Clock } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { countedFor, type ServedModels } from '../transcript/served-models.ts';
import { metricFamilies, waitingFamily } from './metric-families.ts';
import { prometheusText } from './prometheus-text.ts';

/** What the service has done since it was deployed, and what it is at, as Prometheus reads it. */
export async function metrics(deps: Metrics): Promise<string> {
  const [counts, present, waiting] = await Promise.all([
    countsByNow(deps.table),
    presentAndAge(deps),
    waitingByModel(deps),
  ]);
  return prometheusText([...metricFamilies(counts, present), waitingFamily(waiting)]);
}

type Metrics = { table: Table; clock: Clock; models: ServedModels };

/** As of the gauges by state, of which so many are counted. */
const COUNTED = 20_000;

async function waitingByModel({ table, models }: Metrics): Promise<Record<string, number>> {
  const items = await table.due('waiting', { limit: COUNTED });
  const waiting = items.map(({ state }) => countedFor(models, state));
  return Object.fromEntries(models.map(({ name }) => [name, waiting.filter((model) => model === name).length]));
}

export { PROMETHEUS_TYPE } from './prometheus-text.ts';
