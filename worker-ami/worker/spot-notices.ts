/** Turns what EC2 announces about this instance into the two signals that the work loop knows. */
import type { Notices } from '../../adapters/aws/instance-metadata.ts';
import { SpotInterruptionError } from '../../core/shared/errors.ts';
import type { Log } from '../../core/shared/ports.ts';

/**
 * AWS recommends 5 s. A job is to be handed back within 5 s of the notice, and finding it is part of that; the service is
 * on the instance itself and answers in a millisecond.
 */
const POLL_MS = 1_000;

export type Ending = { shutdown: AbortController; drain: AbortController };

/** Asks until the instance is interrupted; `read` that fails is asked again. Keeps no process alive. */
export function watchSpotNotices(
  read: () => Promise<Notices>,
  { shutdown, drain }: Ending,
  log: Log,
  pollMs = POLL_MS,
): void {
  const look = async () => {
    try {
      const { interruption, rebalance } = await read();
      if (rebalance !== undefined && !drain.signal.aborted) {
        log.warn('EC2 recommends a rebalance: this worker takes no further job', { notice_time: rebalance });
        drain.abort(new Error('EC2 recommends a rebalance'));
      }
      if (interruption !== undefined) {
        log.warn('spot takes this instance back: the job is handed back', { time: interruption });
        shutdown.abort(new SpotInterruptionError(`spot takes the instance back at ${interruption}`));
        return;
      }
    } catch (error) {
      log.warn('the notices of EC2 could not be read; they are asked for again', { error });
    }
    setTimeout(look, pollMs).unref();
  };
  void look();
}
