/** The log of a channel: numbered from 1 without gaps, whoever writes. */

import type { LiveMessage } from '../contracts/live.ts';
import { type LoggedEvent, type LogHead, LogHead as Schema } from '../contracts/live-items.ts';
import type { LiveLog } from '../shared/live-ports.ts';
import type { Clock } from '../shared/ports.ts';
import { DAY_SECONDS, epochSecondsIn } from '../shared/time.ts';

export type WriteLog = { live: Pick<LiveLog, 'lastEvent' | 'appendEvent'>; clock: Pick<Clock, 'now'> };

/** An event before it has its number, and what it makes of the head. */
export type NextEvent = {
  message: (seq: number) => LiveMessage;
  /** In the log of all jobs: whose state it tells. */
  of?: string;
  head: Partial<Omit<LogHead, 'seq'>>;
};

export const EMPTY_LOG: LogHead = { seq: 0, attempt: 0, rank: -1, told: 0 };

const EVENT_SECONDS = DAY_SECONDS;
/** Two write to a channel at once at most, seldom; with many jobs of a tenant a few more. */
const TRIES = 20;

/**
 * Puts an event on top of the log. Who comes second to a number looks what came before it, and thinks again.
 *
 * @param next what follows that head; undefined if nothing does
 * @param known the head, where the caller may know it
 * @returns the head after it, or as it is where nothing follows
 */
export async function appendNext(
  { live, clock }: WriteLog,
  channel: string,
  next: (head: LogHead) => NextEvent | undefined,
  known?: LogHead,
): Promise<LogHead> {
  let head = known ?? (await headOf(live, channel));
  for (let tries = 0; tries < TRIES; tries += 1) {
    const wanted = next(head);
    if (!wanted) return head;
    const event = numbered(head, wanted, clock.now());
    if (await live.appendEvent(channel, event)) return Schema.parse(event);
    const last = await live.lastEvent(channel);
    // It was written, and the answer lost.
    if (last?.message === event.message) return Schema.parse(last);
    head = last ?? EMPTY_LOG;
  }
  throw new Error(`${channel} is written to by so many that no event could be added in ${TRIES} tries`);
}

async function headOf(live: Pick<LiveLog, 'lastEvent'>, channel: string): Promise<LogHead> {
  return (await live.lastEvent(channel)) ?? EMPTY_LOG;
}

function numbered(head: LogHead, { message, of, head: changes }: NextEvent, now: Date): LoggedEvent {
  const after = { ...Schema.parse(head), ...changes, seq: head.seq + 1 };
  const sent = message(after.seq);
  return {
    ...after,
    type: sent.type,
    message: JSON.stringify(sent),
    ...(of !== undefined && { job_id: of }),
    expires_at: epochSecondsIn(now, EVENT_SECONDS),
  };
}
