/**
 * Removes one job's data for good, in an order that can break off anywhere and be run again: (1) the job ends, (2) its row
 * is marked, so that no client sees it, (3) its deliveries go, so that no webhook is sent, (4) when no worker writes any
 * more, every version of every object, (5) the registration if it was the last job of it, and (6) the job's row, which
 * says all along what there is to remove. A note stays in its place, without which a late event of the upload would make a
 * job again, and fail it, with a webhook. Then the bucket is looked at once more, for what a late write left.
 */
import type { JobRow } from '../contracts/job-row.ts';
import { registrationKey } from '../contracts/rows.ts';
import { cancel, startPurge } from '../job/job.ts';
import { isTerminal } from '../job/job-state.ts';
import { derivedJobId } from '../job/new-job.ts';
import { jobError } from '../shared/errors.ts';
import type { Clock, Log, ObjectVersion, ObjectVersions } from '../shared/ports.ts';
import { rowAfter, type Table, type TableRemoval, type TableUpkeep } from '../shared/table.ts';
import { ownDeliveries } from '../webhook/webhook-ids.ts';
import { deleteForGood } from './delete-for-good.ts';
import {
  ownBodies,
  ownPrefixes,
  purgedRow,
  quietFrom,
  relatedPrefix,
  type UploadVersions,
  uploadVersions,
} from './purge.ts';

export type PurgeJob = {
  table: Table & TableRemoval;
  objects: ObjectVersions;
  clock: Clock;
  log: Log;
  hash: (text: string) => string;
  /**
   * Ids of all jobs whose upload's key starts so. For an operator alone, as it reads the whole index; without it the registration, which
   * other jobs may need, stays until it expires.
   */
  jobsUnder?: TableUpkeep['jobsUnder'];
};

export type PurgeOptions = {
  /** Ends a job that is not over; without it such a job is refused. */
  cancel: boolean;
  /** See `uploadVersions`. */
  every_version: boolean;
};

export type PurgePlan = {
  /** Undefined when the row is gone: then only what is left under the job's own keys is removed. */
  job: JobRow | undefined;
  refused?: string;
  remove: ObjectVersion[];
  keep: UploadVersions['keep'];
  /** Keys of the rows that go, in this order. */
  rows: string[];
  /** Other jobs that need the registration, which then stays. */
  registration_used_by: string[];
};

/** What a purge would do now. Reads only. */
export async function planPurge(deps: PurgeJob, jobId: string, options: PurgeOptions): Promise<PurgePlan> {
  const job = await jobRow(deps, jobId);
  const left = await objectsLeft(deps, jobId);
  const nothing = { job, remove: left, keep: [], rows: [], registration_used_by: [] };
  if (!job) return left.length === 0 ? { ...nothing, refused: UNKNOWN } : nothing;
  const kin = await relatedJobs(deps, job);
  const upload = await uploadOf(deps, job, kin, options.every_version);
  const siblings = kin.filter((one) => job.callback_id !== undefined && one.callback_id === job.callback_id);
  return {
    job,
    ...(isTerminal(job) || options.cancel ? {} : { refused: isAlive(job) }),
    remove: [...upload.remove, ...left],
    keep: upload.keep,
    rows: await rowsOf(deps, job, deps.jobsUnder !== undefined && siblings.length === 0),
    registration_used_by: siblings.map((sibling) => sibling.job_id),
  };
}

/** Removes the job's data. Safe to run again after it broke off, and after it ended. */
export async function purgeJob(deps: PurgeJob, jobId: string, options: PurgeOptions): Promise<PurgePlan> {
  const first = await planPurge(deps, jobId, options);
  if (first.refused) return first;
  const hidden = first.job && (await endAndHide(deps, first.job));
  if (first.job && !hidden) return { ...first, refused: 'the job changed at this very moment; look at it again' };
  for (const key of ownDeliveries(jobId)) await deps.table.remove(key);
  if (hidden) await untilQuiet(deps, hidden);
  // What the worker wrote until then is part of it.
  const plan = await planPurge(deps, jobId, options);
  await deleteForGood(deps.objects, plan.remove);
  for (const key of plan.rows.filter((key) => key !== jobId)) await deps.table.remove(key);
  await removeJob(deps, jobId, hidden);
  await deleteForGood(deps.objects, await objectsLeft(deps, jobId));
  return { ...plan, rows: first.rows };
}

/** What is left of an earlier purge, a note or nothing, stays. */
async function removeJob(deps: PurgeJob, jobId: string, job: JobRow | undefined): Promise<void> {
  if (!job) return;
  const { bucket, s3_key, upload_version } = job;
  const derived =
    bucket && s3_key && upload_version ? derivedJobId(deps, { bucket, s3_key, upload_version }) : undefined;
  if (derived) await deps.table.replace(purgedRow(derived, deps.clock.now()));
  if (derived !== jobId) await deps.table.remove(jobId);
}

const UNKNOWN = 'no job has this id, and nothing is left of one';

function isAlive(job: JobRow): string {
  return `the job is ${job.status}; wait until it is over, or end it with --cancel`;
}

async function endAndHide(deps: PurgeJob, job: JobRow): Promise<JobRow | undefined> {
  let ended = job;
  if (!isTerminal(job)) {
    const update = cancel(job, jobError('cancelled', 'the operator cancelled the job'), deps.clock.now());
    if (!(await deps.table.write(update))) return undefined;
    ended = rowAfter(job, update);
  }
  return (await deps.table.write(startPurge(ended, deps.clock.now()))) ? ended : undefined;
}

async function untilQuiet(deps: PurgeJob, job: JobRow): Promise<void> {
  const milliseconds = Date.parse(quietFrom(job)) - deps.clock.now().getTime();
  if (milliseconds <= 0) return;
  deps.log.info(`waiting ${Math.ceil(milliseconds / 1000)} s, in which the job's worker may still write`);
  await deps.clock.sleep(milliseconds);
}

async function jobRow(deps: PurgeJob, jobId: string): Promise<JobRow | undefined> {
  const row = await deps.table.get(jobId);
  return row?.kind === 'job' ? row : undefined;
}

/** Other jobs of the same file or the same callback, but for those that are being removed too: those need neither. */
async function relatedJobs(deps: PurgeJob, job: JobRow): Promise<JobRow[]> {
  const ids = deps.jobsUnder ? await deps.jobsUnder(relatedPrefix(job)) : await deps.table.jobsOf(job.s3_key ?? '-');
  const keys = new Set([...ids, ...(job.callback_id ? [job.callback_id] : [])]);
  keys.delete(job.job_id);
  const rows = await deps.table.getMany([...keys]);
  return rows.flatMap((row) => (row.kind === 'job' && row.purged_at === undefined ? [row] : []));
}

async function uploadOf(deps: PurgeJob, job: JobRow, kin: JobRow[], everyVersion: boolean): Promise<UploadVersions> {
  const key = job.s3_key;
  if (key === undefined) return { remove: [], keep: [] };
  return uploadVersions(job, await versionsOf(deps, key), kin, everyVersion);
}

async function objectsLeft(deps: PurgeJob, jobId: string): Promise<ObjectVersion[]> {
  const below = await Promise.all(ownPrefixes(jobId).map((prefix) => deps.objects.listVersions(prefix)));
  const bodies = await Promise.all(ownBodies(jobId).map((key) => versionsOf(deps, key)));
  return [...below, ...bodies].flat();
}

async function versionsOf(deps: PurgeJob, key: string): Promise<ObjectVersion[]> {
  return (await deps.objects.listVersions(key)).filter((version) => version.key === key);
}

async function rowsOf(deps: PurgeJob, job: JobRow, withRegistration: boolean): Promise<string[]> {
  const registration = withRegistration && job.callback_id ? [registrationKey(job.callback_id)] : [];
  const keys = [...ownDeliveries(job.job_id), ...registration];
  const there = await deps.table.getMany(keys);
  const isThere = (key: string) => there.some((row) => row.job_id === key);
  return [...keys.filter(isThere), job.job_id];
}
