import { JobFailure } from '../errors.ts';
import type { Clock } from '../ports.ts';

export type TimeLimit = {
  /** Aborts with the failure `time_limit` when the time is up. */
  signal: AbortSignal;
  /** Sets (or sets anew, if that is sooner) how long the work may take from now. */
  start(seconds: number): void;
  release(): void;
};

/** SQS forgets a message's visibility after 12 h; a job must be over before. */
export const JOB_SECONDS = 11 * 3600;

/** A laptop with a large model takes about as long as the audio; four times that, and a start, is a hang. */
export function wallSeconds(audioSeconds: number): number {
  return 900 + 4 * audioSeconds;
}

export function timeLimit(clock: Clock): TimeLimit {
  const over = new AbortController();
  const released = new AbortController();
  return {
    signal: over.signal,
    start(seconds) {
      void clock.sleep(seconds * 1000, released.signal).then(() => {
        if (!released.signal.aborted) over.abort(new JobFailure('time_limit', tookTooLong(seconds)));
      });
    },
    release: () => released.abort(),
  };
}

function tookTooLong(seconds: number): string {
  return `the work on this file was stopped after ${Math.round(seconds)} s, the limit for its length`;
}
