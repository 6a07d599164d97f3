import type { JobMessage } from '../contracts/messages.ts';
import type { DeliveryRow } from '../contracts/rows.ts';
import type { Ended } from '../job/end.ts';
import type { Received, WorkQueue } from '../shared/ports.ts';
import { attemptDelivery, type DeliverWebhook } from '../webhook/deliver.ts';

export type FinishJob = DeliverWebhook & { jobs: WorkQueue<JobMessage> };

/** The first webhook attempt, and the message goes: all that the job leaves is in its place. */
export async function finishJob(deps: FinishJob, ended: Ended, message: Received<JobMessage>): Promise<void> {
  if (!ended.ended) return;
  const deleted = deps.jobs.delete(message.receipt);
  await Promise.allSettled([deleted, firstAttempt(deps, ended.delivery)]);
  await deleted;
}

async function firstAttempt(deps: FinishJob, delivery: DeliveryRow | undefined): Promise<void> {
  if (!delivery) return;
  try {
    await attemptDelivery(deps, delivery);
  } catch (error) {
    deps.log.warn('the first webhook attempt broke off; the delivery is made later', {
      webhook_id: delivery.webhook_id,
      error,
    });
  }
}
