/** The routes of live updates; `routes.ts` is the whole table. */
import { client, ofOneJob } from './job-routes.ts';
import { EventsQuery, LiveEvents, Ticket } from './live.ts';
import type { Route } from './route.ts';

const events = {
  method: 'GET',
  scope: 'client',
  lambda: 'events',
  query: EventsQuery,
  answer: { status: 200, description: 'What there is, or came within the time.', body: LiveEvents },
} as const;

const ticket = {
  method: 'POST',
  answer: { status: 200, description: 'The ticket.', body: Ticket, secret: true },
} as const;

export const LIVE_ROUTES = {
  getEvents: {
    ...ofOneJob,
    ...events,
    path: '/api/v1/jobs/{job_id}/events',
    summary: 'What happens with a job, as it happens: states, and segments as they are heard.',
    description:
      'For clients without a WebSocket: asked again at once with the seq of the answer, it misses nothing. Only so many requests wait at a time; beyond that the answer is 429 with Retry-After.',
    problems: [400, 403, 404, 429],
    handler: 'getEvents',
  },
  getTenantEvents: {
    ...events,
    path: '/api/v1/events',
    tag: 'jobs',
    summary: 'Which of your jobs come to another state, as they do.',
    description: 'As the events of one job, of all; states alone.',
    problems: [400, 403, 429],
    handler: 'getTenantEvents',
  },
  giveTicket: {
    ...ofOneJob,
    ...ticket,
    path: '/api/v1/jobs/{job_id}/ticket',
    summary: 'A ticket for a WebSocket that tells what happens with a job.',
    description: 'See docs/live.md. Good for one connection, within 60 seconds.',
    problems: [403, 404, 429],
    handler: 'giveTicket',
  },
  giveTenantTicket: {
    ...client,
    ...ticket,
    path: '/api/v1/ticket',
    tag: 'jobs',
    summary: 'A ticket for a WebSocket that tells which of your jobs come to another state.',
    description: 'See docs/live.md. Good for one connection, within 60 seconds.',
    problems: [403, 429],
    handler: 'giveTenantTicket',
  },
} as const satisfies Record<string, Route>;
