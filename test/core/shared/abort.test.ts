import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { orAborted, whenAborted } from '../../../core/shared/abort.ts';
import { graceAfter } from '../../../core/worker/time-limit.ts';
import { VirtualClock } from '../../support/memory/clock.ts';

/** The signal of a worker's end: it outlives every job. */
const givenLongSignal = () => {
  const long = new AbortController();
  return { long, listeners: () => getEventListeners(long.signal, 'abort').length };
};

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
setFlagsFromString('--no-expose-gc');

describe('what waits for the end of a worker', () => {
  it('is told of it, once', () => {
    const { long } = givenLongSignal();
    let told = 0;
    whenAborted(long.signal, () => {
      told += 1;
    });
    long.abort();
    expect(told).toBe(1);
  });

  it('leaves nothing behind when it is over, whatever was collected meanwhile', async () => {
    const { long, listeners } = givenLongSignal();
    const clock = new VirtualClock();
    const jobs = Array.from({ length: 5 }, () => graceAfter(clock, long.signal, () => 1));
    const works = Array.from({ length: 5 }, (_, n) => orAborted(clock.sleep(1_000 * n), long.signal));
    expect(listeners()).toBe(10);
    // What was made in one turn of the loop is not collected in it
    await new Promise(setImmediate);
    collectGarbage();
    for (const job of jobs) job.release();
    await clock.until(Promise.all(works));
    expect(listeners()).toBe(0);
  });
});
