/** Requests and answers of Audio Text Backend as those of this service; see core/contracts/audio-text.ts. */

import { PresignedUrlRequest, TranscribeRequest, type TranscriptionJob } from '../contracts/audio-text.ts';
import type { JobSummary } from '../contracts/job-answers.ts';
import type { JobError, JobRow } from '../contracts/job-row.ts';
import type { Upload } from '../contracts/uploads.ts';
import { UPLOAD_PREFIX } from '../shared/object-keys.ts';
import { badRequest, parseRequest } from '../shared/request.ts';
import { sourceName } from '../shared/source.ts';
import { secondsBetween } from '../shared/time.ts';

/** The least that S3 takes of a part: a file of up to 10 MB is two at most, and one has to have one link. */
const WHOLE_FILE = 10 * 1024 ** 2;
const UPLOAD = new RegExp(`/${UPLOAD_PREFIX}([\\w-]+)/`);

/** Body of `startUpload`. A part is sent by PUT, as clients of that service do, and a form is not. */
export function uploadAsked(body: unknown) {
  const { filename, file_size } = parseRequest(PresignedUrlRequest, body);
  return { file_name: filename, size_bytes: file_size, part_bytes: WHOLE_FILE };
}

export function presignedUrl({ multipart }: Upload) {
  return { url: multipart?.parts[0]?.url ?? '' };
}

/** @returns the id of the upload whose link is named, which is that of its job */
export function uploadNamed(body: unknown): string {
  const { url } = parseRequest(TranscribeRequest, body);
  const id = UPLOAD.exec(url)?.[1];
  if (id !== undefined) return id;
  throw badRequest([{ pointer: '/url', message: 'expected the url that /api/v1/audio/presigned-url answered with' }]);
}

/** @param text the transcript's, where it is there and asked for */
export function transcriptionJob(job: JobRow, text: string | null): TranscriptionJob {
  const { started_at, finished_at, awaited_upload } = job;
  const file = awaited_upload && job.s3_key === undefined ? awaited_upload : job;
  return {
    ...shown(job, sourceName(file)),
    result_text: text,
    processing_time_seconds: started_at && finished_at ? secondsBetween(started_at, finished_at) : null,
  };
}

export function listedJob(job: JobSummary): TranscriptionJob {
  return { ...shown(job, job.file?.name ?? ''), result_text: null, processing_time_seconds: null };
}

type Common = Pick<JobRow, 'job_id' | 'status' | 'created_at' | 'updated_at'> & { error?: JobError | null | undefined };

function shown({ job_id, status, created_at, updated_at, error }: Common, filename: string) {
  return {
    id: job_id,
    filename,
    status: STATUSES[status],
    creation_date: created_at,
    update_date: updated_at,
    error_message: error?.message ?? null,
  };
}

const STATUSES = {
  registered: 'pending',
  launching: 'pending',
  processing: 'processing',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'failed',
} as const satisfies Record<JobRow['status'], TranscriptionJob['status']>;
