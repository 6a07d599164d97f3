/** What a job is to transcribe, on the worker's disk: an upload of the bucket, or a file of the web. */
import type { SourcedJob, WebJob } from '../contracts/job-row.ts';
import type { UploadLimits } from '../contracts/settings.ts';
import {
  DiskFullError,
  JobFailure,
  ObjectMissingError,
  ObjectUnreadableError,
  unreadableFailure,
} from '../shared/errors.ts';
import type { Objects } from '../shared/object-ports.ts';
import type { Scratch, Sealer, WebFiles } from '../shared/ports.ts';

export type FetchSource = {
  objects: Pick<Objects, 'download'>;
  scratch: Scratch;
  sealer: Pick<Sealer, 'unseal'>;
  web: WebFiles;
  uploadLimits: UploadLimits;
};

/**
 * @returns the job with what is known of its file only now
 * @throws JobFailure for a file that is not to be had
 */
export async function fetchSource(
  deps: FetchSource,
  job: SourcedJob,
  path: string,
  signal: AbortSignal,
): Promise<SourcedJob> {
  try {
    if (job.web_source) return await fetchFromWeb(deps, job, path, signal);
    const version = job.s3_version_id ? { version_id: job.s3_version_id } : {};
    await deps.objects.download({ key: job.s3_key, ...version }, path, signal);
    return job;
  } catch (error) {
    throw downloadFailure(error);
  }
}

async function fetchFromWeb(deps: FetchSource, job: WebJob, path: string, signal: AbortSignal): Promise<SourcedJob> {
  const { sealed_url, sealed_for } = job.web_source;
  const url = await deps.sealer.unseal(sealed_url, sealed_for);
  const { max_bytes } = deps.uploadLimits;
  const admit = (bytes: number) => deps.scratch.requireRoom(bytes);
  const { size_bytes, version } = await deps.web.fetch(url, path, { max_bytes, admit, signal });
  if (size_bytes === 0) throw new JobFailure('empty_file', 'the file under the URL has 0 bytes');
  // What another attempt heard is gone on with only where this is known to be the same file.
  return { ...job, size_bytes, upload_version: version ?? `of attempt ${job.attempt}` };
}

function downloadFailure(error: unknown): unknown {
  if (error instanceof ObjectMissingError)
    return new JobFailure('download_failed', 'the file was removed before it could be read; upload it again');
  if (error instanceof DiskFullError)
    return new JobFailure(
      'download_failed',
      "the worker's disk ran full; the operator can give workers larger disks (volumeGib)",
    );
  return error instanceof ObjectUnreadableError ? unreadableFailure(error) : error;
}
