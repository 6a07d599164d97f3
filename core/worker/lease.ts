import type { JobRow } from '../contracts/job-row.ts';
import { HEARTBEAT_SECONDS, renewLease } from '../job/job.ts';
import { LEASE_SECONDS } from '../job/job-writes.ts';
import { JobCancelledError, LeaseLostError } from '../shared/errors.ts';
import type { Clock, Log, WorkQueue } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso } from '../shared/time.ts';
import { within } from '../shared/within.ts';
import { hideForLease } from './hide-message.ts';

export type HoldLease = { table: Table; jobs: Pick<WorkQueue<never>, 'hide'>; clock: Clock; log: Log };

export type Lease = {
  /** Aborts with LeaseLostError when the job is no longer ours; with JobCancelledError, which is one, when it is nobody's. */
  signal: AbortSignal;
  /** @returns when no beat is under way any more, or soon: one that hangs is not waited for */
  release(): Promise<void>;
};

/** The job is dropped this long before its lease ends, so that two workers never write at once. */
const SAFETY_SECONDS = 15;
/**
 * A client that cancels its job is promised that the work on it ends within 5 s. A look costs a hundredth of a beat, which is
 * a write and a call of SQS.
 */
const LOOK_SECONDS = 3;
/** A hand-back on spot's notice has 5 s in all. */
const LAST_BEAT_MS = 500;

/**
 * Renews the lease on the row, and the message's visibility with it, until released. A refused beat drops the job at
 * once, and so does a look at the row that finds it cancelled or another's; beats that the row does not get are repeated
 * until the lease is nearly over.
 */
export function holdLease(deps: HoldLease, job: JobRow, receipt: string): Lease {
  const lost = new AbortController();
  const released = new AbortController();
  const beating = keepBeating(deps, { job, receipt, lost, released: released.signal });
  void keepLooking(deps, { job, lost, released: released.signal });
  return {
    signal: lost.signal,
    async release() {
      released.abort();
      await within(deps.clock, LAST_BEAT_MS, beating);
    },
  };
}

type Beating = { job: JobRow; receipt: string; lost: AbortController; released: AbortSignal };

async function keepBeating(deps: HoldLease, { job, receipt, lost, released }: Beating): Promise<void> {
  // What the row says: the answer to the claim may have come late.
  let leaseEnds = Date.parse(job.lease_until ?? iso(deps.clock.now()));
  while (!lost.signal.aborted) {
    const untilDropped = leaseEnds - SAFETY_SECONDS * 1000 - deps.clock.now().getTime();
    await deps.clock.sleep(Math.min(HEARTBEAT_SECONDS * 1000, untilDropped), released);
    if (released.aborted) return;
    const beatAt = deps.clock.now().getTime();
    // A connection that went dead may keep a call waiting for minutes, and the lease does not wait for it.
    const renewed = await within(
      deps.clock,
      leaseEnds - SAFETY_SECONDS * 1000 - beatAt,
      renew(deps, { job, receipt, released }),
    );
    if (released.aborted) return;
    if (renewed === 'held') leaseEnds = beatAt + LEASE_SECONDS * 1000;
    const nearlyOver = leaseEnds - SAFETY_SECONDS * 1000 - HEARTBEAT_SECONDS * 1000 < deps.clock.now().getTime();
    if (renewed === 'lost') lost.abort((await look(deps, job)) ?? lossOf(job));
    if (nearlyOver) lost.abort(lossOf(job));
  }
}

async function keepLooking(deps: HoldLease, { job, lost, released }: Omit<Beating, 'receipt'>): Promise<void> {
  const over = AbortSignal.any([released, lost.signal]);
  while (!over.aborted) {
    await deps.clock.sleep(LOOK_SECONDS * 1000, over);
    const loss = over.aborted ? undefined : await look(deps, job);
    if (loss && !released.aborted) lost.abort(loss);
  }
}

/** Why the job is no longer ours, if the row says so. A look that fails, or hangs, is left to the next and to the beats. */
async function look({ table, clock }: HoldLease, job: JobRow): Promise<LeaseLostError | undefined> {
  const row = await within(clock, LOOK_SECONDS * 1000, table.get(job.job_id)).catch(() => undefined);
  if (row?.kind !== 'job' || (row.status === 'processing' && row.attempt === job.attempt)) return undefined;
  return row.status === 'cancelled' ? new JobCancelledError(`job ${job.job_id} was cancelled`) : lossOf(job);
}

function lossOf({ job_id }: JobRow): LeaseLostError {
  return new LeaseLostError(`the lease on job ${job_id} was lost`);
}

async function renew(
  deps: HoldLease,
  { job, receipt, released }: Omit<Beating, 'lost'>,
): Promise<'held' | 'lost' | 'failed'> {
  try {
    if (!(await deps.table.write(renewLease(job, deps.clock.now())))) return 'lost';
    // Who released the lease shows the message again.
    if (!released.aborted) await hideForLease(deps, job.job_id, receipt);
    return 'held';
  } catch (error) {
    deps.log.warn('a heartbeat failed; it is repeated while the lease lasts', { job_id: job.job_id, error });
    return 'failed';
  }
}
