/** Which job an upload becomes; each event of it comes to the same. */
import type { JobRow } from '../contracts/job-row.ts';
import type { TranscriptionOptions } from '../contracts/options.ts';
import {
  derivedJobId,
  holds,
  type NewJob,
  submitted,
  takeUpload,
  takeUploadUnheard,
  type Upload,
  uploadedJob,
} from '../job/new-job.ts';
import type { Clock } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { jobFields } from '../webhook/registration.ts';
import type { Owner } from './owner.ts';

export type TakeIdentity = {
  table: Table;
  clock: Clock;
  /** Derives a job id: 128 bits of a hash, in hex. */
  hash: (text: string) => string;
};

/** `first_id`: the job that was made beforehand, and that the first upload takes. */
export type UnnamedJob = { job: Omit<NewJob, 'job_id'>; first_id?: string | undefined };

export function newJob({ registration, awaiting, warnings }: Owner, options: TranscriptionOptions): UnnamedJob {
  if (registration) {
    const job = { ...jobFields(registration), options: { ...registration.options, ...options } };
    return { job, first_id: registration.callback_id };
  }
  if (!awaiting) return { job: { options, warnings } };
  return { job: { ...carried(awaiting), options: { ...awaiting.options, ...options } }, first_id: awaiting.job_id };
}

/** What an upload by links without a callback has from the job that was made for it. */
function carried({ tenant, key, recording_id, client_metadata_json }: JobRow) {
  return { tenant, key, recording_id, client_metadata_json, warnings: [] };
}

/**
 * The first upload of a registration that holds bytes takes the registration's job; every other gets an id derived from
 * the object. A job that was cancelled before its upload came takes that one along, and is not started.
 *
 * @param starts false leaves the job `registered`, for an upload that is about to be failed
 * @returns undefined when its job was, and its data was removed on request
 */
export async function takeIdentity(
  deps: TakeIdentity,
  { job, first_id }: UnnamedJob,
  upload: Upload,
  starts: boolean,
): Promise<JobRow | undefined> {
  const isFirst = first_id !== undefined && upload.size_bytes > 0;
  const first = isFirst ? await takeFirst(deps, { ...job, job_id: first_id }, upload, starts) : undefined;
  return first ?? takeDerived(deps, job, upload, starts);
}

/** @returns undefined when another upload has it */
async function takeFirst(
  deps: TakeIdentity,
  first: NewJob,
  upload: Upload,
  starts: boolean,
): Promise<JobRow | undefined> {
  const taken = await deps.table.write(takeUpload(first, upload, starts, deps.clock.now()), submitted(first));
  const row = await deps.table.get(first.job_id);
  if (row?.kind === 'job' && isCancelledUnheard(row)) return takeCancelled(deps, first, upload);
  if (row?.kind === 'job') return taken || holds(row, upload) ? row : undefined;
  if (!row && (await deps.table.has(first.job_id))) throw new Error(`job ${first.job_id} is there and cannot be read`);
  return undefined;
}

/** The client wanted the first file no more before it came, or before its event did: cancelled, or deleted and not removed yet. */
function isCancelledUnheard(row: JobRow): boolean {
  return row.status === 'cancelled' && row.s3_key === undefined;
}

async function takeCancelled(deps: TakeIdentity, first: NewJob, upload: Upload): Promise<JobRow | undefined> {
  await deps.table.write(takeUploadUnheard(first, upload, deps.clock.now()), submitted(first));
  const row = await deps.table.get(first.job_id);
  return row?.kind === 'job' && holds(row, upload) ? row : undefined;
}

async function takeDerived(
  deps: TakeIdentity,
  job: UnnamedJob['job'],
  upload: Upload,
  starts: boolean,
): Promise<JobRow | undefined> {
  const job_id = derivedJobId(deps, upload);
  const row = uploadedJob({ ...job, job_id }, upload, starts, deps.clock.now());
  if (await deps.table.write({ kind: 'put', row }, submitted(row))) return row;
  const existing = await deps.table.get(job_id);
  if (existing?.kind === 'purged') return undefined;
  if (existing?.kind !== 'job')
    throw new Error(`job ${job_id} could neither be made nor read; the event is tried again`);
  return existing;
}
