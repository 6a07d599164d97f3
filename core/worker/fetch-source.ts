/** What a job is to transcribe, on the worker's disk: an upload of the bucket, or a file of the web or of another bucket. */
import type { SourcedJob, WebJob } from '../contracts/job-row.ts';
import type { FurtherBucket, UploadLimits } from '../contracts/settings.ts';
import {
  DiskFullError,
  JobFailure,
  ObjectMissingError,
  ObjectUnreadableError,
  unreadableFailure,
} from '../shared/errors.ts';
import { isS3Uri, mayRead, placeOfObject, shownUri } from '../shared/further-buckets.ts';
import type { BucketFiles, Objects } from '../shared/object-ports.ts';
import type { Scratch, Sealer, WebFetch, WebFiles } from '../shared/ports.ts';

export type FetchSource = {
  objects: Pick<Objects, 'download'>;
  scratch: Scratch;
  sealer: Pick<Sealer, 'unseal'>;
  web: WebFiles;
  buckets: BucketFiles;
  furtherBuckets: readonly FurtherBucket[];
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
  const wanted = { max_bytes, admit: (bytes: number) => deps.scratch.requireRoom(bytes), signal };
  const { size_bytes, version } = isS3Uri(url)
    ? await fetchFromBucket(deps, job, url, path, wanted)
    : await deps.web.fetch(url, path, wanted);
  if (size_bytes === 0) throw new JobFailure('empty_file', 'the file under the URL has 0 bytes');
  // What another attempt heard is gone on with only where this is known to be the same file.
  return { ...job, size_bytes, upload_version: version ?? `of attempt ${job.attempt}` };
}

/** Asked anew with each attempt: a retry, and a job that waited, may be of a bucket that its tenant has no more. */
async function fetchFromBucket(
  deps: FetchSource,
  { tenant, bucket }: WebJob,
  uri: string,
  path: string,
  wanted: WebFetch,
) {
  const place = placeOfObject(uri);
  if (!place || place.bucket === bucket || !mayRead(deps.furtherBuckets, tenant, place))
    throw new JobFailure(
      'object_unreadable',
      'your files of that bucket are not transcribed any more; ask the operator',
    );
  try {
    return await deps.buckets.fetch(place, path, wanted);
  } catch (error) {
    throw bucketFailure(error, shownUri(place));
  }
}

/** S3 does not tell who may not list a bucket whether an object is there. */
function bucketFailure(error: unknown, uri: string): unknown {
  if (error instanceof ObjectMissingError)
    return new JobFailure('download_failed', `there is no object ${uri}, or no more; put it there and try again`);
  if (error instanceof ObjectUnreadableError && error.reason === 'denied')
    return new JobFailure(
      'object_unreadable',
      `${uri} is not there, or S3 does not let the service read it: look at its name, the bucket's policy and its KMS key`,
    );
  return error;
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
