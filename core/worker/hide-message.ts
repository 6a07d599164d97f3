import { LEASE_SECONDS } from '../job/job-writes.ts';
import type { Clock, Log, WorkQueue } from '../shared/ports.ts';
import { within } from '../shared/within.ts';

/** A lease is not lost, and a claim not late, because SQS is slow. */
const PATIENCE_MS = 2_000;

/**
 * Hides a held job's message for as long as the lease. It may fail, or take longer than is waited for: the row is what
 * keeps others off, the message would only be shown to them for nothing.
 */
export async function hideForLease(
  deps: { jobs: Pick<WorkQueue<never>, 'hide'>; clock: Clock; log: Log },
  job_id: string,
  receipt: string,
): Promise<void> {
  const words = 'the message of a held job could not be hidden; its lease keeps other workers off';
  const hidden = deps.jobs.hide(receipt, LEASE_SECONDS).catch((error) => deps.log.warn(words, { job_id, error }));
  await within(deps.clock, PATIENCE_MS, hidden);
}
