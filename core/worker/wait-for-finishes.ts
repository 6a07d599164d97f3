import type { Clock, Log } from '../shared/ports.ts';

/** A webhook attempt takes 15 s at most, a checkpoint that is handed over hardly more. */
const FINISH_SECONDS = 60;
/** What a worker that is told to stop may still take; systemd ends it by force after 60 s. */
const SHUTDOWN_SECONDS = 40;

/** What has not finished by then is finished by others: its delivery or its message comes back. */
export async function waitForFinishes(
  deps: { clock: Clock; log: Log },
  finishing: ReadonlySet<Promise<void>>,
  shutdown: AbortSignal,
): Promise<void> {
  const finished = new AbortController();
  const limit = async () => {
    await deps.clock.sleep(FINISH_SECONDS * 1000, AbortSignal.any([finished.signal, shutdown]));
    if (shutdown.aborted) await deps.clock.sleep(SHUTDOWN_SECONDS * 1000, finished.signal);
  };
  await Promise.race([Promise.allSettled(finishing), limit()]);
  finished.abort();
  if (finishing.size > 0) deps.log.warn('the worker ends before all is finished; others finish it');
}
