/**
 * One S3 event becomes one job. Two steps, each safe to repeat: an identity is taken by one conditional write, then the
 * job is queued (or failed, when its file can already be refused). An event that comes again finds its own upload on
 * the row and only does what an interrupted first delivery left undone.
 */

import type { JobError, JobRow, Warning } from '../contracts/job-row.ts';
import type { JobMessage } from '../contracts/messages.ts';
import type { TranscriptionOptions } from '../contracts/options.ts';
import type { RegistrationRow } from '../contracts/rows.ts';
import type { ModelSettings, UploadLimits } from '../contracts/settings.ts';
import { type EndJob, failJob } from '../job/end.ts';
import { sendOrFail } from '../job/message.ts';
import { derivedJobId, holds, launch, type NewJob, takeUpload, type Upload, uploadedJob } from '../job/new-job.ts';
import { JobFailure, jobError } from '../shared/errors.ts';
import { parseUploadKey } from '../shared/object-keys.ts';
import type { Clock, ObjectHead, Objects, Queue } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { optionsFromMetadata } from '../transcript/options.ts';
import { findRegistration } from '../webhook/find-registration.ts';
import { jobFields } from '../webhook/registration.ts';

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

/** What an event tells of a new object; some say nothing of its size. */
export type UploadEvent = Omit<Upload, 'size_bytes'> & { size_bytes?: number };

export type Accepted = { kind: 'queued' | 'failed' | 'repeated'; job_id: string } | { kind: 'ignored' };

/** @param event the new object, key decoded */
export async function acceptUpload(deps: AcceptUpload, event: UploadEvent): Promise<Accepted> {
  const address = parseUploadKey(event.s3_key);
  if (!address) return { kind: 'ignored' };
  const registration = address.callback_id ? await findRegistration(deps.table, address.callback_id) : undefined;
  const { upload, ...inspected } = await inspect(deps, event);
  const job = newJob(address.callback_id, registration, inspected.options);
  const row = await takeIdentity(deps, job, upload, inspected.error === undefined);
  if (!row) return { kind: 'ignored' };
  if (row.status === 'registered' && inspected.error) return refuse(deps, row, inspected.error);
  return enqueue(deps, row);
}

async function enqueue(deps: AcceptUpload, row: JobRow): Promise<Accepted> {
  const { job_id } = row;
  if (row.status !== 'registered' && (row.status !== 'launching' || row.queued_at)) return { kind: 'repeated', job_id };
  const waiting = row.status === 'registered' ? await start(deps, row) : row;
  return { kind: (await sendOrFail(deps, waiting)) ? 'queued' : 'failed', job_id };
}

async function start(deps: AcceptUpload, row: JobRow): Promise<JobRow> {
  const update = launch(row, deps.clock.now());
  await deps.table.write(update);
  return { ...row, ...update.set };
}

type Inspection = { options: TranscriptionOptions; error?: JobError };

/** Looks at what can be known without a worker: size, presence, options in the metadata. */
async function inspect(deps: AcceptUpload, event: UploadEvent): Promise<Inspection & { upload: Upload }> {
  const sizeProblem = event.size_bytes === undefined ? undefined : refusedSize(event.size_bytes, deps.limits);
  const head = sizeProblem ? undefined : await deps.objects.head(event.s3_key, event.s3_version_id);
  const upload = { ...event, size_bytes: event.size_bytes ?? head?.size_bytes ?? 0 };
  if (!head) return { upload, options: {}, error: sizeProblem ?? jobError('download_failed', GONE) };
  return { upload, ...inspectHead(deps, head) };
}

const GONE = 'the file was removed before it could be read';

function inspectHead(deps: AcceptUpload, head: ObjectHead): Inspection {
  const error = refusedSize(head.size_bytes, deps.limits);
  if (error) return { options: {}, error };
  try {
    return { options: optionsFromMetadata(head.metadata, deps.model) };
  } catch (thrown) {
    if (thrown instanceof JobFailure) return { options: {}, error: jobError(thrown.code, thrown.message) };
    throw thrown;
  }
}

function refusedSize(bytes: number, limits: UploadLimits): JobError | undefined {
  if (bytes === 0) return jobError('empty_file', 'the file has 0 bytes; upload one that holds audio');
  if (bytes <= limits.max_bytes) return undefined;
  const message = `the file has ${bytes} bytes, more than the ${limits.max_bytes} accepted; split or compress it`;
  return jobError('file_too_large', message);
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

/**
 * The first upload of a registration takes the registration's job; every other gets an id derived from the object.
 *
 * @returns undefined when its job was, and its data was removed on request
 */
async function takeIdentity(
  deps: AcceptUpload,
  job: Omit<NewJob, 'job_id'>,
  upload: Upload,
  starts: boolean,
): Promise<JobRow | undefined> {
  const now = deps.clock.now();
  if (job.tenant !== undefined && job.callback_id !== undefined) {
    const first = { ...job, job_id: job.callback_id };
    const taken = await deps.table.write(takeUpload(first, upload, starts, now));
    const row = await deps.table.get(first.job_id);
    if (row?.kind === 'job' && (taken || holds(row, upload))) return row;
    if (!row && (await deps.table.has(first.job_id)))
      throw new Error(`job ${first.job_id} is there and cannot be read`);
  }
  const job_id = derivedJobId(deps, upload);
  const row = uploadedJob({ ...job, job_id }, upload, starts, now);
  if (await deps.table.write({ kind: 'put', row })) return row;
  const existing = await deps.table.get(job_id);
  if (existing?.kind === 'purged') return undefined;
  if (existing?.kind !== 'job')
    throw new Error(`job ${job_id} could neither be made nor read; the event is tried again`);
  return existing;
}

async function refuse(deps: AcceptUpload, row: JobRow, error: JobError): Promise<Accepted> {
  const failed = await failJob(deps, row, error);
  return { kind: failed.ended ? 'failed' : 'repeated', job_id: row.job_id };
}
