/** The routes of the API: what the stack makes, what the Lambda answers, and what docs/openapi.json says of both. */
import * as z from 'zod';
import { Job, Registration, Rotation, TranscriptRedirect } from './answers.ts';
import { RegistrationRequest, rotationRequest } from './registration.ts';

export type Route = {
  method: 'GET' | 'POST';
  path: string;
  /** What stands in the braces of the path. */
  params?: z.ZodObject;
  body?: z.ZodObject;
  tag: 'callbacks' | 'jobs';
  summary: string;
  description?: string;
  answer: { status: 200 | 302; description: string; body?: z.ZodObject; headers?: z.ZodObject };
  /** Statuses of its problems; that the service failed can be said by every route. */
  problems: readonly (400 | 403 | 404 | 409 | 413 | 429)[];
};

const CallbackPath = z.object({ callback_id: z.string() });
const JobPath = z.object({
  job_id: z.string().meta({
    description: 'The callback_id for the first file of a callback; each further file has an id of its own.',
  }),
});

export const ROUTES = {
  registerCallback: {
    method: 'POST',
    path: '/api',
    body: RegistrationRequest,
    tag: 'callbacks',
    summary: 'Register a callback and get a place to upload to.',
    answer: { status: 200, description: 'Registered.', body: Registration },
    problems: [400, 403, 413, 429],
  },
  rotateCallbackSecret: {
    method: 'POST',
    path: '/api/callbacks/{callback_id}/secret',
    params: CallbackPath,
    body: rotationRequest,
    tag: 'callbacks',
    summary: 'Give a callback a new secret; for a while the old one signs too.',
    answer: { status: 200, description: 'The new secret signs from now on.', body: Rotation },
    problems: [400, 403, 404, 409, 413, 429],
  },
  getJob: {
    method: 'GET',
    path: '/api/jobs/{job_id}',
    params: JobPath,
    tag: 'jobs',
    summary: 'How a job and its webhook are doing.',
    answer: { status: 200, description: 'The job.', body: Job },
    problems: [403, 404, 429],
  },
  getTranscript: {
    method: 'GET',
    path: '/api/jobs/{job_id}/transcript',
    params: JobPath,
    tag: 'jobs',
    summary: 'The finished transcript by redirect, for clients that know no links.',
    description:
      'Better: links.json of the job. Most clients that follow a redirect by themselves (`curl -L`, fetch) send X-API-Key to the other host too, where it is of no use and may be logged. Whoever uses this route reads the location and fetches it without the key; the link is good for 15 minutes.',
    answer: { status: 302, description: 'To the transcript as JSON.', headers: TranscriptRedirect },
    problems: [403, 404, 409, 429],
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;
