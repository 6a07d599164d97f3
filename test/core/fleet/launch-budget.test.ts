import { describe, expect, it } from 'vitest';
import type { LaunchBackoff, LaunchCalls } from '../../../core/contracts/fleet-rows.ts';
import type { LaunchAttempt } from '../../../core/contracts/job-row.ts';
import {
  backoffAfter,
  callsLeft,
  isWaiting,
  millisecondsToCall,
  takeCalls,
} from '../../../core/fleet/launch-budget.ts';
import { later, NOW } from '../../support/records.ts';

const WAITS = { first_wait_seconds: 15, longest_wait_seconds: 900 };

describe('the bucket of calls to EC2', () => {
  it('never lets more pass than EC2 does, whoever asks when', () => {
    // Given ten Lambdas that ask as often as they can, for a minute
    let calls: LaunchCalls | undefined;
    let made = 0;
    for (let tick = 0; tick <= 240; tick += 1) {
      const now = later(tick / 4);
      const allowed = callsLeft(calls, now);
      calls = takeCalls(calls, allowed, now);
      made += allowed;
      // Then they stay below 5 at once and 2 a second, at every moment
      expect(made).toBeLessThanOrEqual(5 + (2 * tick) / 4);
    }
    expect(made).toBe(64);
  });

  it('says how long it takes to the next call', () => {
    const empty = takeCalls(undefined, 4, NOW);
    expect([callsLeft(empty, NOW), millisecondsToCall(empty, NOW)]).toEqual([0, 1000]);
    expect([callsLeft(empty, later(0.75)), millisecondsToCall(empty, later(0.75))]).toEqual([0, 250]);
    expect([callsLeft(empty, later(1)), millisecondsToCall(empty, later(1))]).toEqual([1, 0]);
  });

  it('takes back what was not called for, and gives nothing for a clock that is behind', () => {
    const taken = takeCalls(undefined, 2, NOW);
    expect(callsLeft(takeCalls(taken, -1, NOW), NOW)).toBe(3);
    expect(callsLeft(takeCalls(taken, -9, NOW), NOW)).toBe(4);
    expect(callsLeft(taken, later(-60))).toBe(2);
  });
});

describe('after a refusal', () => {
  it('EC2 is left alone for 15 s, then twice as long each time, up to 15 min', () => {
    const waits = [];
    let backoff: LaunchBackoff | undefined;
    for (let n = 0; n < 9; n += 1) {
      backoff = refused(backoff, 'InsufficientInstanceCapacity');
      waits.push(seconds(backoff));
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 900, 900, 900]);
    expect(backoff?.since).toBe(NOW.toISOString());
  });

  it.each([
    ['capacity', 'InsufficientInstanceCapacity', 15],
    ['throttling', 'RequestLimitExceeded', 15],
    ['an answer that did not come', 'TimeoutError', 15],
    ['the quota of spot', 'MaxSpotInstanceCountExceeded', 60],
    ['the quota of vCPUs', 'VcpuLimitExceeded', 60],
    ['the quota of fleets', 'MaxFleetCountExceeded', 60],
    ['a missing right', 'UnauthorizedOperation', 60],
    ['a wrong launch template', 'InvalidLaunchTemplateName.NotFoundException', 60],
  ])('for %s it waits that long', (_why, code, wait) => {
    expect(seconds(refused(undefined, code))).toBe(wait);
  });

  it('waits no longer than capacity needs when only one of two was refused for a quota', () => {
    const attempts = [attempt('MaxSpotInstanceCountExceeded'), attempt('InsufficientInstanceCapacity')];
    expect(seconds(backoffAfter(undefined, attempts, { workers: 0, waits: WAITS }, NOW))).toBe(15);
  });

  it('one worker is enough to begin anew', () => {
    const before = refused(undefined, 'InsufficientInstanceCapacity');
    const granted = { ...attempt('InsufficientInstanceCapacity'), granted: 1 };
    expect(backoffAfter(before, [granted], { workers: 0, waits: WAITS }, NOW)).toBeUndefined();
  });

  it('it is asked again when the time is up', () => {
    const backoff = refused(undefined, 'InsufficientInstanceCapacity');
    expect([isWaiting(backoff, 0, later(14)), isWaiting(backoff, 0, later(15))]).toEqual([true, false]);
    expect(isWaiting(undefined, 0, NOW)).toBe(false);
  });

  it('for a quota it is asked sooner when workers that used it have ended', () => {
    const backoff = refused(undefined, 'VcpuLimitExceeded', 2);
    expect([2, 1].map((workers) => isWaiting(backoff, workers, later(1)))).toEqual([true, false]);
  });

  it('a quota of nothing at all is not asked for again before its time', () => {
    expect(isWaiting(refused(undefined, 'MaxSpotInstanceCountExceeded', 0), 0, later(59))).toBe(true);
  });
});

function attempt(code: string): LaunchAttempt {
  return { at: NOW.toISOString(), market: 'spot', asked: 1, granted: 0, errors: [code] };
}

function refused(before: LaunchBackoff | undefined, code: string, workers = 0): LaunchBackoff | undefined {
  return backoffAfter(before, [attempt(code)], { workers, waits: WAITS }, NOW);
}

function seconds(backoff: LaunchBackoff | undefined): number {
  return (Date.parse(backoff?.until ?? '') - NOW.getTime()) / 1000;
}
