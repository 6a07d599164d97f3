/**
 * The items of the table `live`. Nothing in it is missed if it is lost: all of it can be told anew, and is gone after a day. A channel is
 * what can be listened to, a job or all jobs of a tenant: it has a log of events, who listens, and until when somebody does.
 */
import * as z from 'zod';
import type { Snapshot } from './live.ts';
import { Expiry, Time } from './row-parts.ts';

export const LIVE_TABLE = {
  name: 'transcription-live',
  partition: 'channel',
  sort: 'item',
  ttl: 'expires_at',
} as const;

const JOB = 'job#';
const TENANT = 'tenant#';

export const jobChannel = (jobId: string): string => `${JOB}${jobId}`;
export const tenantChannel = (tenant: string): string => `${TENANT}${tenant}`;

/** What the items of a channel are called. */
export const PRESENCE_ITEM = 'presence';
export const EVENT_ITEMS = 'event#';
export const CONNECTION_ITEMS = 'connection#';
/** In the channel of a job: where among the states of all jobs its own stand, so that they can go with it. */
export const MENTION_ITEMS = 'mention#';

/** In the order of their numbers. */
export const eventItem = (seq: number): string => `${EVENT_ITEMS}${twelveDigits(seq)}`;
export const mentionItem = (seq: number): string => `${MENTION_ITEMS}${twelveDigits(seq)}`;

function twelveDigits(seq: number): string {
  return String(seq).padStart(12, '0');
}

/** What follows is put on top of this. */
export const LogHead = z.object({
  seq: z.int(),
  /** The latest that told of something; what an earlier one tells then is void. */
  attempt: z.int(),
  /** Rank of the latest state that was told. */
  rank: z.int(),
  /** How many segments were told that hold; the next one's id. */
  told: z.int(),
  /** When the first of the segments that still hold was told; absent while there are none. */
  told_since: Time.optional(),
  ...Expiry,
});
export type LogHead = z.infer<typeof LogHead>;

export const LoggedEvent = LogHead.extend({
  /** `snapshot`, `state` or `segments`, or what another version adds: a log is sent as it was written. */
  type: z.string(),
  /** In the log of all jobs: whose state it is. */
  job_id: z.string().optional(),
  /** As it is sent: the JSON of a `LiveMessage`. */
  message: z.string(),
});
export type LoggedEvent = z.infer<typeof LoggedEvent>;

/** A state of a job that stands in the log of all jobs, under that number. */
export const Mention = z.object({ of_all: z.string(), seq: z.int() });
export type Mention = z.infer<typeof Mention>;

/** What comes in the place of a state whose job was removed: whoever reads it lists the jobs anew. */
export function withoutJob(seq: number): Pick<LoggedEvent, 'type' | 'message'> {
  const message: Snapshot = { type: 'snapshot', seq, attempt: 0, job: null };
  return { type: message.type, message: JSON.stringify(message) };
}

/** `joined` counts who began to listen, so that the last one to leave sees whether another came meanwhile. */
export const Presence = z.object({ listened_until: Time, joined: z.int() });
export type Presence = z.infer<typeof Presence>;

/** Whom a socket or a poll is for, and where it goes on. */
export const Listener = z.object({
  tenant: z.string(),
  /** Absent: all jobs of the tenant. */
  job_id: z.string().optional(),
  after: z.int().optional(),
});
export type Listener = z.infer<typeof Listener>;

/**
 * A socket. `joining` until it got what is in the log; `live` from then on: what is beyond `from` is sent to it as it comes.
 */
export const Connection = Listener.extend({
  connection_id: z.string(),
  /** What another version adds is taken for one that is joining: it is closed by and by, and comes again. */
  state: z.enum(['joining', 'live']).catch('joining'),
  opened_at: Time.optional(),
  from: z.int().optional(),
  /** States up to this rank it knows by its snapshot. */
  rank: z.int().optional(),
  /** An event up to which none was sent to it, as it was joining. */
  passed_over: z.int().optional(),
  ...Expiry,
});
export type Connection = z.infer<typeof Connection>;

/** Of a request that waits; free when its time is over, should it never be left. The defaults are for one that an earlier version took. */
export const HeldPlace = z.object({ place: z.int().default(-1), tenant: z.string().default(''), until: Time });
export type HeldPlace = z.infer<typeof HeldPlace>;

export const StoredTicket = Listener.omit({ after: true }).extend({ valid_until: Time, ...Expiry });
export type StoredTicket = z.infer<typeof StoredTicket>;

export function channelOf({ job_id, tenant }: Pick<Listener, 'job_id' | 'tenant'>): string {
  return job_id === undefined ? tenantChannel(tenant) : jobChannel(job_id);
}
