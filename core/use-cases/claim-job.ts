import type { JobMessage } from '../contracts/messages.ts';
import { claim, crashedTooOften, isTerminal, leaseSecondsLeft } from '../job.ts';
import type { Clock, Log, Received, WorkQueue } from '../ports.ts';
import type { Table } from '../table.ts';
import { hasUpload, type UploadedJob } from '../transcript.ts';

export type ClaimJob = {
  table: Table;
  jobs: WorkQueue<JobMessage>;
  clock: Clock;
  log: Log;
  instance_id: string;
};

/**
 * `held`: the job is ours. `ended`: it is over, what is left is to tidy up and delete the message. `crashing`: it has
 * taken too many workers with it. `passed`: someone else has it, or there is no such job; the message is dealt with.
 */
export type Claim = { kind: 'held' | 'ended' | 'crashing'; job: UploadedJob } | { kind: 'passed' };

/** Two workers that meet over one job look again after this long. */
const LOST_RACE_SECONDS = 5;

export async function claimJob(deps: ClaimJob, message: Received<JobMessage>): Promise<Claim> {
  const row = await deps.table.get(message.body.job_id);
  if (row?.kind !== 'job' || !hasUpload(row)) return dropUnknown(deps, message);
  if (isTerminal(row)) return { kind: 'ended', job: row };
  const busyFor = leaseSecondsLeft(row, deps.clock.now());
  if (busyFor > 0) return passOn(deps, message, busyFor);
  // A lease that ran out is one more worker that vanished.
  const crashes = row.crashes + (row.status === 'processing' ? 1 : 0);
  if (crashedTooOften({ ...row, crashes })) return { kind: 'crashing', job: { ...row, crashes } };
  const update = claim(row, deps.instance_id, deps.clock.now());
  const job = { ...row, ...update.set };
  if ((await deps.table.write(update)) || (await isOurs(deps, job))) return { kind: 'held', job };
  return passOn(deps, message, LOST_RACE_SECONDS);
}

/** The claim was written, but its answer was lost and its repetition refused. */
async function isOurs(deps: ClaimJob, claimed: UploadedJob): Promise<boolean> {
  const row = await deps.table.get(claimed.job_id);
  return row?.kind === 'job' && row.attempt === claimed.attempt && row.instance_id === deps.instance_id;
}

async function dropUnknown(deps: ClaimJob, message: Received<JobMessage>): Promise<Claim> {
  deps.log.warn('message dropped: the table has no such job', { job_id: message.body.job_id });
  await deps.jobs.delete(message.receipt);
  return { kind: 'passed' };
}

/** Never deletes: if the holder dies, this message is how the job comes back. */
async function passOn(deps: ClaimJob, message: Received<JobMessage>, seconds: number): Promise<Claim> {
  await deps.jobs.hide(message.receipt, seconds);
  return { kind: 'passed' };
}
