/** The routes about jobs; `routes.ts` is the whole table. */
import * as z from 'zod';
import { Deletion, Job, JobHeaders, JobList, RetryHeaders } from './job-answers.ts';
import { JobRequest } from './job-request.ts';
import { JobsQuery, RetryRequest, TranscriptQuery } from './job-requests.ts';
import type { Route } from './route.ts';
import { TranscriptAnswer, TranscriptRedirect } from './transcript-answers.ts';
import { Version, VersionHeaders, VersionList, VersionRequest } from './versions.ts';
import { Deliveries, Delivery } from './webhook-answers.ts';

export const client = { scope: 'client', lambda: 'api' } as const;

const JobPath = z.object({
  job_id: z.string().meta({
    description: 'The callback_id for the first file of a callback; each further file has an id of its own.',
  }),
});

const DeliveryPath = JobPath.extend({ delivery_id: z.string().meta({ description: 'The webhook-id.' }) });

export const ofOneJob = { ...client, params: JobPath, tag: 'jobs' } as const;

/** Under two names. */
export const getJob = {
  ...ofOneJob,
  method: 'GET',
  summary: 'How a job and its webhook are doing.',
  answer: { status: 200, description: 'The job.', body: Job },
  problems: [403, 404, 429],
  handler: 'getJob',
} as const;

/** For clients of the time before links. */
export const redirectToTranscript = {
  ...ofOneJob,
  method: 'GET',
  path: '/api/jobs/{job_id}/transcript',
  summary: 'The finished transcript by redirect, for clients that know no links.',
  description:
    'Better: getTranscript, or links.json of the job. Most clients that follow a redirect by themselves (`curl -L`, fetch) send X-API-Key to the other host too, where it is of no use and may be logged. Whoever uses this route reads the location and fetches it without the key; the link is good for 15 minutes.',
  answer: { status: 302, description: 'To the transcript as JSON.', headers: TranscriptRedirect },
  problems: [403, 404, 409, 429],
  handler: 'redirectToTranscript',
} as const;

const creation = {
  ...client,
  method: 'POST',
  body: JobRequest,
  tag: 'jobs',
  summary: 'Have a file transcribed that is in the web, or was uploaded.',
  description:
    'The job waits for a worker at once. A file of the web is fetched by the worker, on each attempt anew, and can fail with a code url_… .',
  answer: { status: 202, description: 'The job.', body: Job, headers: JobHeaders },
  problems: [400, 403, 404, 409, 413, 429],
  handler: 'createJob',
} as const;

export const JOB_ROUTES = {
  createJob: { ...creation, path: '/api/v1/jobs' },
  listJobs: {
    ...client,
    method: 'GET',
    path: '/api/v1/jobs',
    query: JobsQuery,
    tag: 'jobs',
    summary: 'Your jobs, the newest first.',
    description:
      'A page may hold fewer jobs than limit, even none, and the list still go on: it ends where next_cursor is null. A job that is there all the while comes once. One that was made a moment ago may be missing.',
    answer: { status: 200, description: 'A page of them.', body: JobList },
    problems: [400, 403, 429],
    handler: 'listJobs',
  },
  transcribe: { ...creation, path: '/api/v1/transcribe' },
  getJob: { ...getJob, path: '/api/v1/jobs/{job_id}' },
  deleteJob: {
    ...ofOneJob,
    method: 'DELETE',
    path: '/api/v1/jobs/{job_id}',
    summary: 'Remove all data of a job: file, results, webhooks.',
    description:
      'From then on the job is not found. What is stored goes within minutes, every version of it; one that was at work, when its worker can write no more, two minutes later at most. A job that is not over ends, without a webhook. A file that a retry is of stays for that one. The callback stays.',
    answer: { status: 202, description: 'It is being removed.', body: Deletion },
    problems: [403, 404, 409, 429],
    handler: 'deleteJob',
  },
  getTranscript: {
    ...ofOneJob,
    method: 'GET',
    path: '/api/v1/jobs/{job_id}/transcript',
    query: TranscriptQuery,
    summary: 'The finished transcript itself, in the format of your choice.',
    description:
      'Never a redirect. Of the original as it was heard, or of an edited version. A format that the job did not ask for is made from its JSON. With more than 4 MB, whatever the format, the answer is JSON with a link that is good for 15 minutes; fetch it without the API key.',
    answer: {
      status: 200,
      description: 'The transcript, or where it is.',
      body: TranscriptAnswer,
      texts: ['text/plain', 'application/x-subrip', 'text/vtt', 'text/tab-separated-values'],
    },
    problems: [400, 403, 404, 406, 409, 429],
    handler: 'getTranscript',
  },
  saveVersion: {
    ...ofOneJob,
    method: 'POST',
    path: '/api/v1/jobs/{job_id}/versions',
    body: VersionRequest,
    summary: 'Save an edit of the transcript as a new version, or go back to an older one.',
    description:
      'Only what changes is sent, in at most 4 MB. The versions before stay as they are, and so does the result as it was stored and sent. Words that stayed keep their times and probabilities. 409 when the edit is not of the newest version (not_the_newest_version; errors and detail name it), when nothing would change, and beyond 200 versions.',
    answer: { status: 201, description: 'The new version.', body: Version, headers: VersionHeaders },
    problems: [400, 403, 404, 409, 413, 429],
    handler: 'saveVersion',
  },
  listVersions: {
    ...ofOneJob,
    method: 'GET',
    path: '/api/v1/jobs/{job_id}/versions',
    summary: 'The versions of the transcript: who made them, and when.',
    answer: { status: 200, description: 'All there are.', body: VersionList },
    problems: [403, 404, 409, 429],
    handler: 'listVersions',
  },
  cancelJob: {
    ...ofOneJob,
    method: 'POST',
    path: '/api/v1/jobs/{job_id}/cancel',
    summary: 'End a job that is not over.',
    description:
      'One that waits is never started; the work on one that runs ends within 5 seconds. A webhook says so (status cancelled). Of a callback without a file yet, the first file that comes is the one that is cancelled. To cancel again changes nothing.',
    answer: { status: 200, description: 'The job is cancelled.', body: Job },
    problems: [403, 404, 409, 429],
    handler: 'cancelJob',
  },
  retryJob: {
    ...ofOneJob,
    method: 'POST',
    path: '/api/v1/jobs/{job_id}/retry',
    body: RetryRequest,
    bodyOptional: true,
    summary: 'Try the file of a job again that failed or was cancelled.',
    description:
      'The answer is a further job, with an id and a webhook of its own, and retry_of; the one before stays as it is. Options that are given take the place of those it had. Asked again with the same options the answer is the same job; to try once more after that one, retry that one.',
    answer: { status: 202, description: 'The further job.', body: Job, headers: RetryHeaders },
    problems: [400, 403, 404, 409, 413, 429],
    handler: 'retryJob',
  },
  getDeliveries: {
    ...ofOneJob,
    method: 'GET',
    path: '/api/v1/jobs/{job_id}/deliveries',
    summary: 'What became of the webhooks of a job, attempt by attempt.',
    description: 'None without a callback, and until the job has ended.',
    answer: { status: 200, description: 'All there are.', body: Deliveries },
    problems: [403, 404, 429],
    handler: 'getDeliveries',
  },
  redeliver: {
    ...ofOneJob,
    method: 'POST',
    path: '/api/v1/jobs/{job_id}/deliveries/{delivery_id}/redeliver',
    params: DeliveryPath,
    summary: 'Send a webhook again, whatever became of it.',
    description:
      'The same webhook-id and body, now, with the whole schedule before it. A callback that was stopped, by a 410 or by days of failures, is sent to again.',
    answer: { status: 202, description: 'It is on its way.', body: Delivery },
    problems: [403, 404, 409, 429],
    handler: 'redeliver',
  },
} as const satisfies Record<string, Route>;
