import { setTimeout as sleep } from 'node:timers/promises';
import { LocalStackError } from './errors.ts';

/**
 * Asks again and again until there is an answer.
 *
 * @param ask answers undefined as long as the condition does not hold; what it throws ends the wait
 * @throws LocalStackError naming what was waited for once `limitMs` have passed
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  { limitMs, everyMs = 50 }: { limitMs: number; everyMs?: number },
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline)
      throw new LocalStackError(`gave up after ${limitMs / 1000} s waiting for ${what}`);
    await sleep(everyMs);
  }
}
