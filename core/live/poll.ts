/** Live updates for who has no socket: a request that waits. */
import type { EventsQuery, LiveEvents, LiveMessage } from '../contracts/live.ts';
import type { Listener, LoggedEvent } from '../contracts/live-items.ts';
import { isTerminal } from '../job/job-state.ts';
import { RequestProblem } from '../shared/errors.ts';
import type { WaitingPlaces } from '../shared/live-ports.ts';
import type { Clock } from '../shared/ports.ts';
import { iso, plusSeconds } from '../shared/time.ts';
import { beginToFollow, type Follow, nextPage, type Place } from './follow.ts';
import { LINGER_SECONDS } from './presence.ts';

export type PollEvents = Follow & {
  live: Follow['live'] & WaitingPlaces;
  clock: Clock;
  random: () => number;
  /** How many may wait at once. */
  polls: number;
};

const LOOK_MS = 500;
/** What a place is held for beyond the wait, should its holder die. */
const GRACE_SECONDS = 5;
const RETRY_SECONDS = 5;
/** Of many places, some are looked at. */
const MOST_TRIES = 8;

/**
 * What there is, at once; else what comes within the time.
 *
 * @throws RequestProblem 404 for a job that is not there or belongs to another tenant; 429 when as many wait as may
 */
export async function pollEvents(
  deps: PollEvents,
  whom: Omit<Listener, 'after'>,
  { wait, after }: EventsQuery,
): Promise<LiveEvents> {
  const listener = after === undefined ? whom : { ...whom, after };
  const { snapshot, job, ...from } = await beginToFollow(deps, listener, wait + LINGER_SECONDS);
  const { events, isLast, place } = await nextPage(deps, from);
  const told = [...(snapshot ? [snapshot] : []), ...events.map(messageOf)];
  // Whoever asks once more after the last page is told that nothing comes.
  const over = isLast && job !== undefined && isTerminal(job);
  if (wait === 0 || told.length > 0 || over) return { events: told, seq: place.position, over };
  return inWaitingPlace(deps, wait, () => waitForEvents(deps, place, wait));
}

async function waitForEvents(deps: PollEvents, from: Place, wait: number): Promise<LiveEvents> {
  const until = deps.clock.now().getTime() + wait * 1000;
  let seen = { events: [] as LoggedEvent[], place: from };
  while (seen.events.length === 0 && deps.clock.now().getTime() < until) {
    await deps.clock.sleep(LOOK_MS);
    seen = await nextPage(deps, seen.place);
  }
  return { events: seen.events.map(messageOf), seq: seen.place.position, over: false };
}

/** As the log has it, which is as it was made by the schema. */
function messageOf({ message }: LoggedEvent): LiveMessage {
  return JSON.parse(message) as LiveMessage;
}

/** @throws RequestProblem 429 when all are taken */
async function inWaitingPlace<Value>(deps: PollEvents, wait: number, work: () => Promise<Value>): Promise<Value> {
  const place = await takePlace(deps, wait);
  if (place === undefined) {
    const detail = 'as many requests wait for events as may at once; come again later, or open a socket';
    const headers = { 'retry-after': String(RETRY_SECONDS) };
    throw new RequestProblem({ status: 429, code: 'too_many_waiting', detail, headers });
  }
  try {
    return await work();
  } finally {
    await deps.live.leavePlace(place);
  }
}

async function takePlace({ live, clock, random, polls }: PollEvents, wait: number): Promise<number | undefined> {
  const first = Math.floor(random() * polls);
  const now = clock.now();
  const until = plusSeconds(now, wait + GRACE_SECONDS);
  for (let step = 0; step < Math.min(polls, MOST_TRIES); step += 1) {
    const place = (first + step) % polls;
    if (await live.takePlace(place, iso(now), until)) return place;
  }
  return undefined;
}
