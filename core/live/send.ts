/** What came is sent to whoever listens. */

import type { JobRow } from '../contracts/job-row.ts';
import { type Connection, jobChannel, type LoggedEvent, tenantChannel } from '../contracts/live-items.ts';
import { summaryOf } from '../job/summary.ts';
import { isNews, stateMessage, tellState } from './follow.ts';
import { endSocket, type JoinSocket } from './join.ts';
import { appendNext } from './log.ts';
import { isListenedTo, leaveSocket } from './presence.ts';
import { isTold, stateRank } from './state.ts';

export type SendEvents = Pick<JoinSocket, 'live' | 'sockets' | 'clock' | 'log'>;

/** Sockets that are sent to at once. */
const AT_ONCE = 50;

/** Sends events of one channel, in their order, to all sockets of it. Never throws for one of them. */
export async function sendEvents(deps: SendEvents, channel: string, events: readonly LoggedEvent[]): Promise<void> {
  const waiting = await deps.live.connectionsOf(channel);
  const sendToNext = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await sendTo(deps, channel, next, events);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, sendToNext));
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
async function joined({ live }: SendEvents, channel: string, found: Connection, seq: number) {
  if (found.state === 'live') return found;
  if (await live.passOver(channel, found.connection_id, seq)) return undefined;
  const now = await live.connectionsOf(channel);
  return now.find(({ connection_id, state }) => connection_id === found.connection_id && state === 'live');
}

/** Puts a change of a job's state into the logs of those who listen to it. */
export async function tellChange(
  deps: Pick<SendEvents, 'live' | 'clock'>,
  before: JobRow | undefined,
  job: JobRow,
): Promise<void> {
  const rank = stateRank(job);
  if (!isTold(job) || (before && stateRank(before) >= rank)) return;
  const channel = jobChannel(job.job_id);
  if (await isListenedTo(deps, channel)) await tellState(deps, channel, job);
  if (job.tenant === undefined) return;
  const all = tenantChannel(job.tenant);
  if (!(await isListenedTo(deps, all))) return;
  const event = { message: stateMessage(job, summaryOf(job)), head: { rank, attempt: job.attempt } };
  await appendNext(deps, all, () => event);
}
