/**
 * One S3 event becomes one job. Two steps, each safe to repeat: an identity is taken by one conditional write, then the
 * job is queued (or failed, when its file can already be refused). An event that comes again finds its own upload on
 * the row and only does what an interrupted first delivery left undone.
 */
import type { JobMessage } from '../contracts/messages.ts';
import type { TranscriptionOptions } from '../contracts/options.ts';
import { type JobError, type JobRow, type RegistrationRow, registrationKey, type Warning } from '../contracts/rows.ts';
import type { ModelSettings, UploadLimits } from '../contracts/settings.ts';
import { JobFailure, jobError } from '../errors.ts';
import { launch, type NewJob, queued, takeUpload, type Upload, uploadedJob } from '../job.ts';
import { parseUploadKey, resultsPrefix, s3Uri } from '../object-keys.ts';
import { optionsFromMetadata } from '../options.ts';
import type { Clock, Objects, Queue } from '../ports.ts';
import type { Table } from '../table.ts';
import { type EndJob, failJob } from './end-job.ts';
import { jobFields } from './register-callback.ts';

export type AcceptUpload = EndJob & {
  table: Table;
  objects: Objects;
  jobs: Queue<JobMessage>;
  clock: Clock;
  limits: UploadLimits;
  model: ModelSettings;
  /** Derives a job id: 128 bits of a hash, in hex. */
  hash: (text: string) => string;
};

export type Accepted = { kind: 'queued' | 'failed' | 'repeated'; job_id: string } | { kind: 'ignored' };

/** @param upload the new object, key decoded */
export async function acceptUpload(deps: AcceptUpload, upload: Upload): Promise<Accepted> {
  const address = parseUploadKey(upload.s3_key);
  if (!address) return { kind: 'ignored' };
  const registration = address.callback_id ? await findRegistration(deps, address.callback_id) : undefined;
  const inspected = await inspect(deps, upload);
  const job = newJob(address.callback_id, registration, inspected.options);
  const row = await takeIdentity(deps, job, upload, inspected.error === undefined);
  if (row.status === 'registered' && inspected.error) return refuse(deps, row, inspected.error);
  return enqueue(deps, row);
}

async function enqueue(deps: AcceptUpload, row: JobRow): Promise<Accepted> {
  if (row.status === 'registered') await deps.table.write(launch(row, deps.clock.now()));
  else if (row.status !== 'launching' || row.queued_at) return { kind: 'repeated', job_id: row.job_id };
  await deps.jobs.send(jobMessage(row));
  await deps.table.write(queued(row, deps.clock.now()));
  return { kind: 'queued', job_id: row.job_id };
}

/** The message for a job that waits; also sent again by `reconcile` when one was lost. */
export function jobMessage(job: JobRow): JobMessage {
  return {
    job_id: job.job_id,
    s3_input: s3Uri(job.bucket ?? '', job.s3_key ?? ''),
    s3_output: s3Uri(job.bucket ?? '', resultsPrefix(job.job_id)),
  };
}

async function findRegistration(deps: AcceptUpload, callbackId: string): Promise<RegistrationRow | undefined> {
  const row = await deps.table.get(registrationKey(callbackId));
  return row?.kind === 'registration' ? row : undefined;
}

type Inspection = { options: TranscriptionOptions; error?: JobError };

/** Looks at what can be known without a worker: size, presence, options in the metadata. */
async function inspect(deps: AcceptUpload, upload: Upload): Promise<Inspection> {
  if (upload.size_bytes === 0) {
    return { options: {}, error: jobError('empty_file', 'the file has 0 bytes; upload one that holds audio') };
  }
  if (upload.size_bytes > deps.limits.max_bytes) {
    const message = `the file has ${upload.size_bytes} bytes, more than the ${deps.limits.max_bytes} accepted; split or compress it`;
    return { options: {}, error: jobError('file_too_large', message) };
  }
  const head = await deps.objects.head(upload.s3_key, upload.s3_version_id);
  if (!head) return { options: {}, error: jobError('download_failed', 'the file was removed before it could be read') };
  try {
    return { options: optionsFromMetadata(head.metadata, deps.model) };
  } catch (thrown) {
    if (thrown instanceof JobFailure) return { options: {}, error: jobError(thrown.code, thrown.message) };
    throw thrown;
  }
}

function newJob(
  callbackId: string | undefined,
  registration: RegistrationRow | undefined,
  options: TranscriptionOptions,
): Omit<NewJob, 'job_id'> {
  if (!registration) return { options, warnings: callbackId ? [unknownCallback(callbackId)] : [] };
  return { ...jobFields(registration), options: { ...registration.options, ...options } };
}

function unknownCallback(callbackId: string): Warning {
  return {
    code: 'unknown_callback',
    message: `no callback is registered under "${callbackId}", so no webhook is sent`,
  };
}

/** The first upload of a registration takes the registration's job; every other gets an id derived from the object. */
async function takeIdentity(
  deps: AcceptUpload,
  job: Omit<NewJob, 'job_id'>,
  upload: Upload,
  starts: boolean,
): Promise<JobRow> {
  const now = deps.clock.now();
  if (job.tenant !== undefined && job.callback_id !== undefined) {
    const first = { ...job, job_id: job.callback_id };
    const taken = await deps.table.write(takeUpload(first, upload, starts, now));
    const row = await deps.table.get(first.job_id);
    if (row?.kind === 'job' && (taken || holds(row, upload))) return row;
  }
  const job_id = deps.hash(JSON.stringify([upload.bucket, upload.s3_key, upload.upload_version]));
  const row = uploadedJob({ ...job, job_id }, upload, starts, now);
  if (await deps.table.write({ kind: 'put', row })) return row;
  const existing = await deps.table.get(job_id);
  if (existing?.kind !== 'job')
    throw new Error(`job ${job_id} could neither be made nor read; the event is tried again`);
  return existing;
}

function holds(row: JobRow, upload: Upload): boolean {
  return row.s3_key === upload.s3_key && row.upload_version === upload.upload_version;
}

async function refuse(deps: AcceptUpload, row: JobRow, error: JobError): Promise<Accepted> {
  const failed = await failJob(deps, row, error);
  return { kind: failed.ended ? 'failed' : 'repeated', job_id: row.job_id };
}
