import { LEASE_SECONDS } from '../job-writes.ts';
import type { Log, WorkQueue } from '../ports.ts';

/**
 * Hides a held job's message for as long as the lease. It may fail: the row is what keeps others off, the message would
 * only be shown to them for nothing.
 */
export async function hideForLease(
  deps: { jobs: Pick<WorkQueue<never>, 'hide'>; log: Log },
  job_id: string,
  receipt: string,
): Promise<void> {
  const words = 'the message of a held job could not be hidden; its lease keeps other workers off';
  await deps.jobs.hide(receipt, LEASE_SECONDS).catch((error) => deps.log.warn(words, { job_id, error }));
}
