/** What can be known of an upload without a worker: size, presence, whether it can be read, options in its metadata. */
import type { JobError } from '../contracts/job-row.ts';
import type { TranscriptionOptions } from '../contracts/options.ts';
import type { ModelSettings, UploadLimits } from '../contracts/settings.ts';
import type { Upload } from '../job/new-job.ts';
import { JobFailure, jobError, ObjectUnreadableError, unreadableFailure } from '../shared/errors.ts';
import type { ObjectHead, Objects } from '../shared/object-ports.ts';
import { optionsFromMetadata } from '../transcript/options.ts';
import type { ServedModels } from '../transcript/served-models.ts';

export type InspectUpload = { objects: Objects; uploadLimits: UploadLimits; models: ServedModels<ModelSettings> };

/** What an event tells of a new object; some say nothing of its size. */
export type UploadEvent = Omit<Upload, 'size_bytes'> & {
  size_bytes?: number | undefined;
  /** ISO 8601 UTC. */
  stored_at?: string | undefined;
};

export type Inspected = { upload: Upload; options: TranscriptionOptions; error?: JobError };

const GONE = 'the file was removed before it could be read';

/** @param registered options that hold where the upload has none */
export async function inspectUpload(
  deps: InspectUpload,
  event: UploadEvent,
  registered: TranscriptionOptions,
): Promise<Inspected> {
  const { size_bytes } = event;
  const refused = size_bytes === undefined ? undefined : refusedSize(size_bytes, deps.uploadLimits);
  if (refused) return { upload: sized(event, size_bytes), options: {}, error: refused };
  try {
    const head = await deps.objects.head(event.s3_key, event.s3_version_id);
    const upload = sized(event, size_bytes ?? head?.size_bytes);
    if (!head) return { upload, options: {}, error: jobError('download_failed', GONE) };
    return { upload, ...inspectHead(deps, head, registered) };
  } catch (error) {
    if (!(error instanceof ObjectUnreadableError)) throw error;
    const { code, message } = unreadableFailure(error);
    return { upload: sized(event, size_bytes), options: {}, error: jobError(code, message) };
  }
}

/** The upload as its job keeps it. */
export function sized({ stored_at: _, ...event }: UploadEvent, size_bytes = event.size_bytes ?? 0): Upload {
  return { ...event, size_bytes };
}

function inspectHead(
  deps: InspectUpload,
  head: ObjectHead,
  registered: TranscriptionOptions,
): Pick<Inspected, 'options' | 'error'> {
  const error = refusedSize(head.size_bytes, deps.uploadLimits);
  if (error) return { options: {}, error };
  try {
    return { options: optionsFromMetadata(head.metadata, deps.models, registered) };
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
