import { expect, it } from 'vitest';
import { within } from '../../../core/shared/within.ts';
import { VirtualClock } from '../../support/memory/clock.ts';

const MINUTE_MS = 60_000;

/** What still sleeps would move the clock. */
async function expectNobodyAsleep(clock: VirtualClock) {
  const now = clock.milliseconds();
  await expect(clock.until(new Promise(() => {}))).rejects.toThrow('never ends');
  expect(clock.milliseconds()).toBe(now);
}

it('gives what the work gives in time, and leaves no sleeper behind', async () => {
  const clock = new VirtualClock();
  const begun = clock.milliseconds();
  expect(
    await clock.until(
      within(
        clock,
        MINUTE_MS,
        clock.sleep(1000).then(() => 'done'),
      ),
    ),
  ).toBe('done');
  expect(clock.milliseconds() - begun).toBe(1000);
  await expectNobodyAsleep(clock);
});

it('gives nothing once the time is over, while the work goes on', async () => {
  const clock = new VirtualClock();
  let done = false;
  const work = clock.sleep(2 * MINUTE_MS).then(() => {
    done = true;
    return 'done';
  });
  expect(await clock.until(within(clock, MINUTE_MS, work))).toBeUndefined();
  expect(done).toBe(false);
  await clock.advance(60);
  expect(done).toBe(true);
});

it('fails as the work fails, and leaves no sleeper behind then either', async () => {
  const clock = new VirtualClock();
  await expect(within(clock, MINUTE_MS, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expectNobodyAsleep(clock);
});
