import { deliveryKey } from '../contracts/rows.ts';
import type { Table } from '../shared/table.ts';
import { ownDeliveries } from './webhook-ids.ts';

/** Ids of the webhooks that an operator means by an id: a webhook's own, or all of a job. */
export async function findWebhooks(table: Pick<Table, 'getMany'>, id: string): Promise<string[]> {
  const rows = await table.getMany([deliveryKey(id), ...ownDeliveries(id)]);
  return rows.flatMap((row) => (row.kind === 'delivery' ? [row.webhook_id] : []));
}
