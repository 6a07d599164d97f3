/** The routes of the API: what the stack makes, what the Lambdas answer, and what docs/openapi.json says of both. */
import * as z from 'zod';
import {
  Description,
  Health,
  Job,
  JobList,
  Readiness,
  Registration,
  RetryHeaders,
  Rotation,
  TranscriptAnswer,
  TranscriptRedirect,
} from './answers.ts';
import { JobStatus, RecordingId } from './job-row.ts';
import { ResultFormat, TranscriptionOptions } from './options.ts';
import { RegistrationRequest, rotationRequest } from './registration.ts';
import type { Route } from './route.ts';

const CallbackPath = z.object({ callback_id: z.string() });
const JobPath = z.object({
  job_id: z.string().meta({
    description: 'The callback_id for the first file of a callback; each further file has an id of its own.',
  }),
});

export const TranscriptQuery = z.strictObject({
  format: ResultFormat.optional().meta({ description: 'Goes before the header Accept. Default json.' }),
});

const Instant = z.iso.datetime({ offset: true });

export const JobsQuery = z.strictObject({
  status: JobStatus.optional(),
  language: z.string().min(1).max(20).optional().meta({
    description: 'A code such as sv: what was spoken; until that is known, what was asked for.',
  }),
  recording_id: RecordingId.optional(),
  callback_id: z.string().min(1).max(200).optional(),
  created_after: Instant.optional().meta({ description: 'Made then or later.' }),
  created_before: Instant.optional().meta({ description: 'Made before then.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(2000).optional().meta({
    description: 'next_cursor of the page before, with the same filters; limit may be another.',
  }),
});
export type JobsQuery = z.infer<typeof JobsQuery>;

/** What the deployed model cannot do is refused, as in a registration. */
export const RetryRequest = TranscriptionOptions.meta({ examples: [{ language: 'sv' }] });

const client = { scope: 'client', lambda: 'api' } as const;

const registration = {
  ...client,
  method: 'POST',
  body: RegistrationRequest,
  tag: 'callbacks',
  summary: 'Register a callback and get a place to upload to.',
  answer: { status: 200, description: 'Registered.', body: Registration },
  problems: [400, 403, 413, 429],
  handler: 'registerCallback',
} as const;

const rotation = {
  ...client,
  method: 'POST',
  params: CallbackPath,
  body: rotationRequest,
  tag: 'callbacks',
  summary: 'Give a callback a new secret; for a while the old one signs too.',
  answer: { status: 200, description: 'The new secret signs from now on.', body: Rotation },
  problems: [400, 403, 404, 409, 413, 429],
  handler: 'rotateCallbackSecret',
} as const;

const job = {
  ...client,
  method: 'GET',
  params: JobPath,
  tag: 'jobs',
  summary: 'How a job and its webhook are doing.',
  answer: { status: 200, description: 'The job.', body: Job },
  problems: [403, 404, 429],
  handler: 'getJob',
} as const;

const ofOneJob = { ...client, params: JobPath, tag: 'jobs' } as const;

const open = { method: 'GET', tag: 'service', problems: [429], scope: 'none' } as const;
const page = { ...open, lambda: 'docs' } as const;

export const ROUTES = {
  registerCallback: { ...registration, path: '/api/v1/callbacks' },
  rotateCallbackSecret: { ...rotation, path: '/api/v1/callbacks/{callback_id}/secret' },
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
  getJob: { ...job, path: '/api/v1/jobs/{job_id}' },
  getTranscript: {
    ...client,
    method: 'GET',
    path: '/api/v1/jobs/{job_id}/transcript',
    params: JobPath,
    query: TranscriptQuery,
    tag: 'jobs',
    summary: 'The finished transcript itself, in the format of your choice.',
    description:
      'Never a redirect. A format that the job did not ask for is made from its JSON. With more than 4 MB, whatever the format, the answer is JSON with a link that is good for 15 minutes; fetch it without the API key.',
    answer: {
      status: 200,
      description: 'The transcript, or where it is.',
      body: TranscriptAnswer,
      texts: ['text/plain', 'application/x-subrip', 'text/vtt'],
    },
    problems: [400, 403, 404, 406, 409, 429],
    handler: 'getTranscript',
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
  registerCallbackUnversioned: { ...registration, path: '/api' },
  rotateCallbackSecretUnversioned: { ...rotation, path: '/api/callbacks/{callback_id}/secret' },
  getJobUnversioned: { ...job, path: '/api/jobs/{job_id}' },
  redirectToTranscript: {
    ...client,
    method: 'GET',
    path: '/api/jobs/{job_id}/transcript',
    params: JobPath,
    tag: 'jobs',
    summary: 'The finished transcript by redirect, for clients that know no links.',
    description:
      'Better: getTranscript, or links.json of the job. Most clients that follow a redirect by themselves (`curl -L`, fetch) send X-API-Key to the other host too, where it is of no use and may be logged. Whoever uses this route reads the location and fetches it without the key; the link is good for 15 minutes.',
    answer: { status: 302, description: 'To the transcript as JSON.', headers: TranscriptRedirect },
    problems: [403, 404, 409, 429],
    handler: 'redirectToTranscript',
  },
  getHealth: {
    ...open,
    path: '/health',
    summary: 'Whether the API runs.',
    answer: { status: 200, description: 'It does.', body: Health },
    lambda: 'api',
    handler: 'health',
  },
  getReadiness: {
    ...open,
    path: '/ready',
    summary: 'Whether the API reaches what it keeps its data in.',
    answer: { status: 200, description: 'It does.', body: Readiness },
    problems: [429, 503],
    lambda: 'api',
    handler: 'ready',
  },
  getDescription: {
    ...page,
    path: '/openapi.json',
    summary: 'This document.',
    answer: { status: 200, description: 'OpenAPI 3.1.', body: Description, tagged: true },
    handler: 'description',
  },
  getDocs: {
    ...page,
    path: '/docs',
    summary: 'This document as a page to read and try.',
    answer: { status: 200, description: 'The page.', texts: ['text/html'], tagged: true },
    handler: 'page',
  },
  getDocsFile: {
    ...page,
    path: '/docs/{file}',
    params: z.object({ file: z.string() }),
    summary: 'What the page is made of.',
    answer: { status: 200, description: 'The file.', texts: ['text/css', 'text/javascript'], tagged: true },
    problems: [404, 429],
    handler: 'file',
  },
  getRedoc: {
    ...page,
    path: '/redoc',
    summary: 'Where some expect the page.',
    answer: { status: 308, description: 'To the page.', headers: z.object({ location: z.string() }) },
    handler: 'toPage',
  },
} as const satisfies Record<string, Route>;

type Known = (typeof ROUTES)[keyof typeof ROUTES];
export type RouteOf<Lambda extends Route['lambda']> = Extract<Known, { lambda: Lambda }>;

export function routesOf<Lambda extends Route['lambda']>(lambda: Lambda): RouteOf<Lambda>[] {
  return Object.values(ROUTES).filter((route): route is RouteOf<Lambda> => route.lambda === lambda);
}
