/** What the changes of a job's row are made of. */
import type { JobRow } from '../contracts/job-row.ts';
import type { Condition, Update } from '../shared/table.ts';
import { iso, plusSeconds } from '../shared/time.ts';

/** A worker holds a job for this long from its last beat. From its claim on, SQS visibility mirrors it. */
export const LEASE_SECONDS = 120;
/**
 * A received message is hidden for this long, until a claim hides it for the lease (decision 020). What a worker received
 * as it died, or SQS gave to a poll that was broken off, is back after it. Longer than a beat: the first beat hides it
 * again if the claim could not.
 */
export const CLAIM_SECONDS = 45;
/**
 * A job whose attempt failed for a reason of ours is not handed out again at once: most such reasons pass in seconds, and
 * the outage of a service in minutes. By the job's `crashes`, workers that vanished included.
 */
const RETRY_SECONDS = [30, 900];

export function retrySeconds(crashes: number): number {
  return RETRY_SECONDS[crashes - 1] ?? 900;
}
/** A waiting job is looked at again after this long, in case its message was lost. */
export const WAITING_CHECK_SECONDS = 600;
/** As long as the Lambda may run that is about to send the message. */
const UNSENT_CHECK_SECONDS = 60;

export function changeJob(jobId: string, now: Date, update: Omit<Update<JobRow>, 'kind' | 'key'>): Update<JobRow> {
  return { kind: 'update', key: jobId, ...update, set: { ...update.set, updated_at: iso(now) } };
}

/** @param inSeconds until its message can be received; so long no worker is launched for it, see `isResting` */
export function waitingAttributes(now: Date, inSeconds = 0) {
  const due_at = plusSeconds(now, inSeconds + WAITING_CHECK_SECONDS);
  return { status: 'launching', due_class: 'waiting', due_at } as const;
}

/** Until its first message is sent: no worker is launched for it, and `reconcile` soon looks whether it was. */
export function unsent(now: Date) {
  return { ...waitingAttributes(now), due_at: plusSeconds(now, UNSENT_CHECK_SECONDS) } as const;
}

export function leaseAttributes(now: Date) {
  const until = plusSeconds(now, LEASE_SECONDS);
  return { lease_until: until, due_class: 'running', due_at: until } as const;
}

/** @param model the name of the model that it is for, or that has it */
export function servedBy(model: string | undefined) {
  return { model, state: model } as const;
}

export const status = (...values: JobRow['status'][]): Condition<JobRow> => ({
  attribute: 'status',
  is: 'one_of',
  values,
});
export const attemptIs = (attempt: number): Condition<JobRow> => ({
  attribute: 'attempt',
  is: 'one_of',
  values: [attempt],
});
export const leaseOver = (now: Date): Condition<JobRow> => ({
  attribute: 'lease_until',
  is: 'before',
  value: iso(now),
});
export const held = (job: JobRow): Condition<JobRow>[] => [status('processing'), attemptIs(job.attempt)];
