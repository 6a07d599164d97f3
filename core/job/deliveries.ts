/** What became of a job's webhooks, and one of them once more. */

import { deliveryKey } from '../contracts/rows.ts';
import type { Deliveries, Delivery } from '../contracts/webhook-answers.ts';
import { RequestProblem } from '../shared/errors.ts';
import type { Table } from '../shared/table.ts';
import { type RedeliverWebhook, type Redelivery, redeliverWebhook } from '../webhook/redeliver.ts';
import { ownDeliveries, webhookIds } from '../webhook/webhook-ids.ts';
import { ownJob } from './own-job.ts';
import { shownDelivery } from './shown-delivery.ts';

/** @throws RequestProblem 404 as `ownJob` */
export async function getDeliveries(
  { table }: { table: Pick<Table, 'get' | 'getMany'> },
  jobId: string,
  tenant: string,
): Promise<Deliveries> {
  await ownJob(table, jobId, tenant);
  const rows = await table.getMany(ownDeliveries(jobId));
  const deliveries = rows.flatMap((row) => (row.kind === 'delivery' ? [row] : []));
  return { deliveries: deliveries.map(shownDelivery) };
}

/**
 * Sends a webhook again, as `redeliverWebhook` does it for an operator.
 *
 * @throws RequestProblem 404 as `ownJob`, and for what is no delivery of the job; 409 when it cannot be sent, saying why
 */
export async function redeliverOwn(
  deps: RedeliverWebhook,
  { job_id, delivery_id, tenant }: { job_id: string; delivery_id: string; tenant: string },
): Promise<Delivery> {
  await ownJob(deps.table, job_id, tenant);
  if (!webhookIds(job_id).includes(delivery_id)) throw unknown();
  const again = await redeliverWebhook(deps, delivery_id, { dry_run: false });
  if (again.kind === 'refused') throw again.reason === 'unknown' ? unknown() : refused(again.reason);
  const row = await deps.table.get(deliveryKey(delivery_id));
  return shownDelivery(row?.kind === 'delivery' ? row : again.delivery);
}

function unknown(): RequestProblem {
  return new RequestProblem({ status: 404, code: 'not_found', detail: 'the job has no such delivery' });
}

type Refusal = Exclude<Extract<Redelivery, { kind: 'refused' }>['reason'], 'unknown'>;

const REFUSALS: Record<Refusal, string> = {
  registration_missing: 'its callback is no more; ask for the job instead',
  body_missing: 'what it said is no longer kept; ask for the job instead',
  changed_meanwhile: 'it changed at this very moment; send it again',
};

function refused(reason: Refusal): RequestProblem {
  return new RequestProblem({ status: 409, code: reason, detail: REFUSALS[reason] });
}
