/**
 * One S3 event becomes one job. Two steps, each safe to repeat: an identity is taken by one conditional write, then the
 * job is queued (or failed, when its file can already be refused). An event that comes again finds its own upload on
 * the row and only does what an interrupted first delivery left undone.
 */
import type { JobError, JobRow } from '../contracts/job-row.ts';
import { failJob } from '../job/end.ts';
import { launch } from '../job/new-job.ts';
import { type StartJob, startJob } from '../job/start.ts';
import { jobError, ObjectUnreadableError, RefusedForGoodError } from '../shared/errors.ts';
import { parseUploadKey } from '../shared/object-keys.ts';
import type { ObjectHead } from '../shared/object-ports.ts';
import { rowAfter } from '../shared/table.ts';
import { type InspectUpload, inspectUpload, sized, type UploadEvent } from './inspect-upload.ts';
import { isCompanion, isMarker } from './let-be.ts';
import { extendRegistration, type FindOwner, ownerOf } from './owner.ts';
import { newJob, type TakeIdentity, takeIdentity } from './take-identity.ts';

export type AcceptUpload = StartJob & FindOwner & InspectUpload & TakeIdentity;

/** `kept`: its client asks for its job later. `held`: a limit of its key is reached. `postponed`: it is empty, and may be the beginning of an upload that goes on; the event is to come again. */
export type Accepted =
  | { kind: 'queued' | 'kept' | 'held' | 'failed' | 'repeated'; job_id: string }
  | { kind: 'ignored'; because?: string }
  | { kind: 'postponed' };

/**
 * @param event the new object, key decoded
 * @param options.again an empty object is old enough to be judged
 */
export async function acceptUpload(deps: AcceptUpload, event: UploadEvent, { again = false } = {}): Promise<Accepted> {
  try {
    return await accept(deps, event, again);
  } catch (error) {
    if (!(error instanceof RefusedForGoodError)) throw error;
    deps.log.error('an upload cannot be made a job as it is', { s3_key: event.s3_key, error });
    return rejectUpload(deps, event, jobError('unsupported_option', UNSTORABLE));
  }
}

const UNSTORABLE = "the object's metadata asks for values that cannot be stored; upload it with plainer ones";

/**
 * Fails an upload for a reason that no other try would change. What it asks for is left out, as that may be the reason.
 */
export async function rejectUpload(deps: AcceptUpload, event: UploadEvent, error: JobError): Promise<Accepted> {
  const owner = await ownerOf(deps, event);
  const row = await takeIdentity(deps, newJob(owner, {}), sized(event), false);
  if (!row) return { kind: 'ignored' };
  const isOpen = row.status === 'registered' || (row.status === 'launching' && !row.queued_at);
  return isOpen ? refuse(deps, row, error) : { kind: 'repeated', job_id: row.job_id };
}

async function accept(deps: AcceptUpload, event: UploadEvent, again: boolean): Promise<Accepted> {
  if (!parseUploadKey(event.s3_key)) return { kind: 'ignored' };
  if (isCompanion(event.s3_key)) return { kind: 'ignored', because: 'an operating system or program put it there' };
  if (isMarker(event)) return { kind: 'ignored' };
  const owner = await ownerOf(deps, event);
  const { upload, options, error } = await inspectUpload(deps, event, newJob(owner, {}).job.options);
  if (isMarker(upload)) return { kind: 'ignored' };
  if (error?.code === 'empty_file' && !again) return { kind: 'postponed' };
  if (error?.code === 'empty_file' && (await isReplaced(deps, event)))
    return { kind: 'ignored', because: 'it was empty, and another upload took its place' };
  const keeps = owner.awaiting?.awaited_upload?.kept === true;
  const row = await takeIdentity(deps, newJob(owner, options), upload, error === undefined && !keeps);
  if (!row) return { kind: 'ignored' };
  await extendRegistration(deps, owner, event);
  if (row.status === 'registered' && error) return refuse(deps, row, error);
  if (row.status === 'registered' && row.awaited_upload?.kept) return { kind: 'kept', job_id: row.job_id };
  return enqueue(deps, row);
}

/** Mounts put nothing, then the file, under one key. What is there now has an event of its own. */
async function isReplaced(deps: AcceptUpload, { s3_key, s3_version_id }: UploadEvent): Promise<boolean> {
  const head = await headIfReadable(deps, s3_key);
  if (!head) return false;
  return s3_version_id === undefined ? head.size_bytes > 0 : head.version_id !== s3_version_id;
}

async function headIfReadable(deps: AcceptUpload, s3_key: string): Promise<ObjectHead | undefined> {
  return deps.objects.head(s3_key).catch((error) => {
    if (error instanceof ObjectUnreadableError) return undefined;
    throw error;
  });
}

async function enqueue(deps: AcceptUpload, row: JobRow): Promise<Accepted> {
  const { job_id } = row;
  if (row.status !== 'registered' && (row.status !== 'launching' || row.queued_at)) return { kind: 'repeated', job_id };
  const waiting = row.status === 'registered' ? await start(deps, row) : row;
  return { kind: await startJob(deps, waiting), job_id };
}

async function start(deps: AcceptUpload, row: JobRow): Promise<JobRow> {
  const update = launch(row, deps.clock.now());
  await deps.table.write(update);
  return rowAfter(row, update);
}

async function refuse(deps: AcceptUpload, row: JobRow, error: JobError): Promise<Accepted> {
  const failed = await failJob(deps, row, error);
  return { kind: failed.ended ? 'failed' : 'repeated', job_id: row.job_id };
}
