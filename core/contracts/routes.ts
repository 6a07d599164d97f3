/** The routes of the API: what the stack makes, what the Lambdas answer, and what docs/openapi.json says of both. */
import * as z from 'zod';
import { AUDIO_NOTES_ROUTES } from './audio-notes.ts';
import { AUDIO_TEXT_ROUTES } from './audio-text.ts';
import { Estimate, EstimateRequest } from './estimate.ts';
import { client, getJob, JOB_ROUTES, redirectToTranscript } from './job-routes.ts';
import { KEY_ROUTES } from './key-routes.ts';
import { TenantLimits, TenantUsage } from './keys.ts';
import { LIVE_ROUTES } from './live-routes.ts';
import { Operation } from './operation.ts';
import { RegistrationRequest, rotationRequest, WebhookTestRequest } from './registration.ts';
import type { Route } from './route.ts';
import { Description, Health, Models, Readiness } from './service-answers.ts';
import { UPLOAD_ROUTES } from './upload-routes.ts';
import { Registration, Rotation, WebhookTest } from './webhook-answers.ts';

const CallbackPath = z.object({ callback_id: z.string() });

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

const webhookTest = {
  ...client,
  method: 'POST',
  path: '/api/v1/webhooks/test',
  body: WebhookTestRequest,
  tag: 'callbacks',
  summary: 'Send a signed sample to a receiver, and see what it answers.',
  description:
    'One attempt, now, with a complete document that has the warning test. Nothing is kept, and no job comes of it.',
  answer: { status: 200, description: 'What was sent, and what came of it.', body: WebhookTest },
  problems: [400, 403, 413, 429],
  handler: 'testWebhook',
} as const;

const models = {
  ...client,
  method: 'GET',
  path: '/api/v1/models',
  tag: 'service',
  summary: 'The models that a request may name, and what they can do.',
  description: 'Those that this deployment serves, the default first.',
  answer: { status: 200, description: 'All of them.', body: Models },
  problems: [403, 429],
  handler: 'getModels',
} as const;

const estimate = {
  ...client,
  method: 'POST',
  path: '/api/v1/estimate',
  body: EstimateRequest,
  tag: 'jobs',
  summary: 'About how long a recording would take and what it would cost.',
  answer: { status: 200, description: 'By what this deployment has done so far with the model.', body: Estimate },
  problems: [400, 403, 413, 422, 429],
  handler: 'estimate',
} as const;

const open = { method: 'GET', tag: 'service', problems: [429], scope: 'none' } as const;
const page = { ...open, lambda: 'docs' } as const;

export const ROUTES = {
  registerCallback: { ...registration, path: '/api/v1/callbacks' },
  rotateCallbackSecret: { ...rotation, path: '/api/v1/callbacks/{callback_id}/secret' },
  testWebhook: webhookTest,
  getModels: models,
  estimate,
  ...UPLOAD_ROUTES,
  ...AUDIO_TEXT_ROUTES,
  ...AUDIO_NOTES_ROUTES,
  ...JOB_ROUTES,
  ...LIVE_ROUTES,
  getUsage: {
    ...client,
    method: 'GET',
    path: '/api/v1/usage',
    tag: 'usage',
    summary: 'What the jobs of your tenant came to, today and this month.',
    answer: { status: 200, description: 'What has ended by now.', body: TenantUsage },
    problems: [403, 429],
    handler: 'getUsage',
  },
  getLimits: {
    ...client,
    method: 'GET',
    path: '/api/v1/limits',
    tag: 'usage',
    summary: 'What your key is held to.',
    description:
      'When what was spent is reached, registrations answer 429 with Retry-After, and jobs of uploads are held until it counts anew; jobs beyond concurrent_jobs are held until others have ended. Requests a second and a month are held to the plan besides.',
    answer: { status: 200, description: 'The limits.', body: TenantLimits },
    problems: [403, 429],
    handler: 'getLimits',
  },
  ...KEY_ROUTES,
  getOperation: {
    method: 'GET',
    path: '/api/v1/operation',
    scope: 'operator',
    lambda: 'api',
    tag: 'service',
    summary: 'What the service is at, what holds it back, and what it came to.',
    description: 'For people and pages; getMetrics has the same and more for Prometheus.',
    answer: { status: 200, description: 'By now.', body: Operation },
    problems: [403, 429],
    handler: 'getOperation',
  },
  getMetrics: {
    method: 'GET',
    path: '/metrics',
    scope: 'operator',
    lambda: 'api',
    tag: 'service',
    summary: 'What the service has done and what it is at, for Prometheus.',
    answer: { status: 200, description: 'All metrics.', texts: ['text/plain'] },
    problems: [403, 429],
    handler: 'getMetrics',
  },
  registerCallbackUnversioned: { ...registration, path: '/api' },
  rotateCallbackSecretUnversioned: { ...rotation, path: '/api/callbacks/{callback_id}/secret' },
  getJobUnversioned: { ...getJob, path: '/api/jobs/{job_id}' },
  redirectToTranscript,
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
  getPage: {
    ...open,
    path: '/ui',
    summary: 'A page to upload, follow and read with, for people.',
    description: 'Not there where the operator has switched it off. It uses the routes of this document and no others.',
    answer: { status: 200, description: 'The page.', texts: ['text/html'], tagged: true },
    lambda: 'web',
    handler: 'page',
  },
  getPageFile: {
    ...open,
    path: '/ui/{file}',
    params: z.object({ file: z.string() }),
    summary: 'What that page is made of.',
    answer: { status: 200, description: 'The file.', texts: ['text/css', 'text/javascript'], tagged: true },
    problems: [404, 429],
    lambda: 'web',
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
