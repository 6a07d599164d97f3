import { describe, expect, it } from 'vitest';
import { HostThrottleRow } from '../../../core/contracts/webhooks.ts';
import type { WebhookResponse } from '../../../core/shared/ports.ts';
import {
  type Admission,
  admit,
  IN_FLIGHT_SECONDS,
  MAX_THROTTLE_SECONDS,
  newHostThrottle,
  releaseSlot,
} from '../../../core/webhook/host-throttle.ts';
import { answered, unreachable } from '../../support/memory/webhook-transport.ts';
import { later, NOW } from '../../support/records.ts';

const LIMITS = { rate_per_second: 10, burst: 3, max_in_flight: 5 };
const FAST: WebhookResponse = { ...answered(200), milliseconds: 20 };

describe('the rate of an endpoint', () => {
  it('lets a burst through at once, and the rest in a line of evenly spaced places', () => {
    const { waits } = admitted(givenEndpoint(), 7, { ends: true });
    expect(waits).toEqual([0, 0, 0, 0, 0.1, 0.2, 0.3]);
  });

  it('grows again with time', () => {
    const first = admitted(givenEndpoint(), 7, { ends: true });
    expect(admitted(first.endpoint, 4, { ends: true, now: later(10) }).waits).toEqual([0, 0, 0, 0]);
  });

  it('is not taken from a second time by who comes back to its place', () => {
    const { endpoint } = admitted(givenEndpoint(), 7, { ends: true });
    const slot_at = later(0.3).toISOString();
    const { wait_until, write } = admit(endpoint, { webhook_id: 'w6', slot_at }, LIMITS, later(0.3));
    expect(wait_until).toBeUndefined();
    expect(rowOf(endpoint, write).next_slot_at).toBe(endpoint.next_slot_at);
  });

  it('does not let anyone in before its place', () => {
    const { endpoint } = admitted(givenEndpoint(), 7, { ends: true });
    const early = { webhook_id: 'w6', slot_at: later(0.3).toISOString() };
    expect(admit(endpoint, early, LIMITS, later(0.2)).wait_until).toBeDefined();
  });
});

describe('attempts under way', () => {
  it('are bounded; who comes then waits, further apart the longer the others take', () => {
    const full = admitted(givenEndpoint(), 5, { limits: { ...LIMITS, burst: 100 } }).endpoint;
    const at = (seconds: number) => {
      const { wait_until } = admit(full, { webhook_id: 'late' }, LIMITS, later(seconds));
      return wait_until === undefined ? 0 : (Date.parse(wait_until) - later(seconds).getTime()) / 1000;
    };
    expect(at(0)).toBeCloseTo(0.6, 5);
    expect(at(10)).toBeCloseTo((1.2 * 10) / 5, 5);
    expect(at(IN_FLIGHT_SECONDS)).toBe(0);
  });

  it('leave room when one ends', () => {
    const full = admitted(givenEndpoint(), 5, { limits: { ...LIMITS, burst: 100 } }).endpoint;
    const roomier = rowOf(full, releaseSlot(full, 'w0', FAST, later(1)));
    expect(admit(roomier, { webhook_id: 'late' }, LIMITS, later(1)).wait_until).toBeUndefined();
  });

  it('of a receiver that is slow spread the line to what it can take', () => {
    let endpoint = givenEndpoint();
    for (let n = 0; n < 20; n += 1) {
      endpoint = rowOf(endpoint, releaseSlot(endpoint, `w${n}`, { ...answered(200), milliseconds: 15_000 }, NOW));
    }
    const { waits } = admitted(endpoint, 4, { ends: false });
    const apart = (waits[3] ?? 0) - (waits[2] ?? 0);
    expect(apart).toBeCloseTo((1.2 * 15) / 5, 5);
  });
});

describe('a receiver that asks for a pause', () => {
  it.each([
    [429, '30', 30],
    [503, '30', 30],
    [502, undefined, 10],
    [504, undefined, 10],
    [429, '86400', MAX_THROTTLE_SECONDS],
  ])('with %d and Retry-After %s has its whole host left alone for %d s', (status, retryAfter, seconds) => {
    const endpoint = givenEndpoint();
    const paused = rowOf(endpoint, releaseSlot(endpoint, 'w0', answered(status, retryAfter), NOW));
    const { wait_until = '' } = admit(paused, { webhook_id: 'w1', slot_at: NOW.toISOString() }, LIMITS, later(1));
    expect(wait_until > later(seconds).toISOString()).toBe(true);
    expect(admit(paused, { webhook_id: 'w1' }, LIMITS, later(seconds)).wait_until).toBeUndefined();
  });

  it.each([answered(200), answered(500), answered(404), answered(410), unreachable()])(
    'is not one that answers otherwise',
    (response) => {
      const endpoint = givenEndpoint();
      const after = rowOf(endpoint, releaseSlot(endpoint, 'w0', response, NOW));
      expect(admit(after, { webhook_id: 'w1' }, LIMITS, NOW).wait_until).toBeUndefined();
    },
  );
});

it('is written over the version that was read alone', () => {
  const first = admit(newHostThrottle('https://a.example', NOW), { webhook_id: 'w' }, LIMITS, NOW).write;
  expect(first).toMatchObject({ kind: 'put', row: { job_id: 'endpoint#https://a.example', version: 1 } });
  const second = admit(givenEndpoint(), { webhook_id: 'w' }, LIMITS, NOW).write;
  expect(second).toMatchObject({
    kind: 'update',
    when: [{ attribute: 'version', is: 'one_of', values: [1] }],
    set: { version: 2 },
  });
});

function givenEndpoint(): HostThrottleRow {
  return { ...newHostThrottle('https://a.example', NOW), version: 1 };
}

/** So many deliveries ask at once; says how long each has to wait. With `ends`, each attempt is over at once. */
function admitted(from: HostThrottleRow, count: number, { ends = false, limits = LIMITS, now = NOW }) {
  let endpoint = from;
  const waits: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const { write, wait_until } = admit(endpoint, { webhook_id: `w${n}` }, limits, now);
    waits.push(wait_until === undefined ? 0 : (Date.parse(wait_until) - now.getTime()) / 1000);
    endpoint = rowOf(endpoint, write);
    if (ends) endpoint = rowOf(endpoint, releaseSlot(endpoint, `w${n}`, FAST, now));
  }
  return { endpoint, waits };
}

function rowOf(endpoint: HostThrottleRow, write: Admission['write']): HostThrottleRow {
  return HostThrottleRow.parse(write.kind === 'put' ? write.row : { ...endpoint, ...withoutUndefined(write.set) });
}

function withoutUndefined(set: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
}
