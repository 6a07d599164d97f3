import { describe, expect, it } from 'vitest';
import { isShort, Places } from '../../../core/worker/places.ts';
import { VirtualClock } from '../../support/memory/clock.ts';

const SHORT = { size_bytes: 100_000, attempts: [] };
const ATTEMPT = { attempt: 1, instance_id: 'i', instance_type: 't', market: 'spot', started_at: '' };
const LONG = { size_bytes: 50_000_000, attempts: [] };

it.each([
  [2_000_000, true],
  [2_000_001, false],
  [undefined, false],
])('a file of %s bytes is short: %s', (size_bytes, short) => {
  expect(isShort(size_bytes === undefined ? {} : { size_bytes })).toBe(short);
});

describe('a worker with three places', () => {
  it('takes three short jobs, and another when one is over', () => {
    const places = new Places(3, new VirtualClock());
    const [first] = [places.take(SHORT), places.take(SHORT)];
    expect(places.isOpen).toBe(true);
    places.take(SHORT);
    expect(places.isOpen).toBe(false);
    first?.leave();
    expect(places.isOpen).toBe(true);
  });

  it('takes none beside a long one', () => {
    const places = new Places(3, new VirtualClock());
    const long = places.take(LONG);
    expect(places.isOpen).toBe(false);
    long.leave();
    expect(places.isOpen).toBe(true);
  });

  it.each(['crashed', 'lost', 'engine_unusable'])(
    'takes none beside one that had an attempt which was %s',
    (outcome) => {
      const places = new Places(3, new VirtualClock());
      places.take({ ...SHORT, attempts: [{ ...ATTEMPT, outcome }] });
      expect(places.isOpen).toBe(false);
    },
  );

  it('takes others beside one that spot interrupted', () => {
    const places = new Places(3, new VirtualClock());
    places.take({ ...SHORT, attempts: [{ ...ATTEMPT, outcome: 'interrupted' }] });
    expect(places.isOpen).toBe(true);
  });

  it('divides its time among the jobs that are there', async () => {
    const clock = new VirtualClock();
    const places = new Places(3, clock);
    const first = places.take(SHORT);
    await clock.advance(10);
    const second = places.take(SHORT);
    await clock.advance(10);
    // 10 s and half of 10, of 20
    expect(first.share()).toBeCloseTo(15 / 20);
    first.leave();
    await clock.advance(20);
    // Half of 10 and 20, of 30
    expect(second.share()).toBeCloseTo(25 / 30);
  });

  it('gives a job that is alone all of its time, and one that took none its part', () => {
    const places = new Places(3, new VirtualClock());
    const only = places.take(SHORT);
    expect(only.share()).toBe(1);
    places.take(SHORT);
    expect(only.share()).toBe(1 / 2);
  });
});
