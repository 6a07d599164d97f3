/** The client: the calls of the API, and what takes more than one call. */
import { type CallOptions, type Calls, callsOf } from './calls.ts';
import { pause } from './retry.ts';
import type { Job, JobSummary, operations, Upload } from './schema.ts';
import { type UploadOptions, uploader } from './upload.ts';

export type JobsQuery = NonNullable<operations['listJobs']['parameters']['query']>;
export type EndedJob = Job & { status: 'completed' | 'failed' | 'cancelled' };
export type TranscriptionClientOptions = CallOptions;
export type WaitOptions = {
  /** Ends the wait: `AbortSignal.timeout(60_000)` is a limit of a minute. */
  signal?: AbortSignal;
  /** Default 2. */
  everySeconds?: number;
  /** Called with each look at the job that found it changed. */
  onChange?: (job: Job) => void;
};

export type TranscriptionClient = Calls & {
  /** Sends a file, with the options of its job; large ones in parts. Its job starts by itself. */
  upload(file: Blob, options?: UploadOptions): Promise<Upload>;
  /** Waits until a job is over, whatever came of it: `status` says. */
  waitForJob(jobId: string, options?: WaitOptions): Promise<EndedJob>;
  /** The jobs, page by page, the newest first; a page may be empty and others follow. */
  pages(query?: JobsQuery): AsyncGenerator<JobSummary[], void>;
};

const ENDS: readonly string[] = ['completed', 'failed', 'cancelled'] satisfies EndedJob['status'][];

export function createTranscriptionClient(options: TranscriptionClientOptions): TranscriptionClient {
  const calls = callsOf(options);
  return {
    ...calls,
    upload: uploader(calls, options.fetch),
    waitForJob: (jobId, wait = {}) => waitForJob(calls, jobId, wait),
    pages: (query = {}) => pages(calls, query),
  };
}

async function waitForJob(
  { GET }: Calls,
  job_id: string,
  { signal, everySeconds = 2, onChange }: WaitOptions,
): Promise<EndedJob> {
  const init = { params: { path: { job_id } }, ...(signal && { signal }) };
  for (let before = ''; ; await pause(everySeconds, signal)) {
    const { data: job } = await GET('/api/v1/jobs/{job_id}', init);
    const { status, progress, updated_at } = job;
    const seen = JSON.stringify([status, progress, updated_at]);
    if (seen !== before) onChange?.(job);
    before = seen;
    if (isEnded(job)) return job;
  }
}

const isEnded = (job: Job): job is EndedJob => ENDS.includes(job.status);

async function* pages({ GET }: Calls, query: JobsQuery): AsyncGenerator<JobSummary[], void> {
  let cursor = query.cursor ?? null;
  do {
    const { data } = await GET('/api/v1/jobs', { params: { query: { ...query, ...(cursor !== null && { cursor }) } } });
    yield data.jobs;
    cursor = data.next_cursor;
  } while (cursor !== null);
}
