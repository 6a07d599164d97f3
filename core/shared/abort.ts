/**
 * Does something when the signal aborts, unless it is told not to before. Not by the option `signal` of
 * `addEventListener`: Node loses sight of all but the last of such listeners with the next garbage collection, and those stay
 * on a signal that lives as long as its worker (nodejs/node#63954).
 *
 * @returns takes it back
 */
export function whenAborted(signal: AbortSignal, act: () => void): () => void {
  signal.addEventListener('abort', act, { once: true });
  return () => signal.removeEventListener('abort', act);
}

/** What the work gives, or the signal's reason if that comes first; the work itself goes on unheard. */
export async function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  let takeBack = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    takeBack = whenAborted(signal, () => reject(signal.reason));
  });
  return Promise.race([work, aborted]).finally(takeBack);
}
