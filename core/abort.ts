/** What the work gives, or the signal's reason if that comes first; the work itself goes on unheard. */
export async function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const done = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: done.signal });
  });
  return Promise.race([work, aborted]).finally(() => done.abort());
}
