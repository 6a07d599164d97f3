/**
 * What is told of jobs while they go on, over a WebSocket or to who polls: first a snapshot, then events. Tables hold events as they are
 * sent. docs/live.md shows it to clients.
 */
import * as z from 'zod';
import { Segment } from './engine-protocol.ts';
import { JobSummary } from './job-answers.ts';
import { wholeNumber } from './query-parts.ts';
import { Time } from './row-parts.ts';

/** API Gateway answers for nobody longer than 29 s. */
const MAX_WAIT_SECONDS = 25;

const Seq = z.int().nonnegative();

const Numbered = {
  seq: Seq.meta({
    description:
      'Counts the events of this job, or of this tenant, from 1. Who comes again gives the last one as after, and gets those that follow.',
  }),
  attempt: z.int().nonnegative().meta({
    description: 'Which worker’s hold on the job the event is of; 0 before the first.',
  }),
};

const Progress = z.object({ seconds_done: z.number(), duration_seconds: z.number() });

/** How a job is now. All that was told before is void. */
export const Snapshot = z.object({
  type: z.literal('snapshot'),
  seq: Seq.meta({
    description: 'Of the last event that is not told after it: the events that follow are those beyond.',
  }),
  attempt: z.int().nonnegative(),
  job: JobSummary.nullable().meta({
    description: 'As in the list of jobs. Null on the socket of all jobs: list them once it has come, and miss none.',
  }),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** A job came to another state. One may be older than the snapshot before it; its `updated_at` tells. */
export const StateEvent = z.object({ type: z.literal('state'), ...Numbered, job: JobSummary });
export type StateEvent = z.infer<typeof StateEvent>;

/** What was heard since the last ones, every 2 seconds at most. A preview: what counts is the transcript once it is there. */
export const SegmentsEvent = z.object({
  type: z.literal('segments'),
  ...Numbered,
  job_id: z.string(),
  replace_from: z.number().nonnegative().optional().meta({
    description:
      'The job was taken up again: segments that start at this second or later are void, and these come in their place.',
  }),
  segments: z.array(Segment).meta({
    description: 'As in the transcript. One that is longer than a message comes without its words.',
  }),
  progress: Progress,
});
export type SegmentsEvent = z.infer<typeof SegmentsEvent>;

export const LiveEvent = z.discriminatedUnion('type', [StateEvent, SegmentsEvent]);
export type LiveEvent = z.infer<typeof LiveEvent>;

export const LiveMessage = z.discriminatedUnion('type', [Snapshot, StateEvent, SegmentsEvent]);
export type LiveMessage = z.infer<typeof LiveMessage>;

/** The answer to a message that keeps the socket open. */
export const Pong = z.object({ type: z.literal('pong') });
export const Ping = z.object({ type: z.literal('ping') });

/** What the 12 digits of an event's place in the table hold (`eventItem`); one every millisecond gets there in 31 years. */
const MOST_EVENTS = 999_999_999_999;

const After = wholeNumber(0, MOST_EVENTS).meta({
  description: 'The seq of the last message that came. Without it, and where it is too old, a snapshot comes first.',
});

export const EventsQuery = z.strictObject({
  wait: wholeNumber(0, MAX_WAIT_SECONDS).default(MAX_WAIT_SECONDS).meta({
    description: 'Seconds to wait for an event when there is none.',
  }),
  after: After.optional(),
});
export type EventsQuery = z.infer<typeof EventsQuery>;

export const LiveEvents = z.object({
  events: z
    .array(LiveMessage)
    .meta({ description: 'What a socket would have got, in its order; none when none came.' }),
  seq: Seq.meta({ description: 'To be given as after the next time, at once.' }),
  over: z.boolean().meta({ description: 'The job has ended, and nothing more will come.' }),
});
export type LiveEvents = z.infer<typeof LiveEvents>;

export const Ticket = z.object({
  ticket: z.string().meta({ description: 'Good for one connection, that begins within 60 seconds.' }),
  expires_at: Time,
  url: z.string().meta({
    format: 'uri',
    description: 'wss://… with the ticket in it: to open as it stands, or with &after= the last seq.',
  }),
});
export type Ticket = z.infer<typeof Ticket>;

/** What stands in the address of a socket. */
export const SocketQuery = z.object({
  ticket: z.string().min(1).max(200),
  job_id: z.string().min(1).max(1024).optional(),
  after: After.optional(),
});
export type SocketQuery = z.infer<typeof SocketQuery>;
