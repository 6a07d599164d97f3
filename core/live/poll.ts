/** Live updates for who has no socket: a request that waits. */
import type { EventsQuery, LiveEvents, LiveMessage } from '../contracts/live.ts';
import type { HeldPlace, Listener, LoggedEvent } from '../contracts/live-items.ts';
import { isTerminal } from '../job/job-state.ts';
import { RequestProblem } from '../shared/errors.ts';
import type { WaitingPlaces } from '../shared/live-ports.ts';
import type { Clock, Log } from '../shared/ports.ts';
import { iso, plusSeconds } from '../shared/time.ts';
import { beginToFollow, type Follow, nextPage, type Place } from './follow.ts';
import { LINGER_SECONDS } from './presence.ts';

export type PollEvents = Follow & {
  live: Follow['live'] & WaitingPlaces;
  clock: Clock;
  random: () => number;
  /** How many may wait at once. */
  polls: number;
  log: Log;
};

const LOOK_MS = 500;
/** What a place is held for beyond the wait, should its holder die. */
const GRACE_SECONDS = 5;
const RETRY_SECONDS = 5;
/** Of many free places, some are tried. */
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
  return inWaitingPlace(deps, whom.tenant, wait, () => waitForEvents(deps, place, wait));
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
async function inWaitingPlace<Value>(
  deps: PollEvents,
  tenant: string,
  wait: number,
  work: () => Promise<Value>,
): Promise<Value> {
  const place = await takePlace(deps, tenant, wait);
  if (place === undefined) {
    const detail = 'as many requests wait for events as may at once; come again later, or open a socket';
    const headers = { 'retry-after': String(RETRY_SECONDS) };
    throw new RequestProblem({ status: 429, code: 'too_many_waiting', detail, headers });
  }
  try {
    return await work();
  } finally {
    // One that is not left is free when its time is over, and what was found is told all the same.
    await deps.live.leavePlace(place).catch((error) => deps.log.warn('a waiting place was not left', { place, error }));
  }
}

async function takePlace(deps: PollEvents, tenant: string, wait: number): Promise<number | undefined> {
  const now = deps.clock.now();
  const held = await deps.live.heldPlaces(iso(now));
  if (held.filter((one) => one.tenant === tenant).length >= placesOfOneTenant(deps.polls)) return undefined;
  const until = plusSeconds(now, wait + GRACE_SECONDS);
  for (const place of freePlaces(deps, held)) {
    if (await deps.live.takePlace({ place, tenant, until }, iso(now))) return place;
  }
  return undefined;
}

/** One in four is left to the others. */
function placesOfOneTenant(polls: number): number {
  return Math.max(1, polls - Math.ceil(polls / 4));
}

/** From one at random on, so that those who come at once do not try the same. */
function freePlaces({ polls, random }: PollEvents, held: readonly HeldPlace[]): number[] {
  const taken = new Set(held.map(({ place }) => place));
  const free = Array.from({ length: polls }, (_, place) => place).filter((place) => !taken.has(place));
  const first = Math.floor(random() * free.length);
  return [...free.slice(first), ...free.slice(0, first)].slice(0, MOST_TRIES);
}
