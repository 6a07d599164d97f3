/** The names of a job's webhook events, and of the rows that hold their deliveries. */
import type { JobRow } from '../contracts/job-row.ts';
import { type DeliveryRow, deliveryKey } from '../contracts/rows.ts';

/** What a receiver is told of: how a job ended, in the words of the table. */
export const OUTCOMES = ['completed', 'failed', 'cancelled'] as const;
export type JobOutcome = (typeof OUTCOMES)[number];

export function isOutcome(status: JobRow['status']): status is JobOutcome {
  return (OUTCOMES as readonly string[]).includes(status);
}

/** The id of a job's webhook event: the same for every attempt to deliver it. */
export function webhookId(job: Pick<JobRow, 'job_id'>, outcome: JobOutcome): DeliveryRow['webhook_id'] {
  return `msg_${job.job_id}_${outcome}`;
}

export function ownDeliveries(jobId: string): string[] {
  return webhookIds(jobId).map(deliveryKey);
}

/** The ids of all webhook events that a job may have. */
export function webhookIds(jobId: string) {
  return OUTCOMES.map((outcome) => webhookId({ job_id: jobId }, outcome));
}
