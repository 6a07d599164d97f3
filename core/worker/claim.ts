import type { JobError, SourcedJob } from '../contracts/job-row.ts';
import type { JobMessage } from '../contracts/messages.ts';
import { claim, misrouted } from '../job/job.ts';
import { endOfAttempts, leaseSecondsLeft } from '../job/job-state.ts';
import { aboutMessage } from '../job/message.ts';
import { isWorthAnother } from '../job/stored-result.ts';
import type { Objects } from '../shared/object-ports.ts';
import type { Clock, LaunchedInstance, Log, Received, WorkQueue } from '../shared/ports.ts';
import { rowAfter, type Table } from '../shared/table.ts';
import { hideForLease } from './hide-message.ts';

export type ClaimJob = {
  table: Table;
  jobs: WorkQueue<JobMessage>;
  clock: Clock;
  log: Log;
  worker: LaunchedInstance;
  objects: Objects;
  model: { name: string };
};

/**
 * `held`: the job is ours. `ended`: it is over, what is left is to tidy up and delete the message. `hopeless`: it had
 * as many attempts as it may have, and none of them left a result. `passed`: someone else has it, or there is no such job; the message is dealt with.
 */
export type Claim =
  | { kind: 'held' | 'ended'; job: SourcedJob }
  | { kind: 'hopeless'; job: SourcedJob; error: JobError }
  | { kind: 'passed' };

/**
 * While the holder lives, its own message brings the job back; this one is another of the same job, or
 * the holder's own, which could not be hidden. It is looked at so rarely that it is not received 50 times, and set aside as a dead letter, before the longest job (11 h) is over.
 */
const DUPLICATE_SECONDS = 900;
/** A row in another version's words: for a worker of that version, or for the operator, whom 50 receives alarm. */
const UNREADABLE_JOB_SECONDS = 900;
/** Two workers that meet over one job look again after this long. */
const LOST_RACE_SECONDS = 5;

export async function claimJob(deps: ClaimJob, message: Received<JobMessage>): Promise<Claim> {
  const about = await aboutMessage(deps.table, message.body);
  switch (about.kind) {
    case 'unreadable':
      return passOn(deps, message, UNREADABLE_JOB_SECONDS);
    case 'unknown':
      return drop(deps, message, 'warn', 'the table has no such job');
    case 'ended':
      return { kind: 'ended', job: about.job };
    case 'outdated':
      return drop(deps, message, 'info', 'a newer one stands for the job');
    case 'current':
      return claimCurrent(deps, about.job, message);
  }
}

async function claimCurrent(deps: ClaimJob, row: SourcedJob, message: Received<JobMessage>): Promise<Claim> {
  const busyFor = leaseSecondsLeft(row, deps.clock.now());
  if (busyFor > 0) return passOn(deps, message, DUPLICATE_SECONDS);
  if ((row.options.model ?? deps.model.name) !== deps.model.name) return sendElsewhere(deps, row, message);
  // A lease that ran out is one more worker that vanished.
  const crashes = row.crashes + (row.status === 'processing' ? 1 : 0);
  const counted = { ...row, crashes };
  const error = endOfAttempts(counted);
  if (error && !(await isWorthAnother(deps.objects, counted))) return { kind: 'hopeless', job: counted, error };
  const update = claim(row, { ...deps.worker, model: deps.model.name }, deps.clock.now());
  const job = rowAfter(row, update);
  const [written] = await Promise.all([deps.table.write(update), hideForLease(deps, update.key, message.receipt)]);
  if (written || (await isOurClaim(deps, job))) return { kind: 'held', job };
  return passOn(deps, message, LOST_RACE_SECONDS);
}

/** One whose worker is gone has another message soon, which goes where it should; this one is outdated then. */
async function sendElsewhere(deps: ClaimJob, row: SourcedJob, message: Received<JobMessage>): Promise<Claim> {
  const isTold = row.status === 'launching' && (await deps.table.write(misrouted(row, deps.clock.now())));
  if (isTold) return drop(deps, message, 'warn', `the job asks for the model ${row.options.model}`);
  return passOn(deps, message, DUPLICATE_SECONDS);
}

/** Nobody needs it: of two messages for one job, the older would only be in the way of the newer. */
async function drop(
  deps: ClaimJob,
  message: Received<JobMessage>,
  level: 'info' | 'warn',
  because: string,
): Promise<Claim> {
  const { job_id, sequence } = message.body;
  deps.log[level](`message dropped: ${because}`, { job_id, sequence });
  await deps.jobs.delete(message.receipt);
  return { kind: 'passed' };
}

/** The claim was written, but its answer was lost and its repetition refused. */
async function isOurClaim(deps: ClaimJob, claimed: SourcedJob): Promise<boolean> {
  const row = await deps.table.get(claimed.job_id);
  return row?.kind === 'job' && row.attempt === claimed.attempt && row.instance_id === deps.worker.instance_id;
}

/** Never deletes: if the holder dies, this message is how the job comes back. */
async function passOn(deps: ClaimJob, { receipt, body }: Received<JobMessage>, seconds: number): Promise<Claim> {
  // A receipt that is worth nothing any more says that others have seen the message, not that the queue is out of reach.
  const words = 'a message that is for others could not be hidden; it is shown again soon';
  await deps.jobs.hide(receipt, seconds).catch((error) => deps.log.warn(words, { job_id: body.job_id, error }));
  return { kind: 'passed' };
}
