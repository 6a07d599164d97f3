/** Answers of this service as those of an older one; see core/contracts/audio-notes.ts. */
import type { AudioResult, AudioStatus, AudioUpload } from '../contracts/audio-notes.ts';
import type { JobRow } from '../contracts/job-row.ts';
import { sourceName } from '../shared/source.ts';

export function audioUpload(job: JobRow, apiBase: string): AudioUpload {
  const { job_id, status, filename, result_url } = audioStatus(job, apiBase);
  return { job_id, status, filename, status_url: `${apiBase}/status/${job_id}`, result_url };
}

export function audioStatus(job: JobRow, apiBase: string): AudioStatus {
  const { job_id, status, awaited_upload, created_at, updated_at, error } = job;
  return {
    job_id,
    status: STATUSES[status],
    filename: sourceName(awaited_upload && job.s3_key === undefined ? awaited_upload : job),
    created_at,
    updated_at,
    error: error?.message ?? null,
    result_url: `${apiBase}/result/${job_id}`,
  };
}

/** @param text null where it is too long for an answer */
export function audioResult(job_id: string, text: string | null, apiBase: string): AudioResult {
  const transcript_url = `${apiBase}/api/v1/jobs/${job_id}/transcript`;
  return { job_id, status: 'completed', transcription: text, notes: null, transcript_url };
}

const STATUSES = {
  registered: 'pending',
  launching: 'pending',
  processing: 'processing',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'failed',
} as const satisfies Record<JobRow['status'], AudioStatus['status']>;
