/**
 * How fast one receiving host is sent to. A delivery that finds it busy takes the next free place in a line (a virtual
 * schedule, as in the generic cell rate algorithm) and comes back then, so that a thousand that wait do not ask a
 * thousand times. Places are as far apart as the rate allows, or further when the receiver is slower than that.
 */

import type { WebhookLimits } from '../contracts/settings.ts';
import { type HostThrottleRow, hostThrottleKey } from '../contracts/webhooks.ts';
import type { WebhookResponse } from '../shared/ports.ts';
import type { PutIfAbsent, Update } from '../shared/table.ts';
import { DAY_SECONDS, epochSecondsIn, iso, plusSeconds, secondsBetween } from '../shared/time.ts';
import { retryAfterSeconds } from './retry-schedule.ts';

/** An attempt takes 15 s at most; a place that was not given back by then belongs to a deliverer that crashed. */
export const IN_FLIGHT_SECONDS = 20;
/** A pause that a receiver asks for holds for its whole host, so what one client's receiver says is bounded for others. */
export const MAX_THROTTLE_SECONDS = 300;
/** A pause for a 429 or 503 that names no time. */
const THROTTLE_SECONDS = 10;
/** "Slow down" (429, 503) and what stands before an overloaded receiver says (502, 504); Standard Webhooks names them. */
const THROTTLING_STATUSES = [429, 502, 503, 504];
/** What the first attempts of a host are taken for. */
const FIRST_GUESS_MILLISECONDS = 250;
/** Weight of the newest attempt in the average of how long they take. */
const NEWEST = 0.3;
/** Places are a little further apart than the host can just take, as nobody comes back to the millisecond. */
const SLACK = 1.2;
const TTL_SECONDS = 7 * DAY_SECONDS;

export function newHostThrottle(origin: string, now: Date): HostThrottleRow {
  return {
    job_id: hostThrottleKey(origin),
    kind: 'endpoint',
    version: 0,
    updated_at: iso(now),
    next_slot_at: iso(now),
    in_flight: {},
    typical_milliseconds: FIRST_GUESS_MILLISECONDS,
    expires_at: epochSecondsIn(now, TTL_SECONDS),
  };
}

/** `wait_until` is the place in the line that a delivery got; without it, it goes now. */
type Write = PutIfAbsent | Update<HostThrottleRow>;
export type Admission = { write: Write; wait_until?: string };

/** @param delivery `slot_at` is a place that it got earlier; nothing is taken from the rate for it again */
export function admit(
  host: HostThrottleRow,
  delivery: { webhook_id: string; slot_at?: string | undefined },
  limits: WebhookLimits,
  now: Date,
): Admission {
  const busy = underWay(host, now);
  const throttled = (host.throttled_until ?? '') > iso(now);
  if (throttled || Object.keys(busy).length >= limits.max_in_flight) return waitInLine(host, busy, limits, now);
  const in_flight = { ...busy, [delivery.webhook_id]: plusSeconds(now, IN_FLIGHT_SECONDS) };
  if (delivery.slot_at !== undefined && delivery.slot_at <= iso(now)) {
    return { write: changeThrottle(host, { in_flight }, now) };
  }
  const next = later(host.next_slot_at, iso(now));
  const next_slot_at = plusSeconds(new Date(next), secondsApart(host, limits));
  const slot = plusSeconds(new Date(next), -limits.burst / limits.rate_per_second);
  if (slot <= iso(now)) return { write: changeThrottle(host, { in_flight, next_slot_at }, now) };
  return { write: changeThrottle(host, { next_slot_at }, now), wait_until: slot };
}

/** Gives the attempt's place back and learns from its answer. */
export function releaseSlot(host: HostThrottleRow, webhookId: string, response: WebhookResponse, now: Date): Write {
  const { [webhookId]: _ended, ...in_flight } = underWay(host, now);
  const average = (1 - NEWEST) * host.typical_milliseconds + NEWEST * response.milliseconds;
  // Up at once, down slowly: a line that is too dense is asked for again and again, one that is too thin only waits.
  const typical_milliseconds = Math.round(Math.max(response.milliseconds, average));
  const pause = pauseSeconds(response, now);
  const throttled_until = pause === undefined ? undefined : later(host.throttled_until ?? '', plusSeconds(now, pause));
  return changeThrottle(host, { in_flight, typical_milliseconds, throttled_until }, now);
}

function pauseSeconds(response: WebhookResponse, now: Date): number | undefined {
  if (response.kind !== 'answered' || !THROTTLING_STATUSES.includes(response.http_status)) return undefined;
  return Math.min(retryAfterSeconds(response, now) ?? THROTTLE_SECONDS, MAX_THROTTLE_SECONDS);
}

/** No burst here: whoever finds the host busy or paused would find it so again in a moment. */
function waitInLine(host: HostThrottleRow, busy: InFlight, limits: WebhookLimits, now: Date): Admission {
  const longest = Math.max(
    0,
    ...Object.values(busy).map((until) => IN_FLIGHT_SECONDS - secondsBetween(iso(now), until)),
  );
  const apart = Math.max(secondsApart(host, limits), (SLACK * longest) / limits.max_in_flight);
  const free = later(later(host.next_slot_at, host.throttled_until ?? ''), iso(now));
  const slot = plusSeconds(new Date(free), apart);
  return { write: changeThrottle(host, { next_slot_at: slot }, now), wait_until: slot };
}

/** A host that answers slowly is given no more than it can have in flight. */
function secondsApart(host: HostThrottleRow, limits: WebhookLimits): number {
  return Math.max(1 / limits.rate_per_second, (SLACK * host.typical_milliseconds) / 1000 / limits.max_in_flight);
}

type InFlight = HostThrottleRow['in_flight'];

function underWay(host: HostThrottleRow, now: Date): InFlight {
  return Object.fromEntries(Object.entries(host.in_flight).filter(([, until]) => until > iso(now)));
}

/** Version v → v+1; refused when another deliverer changed the row first. */
function changeThrottle(host: HostThrottleRow, changes: Partial<HostThrottleRow>, now: Date): Write {
  const set = {
    ...changes,
    version: host.version + 1,
    updated_at: iso(now),
    expires_at: epochSecondsIn(now, TTL_SECONDS),
  };
  if (host.version === 0) return { kind: 'put', row: { ...host, ...set } };
  const when = [{ attribute: 'version', is: 'one_of', values: [host.version] } as const];
  return { kind: 'update', key: host.job_id, when, set };
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}
