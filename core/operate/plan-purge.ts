/** What removing one job's data takes: which objects, which rows, and what stays, and why. Reads only. */
import type { JobRow } from '../contracts/job-row.ts';
import { registrationKey } from '../contracts/rows.ts';
import { versionKeys } from '../contracts/version-row.ts';
import { isTerminal } from '../job/job-state.ts';
import { uploadPath } from '../shared/object-keys.ts';
import type { ObjectVersion, ObjectVersions } from '../shared/object-ports.ts';
import type { Table, TableRemoval, TableUpkeep } from '../shared/table.ts';
import { ownDeliveries } from '../webhook/webhook-ids.ts';
import { ownBodies, ownPrefixes, siblingsAreKnown, type UploadVersions, uploadVersions } from './purge.ts';

export type PlanPurge = {
  table: Table & TableRemoval;
  objects: ObjectVersions;
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

/** What a purge would do now. */
export async function planPurge(deps: PlanPurge, jobId: string, options: PurgeOptions): Promise<PurgePlan> {
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
    rows: await rowsOf(deps, job, deps.jobsUnder !== undefined && siblingsAreKnown(job) && siblings.length === 0),
    registration_used_by: siblings.map((sibling) => sibling.job_id),
  };
}

const UNKNOWN = 'no job has this id, and nothing is left of one';

function isAlive(job: JobRow): string {
  return `the job is ${job.status}; wait until it is over, or end it with --cancel`;
}

async function jobRow(deps: PlanPurge, jobId: string): Promise<JobRow | undefined> {
  const row = await deps.table.get(jobId);
  return row?.kind === 'job' ? row : undefined;
}

/** Other jobs of the same file or the same callback, but for those that are being removed too: those need neither. */
async function relatedJobs(deps: PlanPurge, job: JobRow): Promise<JobRow[]> {
  const { s3_key, callback_id } = job;
  const ofFile = s3_key === undefined ? [] : await deps.table.jobsOf(s3_key);
  const ofCallback = deps.jobsUnder && callback_id ? await deps.jobsUnder(uploadPath(callback_id)) : [];
  const keys = new Set([...ofFile, ...ofCallback, ...(callback_id ? [callback_id] : [])]);
  keys.delete(job.job_id);
  const rows = await deps.table.getMany([...keys]);
  return rows.flatMap((row) => (row.kind === 'job' && row.purged_at === undefined ? [row] : []));
}

async function uploadOf(deps: PlanPurge, job: JobRow, kin: JobRow[], everyVersion: boolean): Promise<UploadVersions> {
  const key = job.s3_key;
  if (key === undefined) return { remove: [], keep: [] };
  return uploadVersions(job, await versionsOf(deps, key), kin, everyVersion);
}

/** What lies under the job's own keys. */
export async function objectsLeft(deps: PlanPurge, jobId: string): Promise<ObjectVersion[]> {
  const below = await Promise.all(ownPrefixes(jobId).map((prefix) => deps.objects.listVersions(prefix)));
  const bodies = await Promise.all(ownBodies(jobId).map((key) => versionsOf(deps, key)));
  return [...below, ...bodies].flat();
}

async function versionsOf(deps: PlanPurge, key: string): Promise<ObjectVersion[]> {
  return (await deps.objects.listVersions(key)).filter((version) => version.key === key);
}

async function rowsOf(deps: PlanPurge, job: JobRow, withRegistration: boolean): Promise<string[]> {
  const registration = withRegistration && job.callback_id ? [registrationKey(job.callback_id)] : [];
  const keys = [...ownDeliveries(job.job_id), ...versionKeys(job), ...registration];
  const there = await deps.table.getMany(keys);
  const isThere = (key: string) => there.some((row) => row.job_id === key);
  return [...keys.filter(isThere), job.job_id];
}
