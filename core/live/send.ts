/** What came is sent to whoever listens. */

import type { JobRow } from '../contracts/job-row.ts';
import { type Connection, jobChannel, type LoggedEvent, tenantChannel } from '../contracts/live-items.ts';
import { summaryOf } from '../job/summary.ts';
import { iso, secondsBetween } from '../shared/time.ts';
import { endSocket, endSockets } from './end-socket.ts';
import { isNews, stateMessage, tellState } from './follow.ts';
import type { JoinSocket } from './join.ts';
import { appendNext } from './log.ts';
import { isListenedTo, leaveSocket } from './presence.ts';
import { isTold, stateRank } from './state.ts';

export type SendEvents = Pick<JoinSocket, 'live' | 'sockets' | 'clock' | 'log'>;

/** Sockets that are sent to at once. */
const AT_ONCE = 50;
/** Joining takes one run of the Lambda, of 60 s at most (`LAMBDA_TIMEOUT.fanOut`); of one that takes longer the run is lost. */
const JOIN_SECONDS = 90;

/** Sends events of one channel, in their order, to all sockets of it; never throws. Who cannot be sent them is to come again. */
export async function sendEvents(deps: SendEvents, channel: string, events: readonly LoggedEvent[]): Promise<void> {
  await orEndSockets(deps, channel, async () => {
    const waiting = await deps.live.connectionsOf(channel);
    const sendToNext = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await sendTo(deps, channel, next, events);
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, sendToNext));
  });
}

async function sendTo(deps: SendEvents, channel: string, found: Connection, events: readonly LoggedEvent[]) {
  const { connection_id } = found;
  try {
    const connection = await joined(deps, channel, found, events.at(-1)?.seq ?? 0);
    if (!connection) return;
    const { from: position = 0, rank = -1 } = connection;
    for (const event of events.filter((one) => isNews(one, { position, rank }))) {
      if ((await deps.sockets.post(connection_id, event.message)) === 'gone')
        return await leaveSocket(deps, connection_id);
    }
  } catch (error) {
    deps.log.warn('a socket could not be sent to, and is closed', { connection_id, error });
    await endSocket(deps, connection_id);
  }
}

/** One that is still joining reads the events itself: it is told that there are more. */
async function joined(deps: SendEvents, channel: string, found: Connection, seq: number) {
  const { live } = deps;
  const { connection_id, opened_at } = found;
  if (found.state === 'live') return found;
  if (opened_at !== undefined && secondsBetween(opened_at, iso(deps.clock.now())) > JOIN_SECONDS) {
    await endSocket(deps, connection_id);
    return undefined;
  }
  if (await live.passOver(channel, connection_id, seq)) return undefined;
  const now = await live.connectionsOf(channel);
  return now.find((one) => one.connection_id === connection_id && one.state === 'live');
}

/** Puts a change of a job's state into the logs of those who listen to it; never throws. Where it cannot, they are to come again. */
export async function tellChange(deps: SendEvents, before: JobRow | undefined, job: JobRow): Promise<void> {
  if (!isTold(job) || (before && stateRank(before) >= stateRank(job))) return;
  const channel = jobChannel(job.job_id);
  await ifListenedTo(deps, channel, () => tellState(deps, channel, job));
  if (job.tenant === undefined) return;
  const head = { rank: stateRank(job), attempt: job.attempt };
  const event = { message: stateMessage(job, summaryOf(job)), of: job.job_id, head };
  const all = tenantChannel(job.tenant);
  await ifListenedTo(deps, all, () => appendNext(deps, all, () => event));
}

function ifListenedTo(deps: SendEvents, channel: string, tell: () => Promise<unknown>): Promise<void> {
  return orEndSockets(deps, channel, async () => {
    if (await isListenedTo(deps, channel)) await tell();
  });
}

async function orEndSockets(deps: SendEvents, channel: string, tell: () => Promise<void>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    deps.log.error('listeners were not told of something, and their sockets are closed', { channel, error });
    await endSockets(deps, channel);
  }
}
