import type { Clock } from './ports.ts';

/** What the work gives, or undefined if the time is over first; the work itself goes on unheard, and no sleeper is left behind. */
export async function within<Value>(
  clock: Clock,
  milliseconds: number,
  work: Promise<Value>,
): Promise<Value | undefined> {
  const settled = new AbortController();
  const tooLate = clock.sleep(milliseconds, settled.signal).then(() => undefined);
  return Promise.race([work, tooLate]).finally(() => settled.abort());
}
