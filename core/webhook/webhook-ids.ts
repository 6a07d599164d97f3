/** The names of a job's webhook events, and of the rows that hold their deliveries. */
import type { JobRow } from '../contracts/job-row.ts';
import { type DeliveryRow, deliveryKey } from '../contracts/rows.ts';

/** The id of a job's webhook event: the same for every attempt to deliver it. */
export function webhookId(job: Pick<JobRow, 'job_id'>, outcome: 'completed' | 'failed'): DeliveryRow['webhook_id'] {
  return `msg_${job.job_id}_${outcome}`;
}

export function ownDeliveries(jobId: string): string[] {
  return webhookIds(jobId).map(deliveryKey);
}

/** The ids of all webhook events that a job may have. */
export function webhookIds(jobId: string) {
  return (['completed', 'failed'] as const).map((outcome) => webhookId({ job_id: jobId }, outcome));
}
