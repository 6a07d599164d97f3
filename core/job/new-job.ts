/** How a job's row comes about: with a registration, or with an upload. What follows is in `job.ts`. */
import type { JobRow, WebJob } from '../contracts/job-row.ts';
import { count } from '../shared/counters.ts';
import { type AddCounts, ROW_TTL_SECONDS, type Update } from '../shared/table.ts';
import { epochSecondsIn, iso } from '../shared/time.ts';
import { attemptIs, changeJob, status, unsent } from './job-writes.ts';

export type Upload = {
  bucket: string;
  s3_key: string;
  s3_version_id?: string;
  upload_version: string;
  size_bytes: number;
};

export type NewJob = Pick<
  JobRow,
  | 'job_id'
  | 'tenant'
  | 'key'
  | 'callback_id'
  | 'callback_url'
  | 'callback_secret'
  | 'client_metadata_json'
  | 'recording_id'
  | 'options'
  | 'warnings'
>;

/** The row of a job that has no upload yet, or is about to get one. */
export function registeredJob(job: NewJob, now: Date): JobRow {
  return {
    ...job,
    kind: 'job',
    status: 'registered',
    attempt: 0,
    crashes: 0,
    interruptions: 0,
    attempts: [],
    created_at: iso(now),
    updated_at: iso(now),
    ...(job.tenant === undefined ? {} : { owner: job.tenant, listed_at: iso(now) }),
  };
}

/** For a job of a version that knew no lists. It is no change of the job, so `updated_at` stays. */
export function listOldJob({ job_id, tenant, created_at }: JobRow): Update<JobRow> {
  const when = [{ attribute: 'owner', is: 'absent' }] as const;
  return { kind: 'update', key: job_id, when, set: { owner: tenant, listed_at: created_at } };
}

/**
 * The row of an upload that has no `registered` row to take.
 *
 * @param starts false leaves it `registered`, for an upload that is about to be failed and needs no worker
 */
export function uploadedJob(job: NewJob, upload: Upload, starts: boolean, now: Date): JobRow {
  return { ...registeredJob(job, now), ...uploaded(upload, now), ...(starts ? unsent(now) : {}) };
}

/** The row of a job whose file a worker is to fetch. */
export function fetchedJob(
  job: NewJob,
  { bucket, web_source }: Pick<WebJob, 'bucket' | 'web_source'>,
  now: Date,
): JobRow {
  const expires_at = epochSecondsIn(now, ROW_TTL_SECONDS);
  return { ...registeredJob(job, now), bucket, web_source, ...unsent(now), expires_at };
}

/** registered → launching (or registered with its upload, see `uploadedJob`), for the first upload of a registration. */
export function takeUpload(job: NewJob, upload: Upload, starts: boolean, now: Date): Update<JobRow> {
  return changeJob(job.job_id, now, {
    when: [status('registered'), { attribute: 's3_key', is: 'absent' }],
    set: { ...uploaded(upload, now), options: job.options, warnings: job.warnings, ...(starts ? unsent(now) : {}) },
  });
}

/** For the first upload of a registration whose job was cancelled before: it becomes that job, and stays cancelled. */
export function takeUploadUnheard(job: NewJob, upload: Upload, now: Date): Update<JobRow> {
  return changeJob(job.job_id, now, {
    when: [status('cancelled'), { attribute: 's3_key', is: 'absent' }],
    set: { ...uploaded(upload, now), options: job.options, warnings: job.warnings },
  });
}

/** Lets the row that waits for a registration's first upload stay as long as the registration does. */
export function keepRegistered(jobId: string, expires_at: number | undefined, now: Date): Update<JobRow> {
  const when = [status('registered'), { attribute: 's3_key', is: 'absent' }] as const;
  return changeJob(jobId, now, { when, set: { expires_at } });
}

/** registered → launching, for a job that took its upload but was not started then. */
export function launch(job: JobRow, now: Date): Update<JobRow> {
  return changeJob(job.job_id, now, { when: [status('registered'), attemptIs(0)], set: unsent(now) });
}

/** Goes with the write that gives a job its upload. */
export const submitted = ({ job_id }: Pick<JobRow, 'job_id'>): AddCounts => count(job_id, { submitted: 1 });

function uploaded(upload: Upload, now: Date) {
  return { ...upload, uploaded_at: iso(now), expires_at: epochSecondsIn(now, ROW_TTL_SECONDS) };
}

/** The id of an upload that is not the first under its callback: the same for every event of it. */
export function derivedJobId(
  { hash }: { hash: (text: string) => string },
  { bucket, s3_key, upload_version }: Pick<Upload, 'bucket' | 's3_key' | 'upload_version'>,
): string {
  return hash(JSON.stringify([bucket, s3_key, upload_version]));
}

export function holds(row: JobRow, upload: Pick<Upload, 's3_key' | 'upload_version'>): boolean {
  return row.s3_key === upload.s3_key && row.upload_version === upload.upload_version;
}
