import { describe, expect, it } from 'vitest';
import { waitForFinishes } from '../../../core/worker/wait-for-finishes.ts';
import { VirtualClock } from '../../support/memory/clock.ts';
import { MemoryLog } from '../../support/memory/log.ts';

const NEVER = new Promise<void>(() => {});

/** How long a worker waits for a finish that never ends, when it is told to stop after so many seconds. */
async function waited(stopAfter?: number): Promise<number> {
  const clock = new VirtualClock();
  const shutdown = new AbortController();
  if (stopAfter !== undefined) clock.at(clock.milliseconds() + stopAfter * 1000, () => shutdown.abort());
  const begun = clock.milliseconds();
  await clock.until(waitForFinishes({ clock, log: new MemoryLog() }, new Set([NEVER]), shutdown.signal));
  return (clock.milliseconds() - begun) / 1000;
}

describe('a worker with a finish that never ends', () => {
  it('ends within a minute, also when nobody tells it to stop', async () => {
    expect(await waited()).toBe(60);
  });

  it('ends before systemd ends it by force, once it is told to stop', async () => {
    expect([await waited(0), await waited(30)]).toEqual([40, 70]);
  });
});
