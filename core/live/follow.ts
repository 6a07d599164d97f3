/** How a listener gets what there is: a snapshot where it needs one, then the log from where it stands. */
import type { JobSummary } from '../contracts/job-answers.ts';
import type { JobRow } from '../contracts/job-row.ts';
import type { LiveMessage } from '../contracts/live.ts';
import { channelOf, type Listener, type LoggedEvent, type LogHead } from '../contracts/live-items.ts';
import { isTerminal } from '../job/job-state.ts';
import { ownJob } from '../job/own-job.ts';
import { summaryOf } from '../job/summary.ts';
import type { LiveLog, Presences } from '../shared/live-ports.ts';
import type { Clock } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { epochSecondsIn } from '../shared/time.ts';
import { appendNext, EMPTY_LOG } from './log.ts';
import { isListenedTo, listenFor, SOCKET_SECONDS } from './presence.ts';
import { stateRank } from './state.ts';

export type Follow = {
  table: Pick<Table, 'get'>;
  live: LiveLog & Presences;
  clock: Pick<Clock, 'now'>;
};

/** Where a listener stands: it has all up to `position`, and of states all up to `rank`. */
export type Place = { channel: string; position: number; rank: number };
export type Following = Place & { snapshot?: LiveMessage; job?: JobRow };

/**
 * From when on nothing is missed.
 *
 * @param seconds for how long it listens
 * @throws RequestProblem 404 for a job that is not there or belongs to another tenant
 */
export async function beginToFollow(deps: Follow, listener: Listener, seconds: number): Promise<Following> {
  const { job_id, tenant, after } = listener;
  const channel = channelOf(listener);
  if (job_id === undefined) return followAll(deps, channel, after, seconds);
  const before = await ownJob(deps.table, job_id, tenant);
  const unheard = !(await isListenedTo(deps, channel));
  // Before anybody counts as listening: who comes at the same time finds it told, or tells it so too.
  if (unheard && isTerminal(before)) await tellState(deps, channel, before, endUnheard);
  await listenFor(deps, channel, seconds);
  // What changed while nobody listened is in no log; from here on it is.
  const job = await ownJob(deps.table, job_id, tenant);
  const head = await tellState(deps, channel, job, unheard && isTerminal(job) ? endUnheard : stateMessage);
  if (after !== undefined && (await reachesBack(deps, channel, after, head.seq))) {
    return { channel, position: after, rank: NO_STATE, job };
  }
  const position = isTerminal(job) ? head.seq : await beforeFirst(deps, channel, head.seq);
  const snapshot = { type: 'snapshot' as const, seq: position, attempt: job.attempt, job: summaryOf(job) };
  return { channel, position, rank: stateRank(job), snapshot, job };
}

const NO_STATE = EMPTY_LOG.rank;

/** States of all jobs: what came while nobody listened is in the list of jobs, which a snapshot asks to be read. */
async function followAll(
  deps: Follow,
  channel: string,
  after: number | undefined,
  seconds: number,
): Promise<Following> {
  const snapshot = (seq: number) => ({ type: 'snapshot' as const, seq, attempt: 0, job: null });
  const wasListenedTo = await isListenedTo(deps, channel);
  const begins = { message: snapshot, head: {} };
  const head = await appendNext(deps, channel, (last) =>
    wasListenedTo && outlastsSockets(last, deps.clock.now()) ? undefined : begins,
  );
  await listenFor(deps, channel, seconds);
  const goesOn = after !== undefined && (await reachesBack(deps, channel, after, head.seq));
  if (goesOn) return { channel, position: after, rank: NO_STATE };
  return { channel, position: head.seq, rank: NO_STATE, snapshot: snapshot(head.seq) };
}

/** Puts the state of a job on top of its log, unless it was told by then and is there for long enough. */
export function tellState(
  deps: Pick<Follow, 'live' | 'clock'>,
  channel: string,
  job: JobRow,
  messageOf: typeof stateMessage | typeof endUnheard = stateMessage,
) {
  const rank = stateRank(job);
  const event = { message: messageOf(job, summaryOf(job)), head: { rank, attempt: job.attempt } };
  return appendNext(deps, channel, (head) => {
    const isTold = rank < head.rank || (rank === head.rank && outlastsSockets(head, deps.clock.now()));
    return isTold ? undefined : event;
  });
}

/** Where the last event goes the numbers begin at 1 again, below what a socket has: so it stays as long as one that opens now. */
function outlastsSockets({ expires_at = 0 }: LogHead, now: Date): boolean {
  return expires_at > epochSecondsIn(now, SOCKET_SECONDS);
}

export function stateMessage({ attempt }: JobRow, job: JobSummary) {
  return (seq: number) => ({ type: 'state' as const, seq, attempt, job });
}

/** Of a job that ended while nobody listened: what was heard last is in no log, so all that was told before is void. */
function endUnheard({ attempt }: JobRow, job: JobSummary) {
  return (seq: number) => ({ type: 'snapshot' as const, seq, attempt, job });
}

/** Whether the log has all that follows that number. */
async function reachesBack({ live }: Follow, channel: string, after: number, head: number): Promise<boolean> {
  if (after >= head) return after === head;
  const [next] = await live.eventsAfter(channel, after);
  return next?.seq === after + 1;
}

/** Of what is kept. */
async function beforeFirst({ live }: Follow, channel: string, head: number): Promise<number> {
  const [first] = await live.eventsAfter(channel, 0);
  return first ? first.seq - 1 : head;
}

/** What follows for who stands there, and where that one stands then. A page that has no event ends the log. */
export async function nextPage(
  { live }: Pick<Follow, 'live'>,
  place: Place,
): Promise<{ events: LoggedEvent[]; isLast: boolean; place: Place }> {
  const page = await live.eventsAfter(place.channel, place.position);
  const position = page.at(-1)?.seq ?? place.position;
  return {
    events: page.filter((event) => isNews(event, place)),
    isLast: page.length === 0,
    place: { ...place, position },
  };
}

/** A state that a snapshot has is none. */
export function isNews(event: LoggedEvent, { position, rank }: Pick<Place, 'position' | 'rank'>): boolean {
  return event.seq > position && (event.type !== 'state' || event.rank > rank);
}
