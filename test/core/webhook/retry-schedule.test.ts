import { describe, expect, it } from 'vitest';
import { RETRY_DELAYS, retryDelay } from '../../../core/webhook/retry-schedule.ts';
import { answered } from '../../support/memory/webhook-transport.ts';
import { later, NOW } from '../../support/records.ts';

const HOUR = 3600;

describe('the schedule', () => {
  it('is that of the contract: ten attempts in 75 hours', () => {
    expect(RETRY_DELAYS).toEqual([5, 300, 1800, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]);
    expect(Math.floor(RETRY_DELAYS.reduce((sum, delay) => sum + delay, 0) / HOUR)).toBe(75);
  });

  it.each(RETRY_DELAYS.map((delay, attempts) => ({ delay, attempts })))(
    'waits $delay s and up to a tenth more after $attempts earlier attempts',
    ({ delay, attempts }) => {
      expect(retryDelay(attempts, answered(500), NOW, 0)).toBe(delay);
      const longest = retryDelay(attempts, answered(500), NOW, 0.9999) ?? 0;
      expect(longest).toBeGreaterThanOrEqual(delay);
      expect(longest).toBeLessThanOrEqual(Math.round(delay * 1.1));
    },
  );

  it('has no eleventh attempt', () => {
    expect(retryDelay(RETRY_DELAYS.length, answered(500), NOW, 0)).toBeUndefined();
  });
});

describe('Retry-After', () => {
  it.each([
    ['seconds beyond the schedule', '120', 120],
    ['seconds within the schedule', '2', 5],
    ['nothing', '0', 5],
    ['a date', later(600).toUTCString(), 600],
    ['a date that is past', later(-600).toUTCString(), 5],
    ['more than a day', '999999', 24 * HOUR],
    ['an endless number', '9'.repeat(400), 5],
    ['nonsense', 'soon', 5],
    ['a negative number', '-120', 5],
    ['an empty header', '', 5],
  ])('of %s ("%s") means %d s', (_what, header, seconds) => {
    expect(retryDelay(0, answered(503, header), NOW, 0)).toBe(seconds);
  });
});
