/** An upload as its client sees it: with links to what is still to be sent. */
import type { JobRow } from '../contracts/job-row.ts';
import type { AwaitedUpload } from '../contracts/job-source.ts';
import type { PartLinks, Upload } from '../contracts/uploads.ts';
import { RequestProblem } from '../shared/errors.ts';
import { s3Uri } from '../shared/object-keys.ts';
import type { PartsUpload, UploadLinks } from '../shared/object-ports.ts';
import type { Clock } from '../shared/ports.ts';
import { plusSeconds } from '../shared/time.ts';
import { missingParts, partsOf } from './upload-parts.ts';

export type ShowUpload = { uploadLinks: UploadLinks; clock: Clock; bucket: string };

/** Links end with the credentials of the Lambda that signed them, which has them for hours: fresh ones are a request away. */
const LINK_SECONDS = 3600;

export type AwaitingJob = JobRow & { awaited_upload: AwaitedUpload };

/** @throws RequestProblem 409 when the upload is over */
export async function shownUpload(deps: ShowUpload, job: AwaitingJob, apiBase: string): Promise<Upload> {
  const { s3_key, size_bytes } = job.awaited_upload;
  return {
    upload_id: job.job_id,
    job_id: job.job_id,
    status_url: `${apiBase}/api/v1/jobs/${job.job_id}`,
    s3_uri: s3Uri(deps.bucket, s3_key),
    size_bytes,
    links_expire_at: plusSeconds(deps.clock.now(), LINK_SECONDS),
    ...(await links(deps, job.awaited_upload)),
  };
}

async function links(deps: ShowUpload, awaited: AwaitedUpload): Promise<Pick<Upload, 'post' | 'multipart'>> {
  const upload = inParts(awaited);
  if (upload) return { multipart: await partLinks(deps, awaited, upload) };
  const { s3_key: key, size_bytes, content_type } = awaited;
  return { post: await deps.uploadLinks.post({ key, size_bytes, content_type }, { seconds: LINK_SECONDS }) };
}

async function partLinks(
  { uploadLinks }: ShowUpload,
  { size_bytes }: AwaitedUpload,
  { part_bytes, ...upload }: Parts,
): Promise<PartLinks> {
  const there = await uploadLinks.partsOf(upload);
  if (!there) throw uploadIsOver();
  const numbers = missingParts(partsOf(size_bytes, part_bytes), there).map(({ number }) => number);
  const urls = await uploadLinks.partLinks(upload, numbers, { seconds: LINK_SECONDS });
  return { part_bytes, parts: numbers.map((number, at) => ({ number, url: urls[at] ?? '' })) };
}

export type Parts = PartsUpload & { part_bytes: number };

/** Undefined for a file that is sent in one. */
export function inParts({ s3_key, multipart_id, part_bytes }: AwaitedUpload): Parts | undefined {
  if (multipart_id === undefined || part_bytes === undefined) return undefined;
  return { key: s3_key, upload_id: multipart_id, part_bytes };
}

export function uploadIsOver(): RequestProblem {
  const detail = 'the upload is over: its file has come, or it was ended; look at the job, or begin another upload';
  return new RequestProblem({ status: 409, code: 'upload_over', detail });
}
