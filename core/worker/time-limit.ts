import { whenAborted } from '../shared/abort.ts';
import { JobFailure } from '../shared/errors.ts';
import type { Clock } from '../shared/ports.ts';

export type TimeLimit = {
  /** Aborts with the failure `time_limit` when the time is up. */
  signal: AbortSignal;
  /** Sets how long the work may take, from its beginning or the last restart; the last word counts. */
  allow(seconds: number): void;
  /** From now on its time counts. */
  restart(): void;
  release(): void;
};

/** SQS forgets a message's visibility after 12 h; a job must be over before. */
export const JOB_SECONDS = 11 * 3600;

/** A laptop with a large model takes about as long as the audio; four times that, and a start, is a hang. */
export function wallSeconds(audioSeconds: number): number {
  return 900 + 4 * audioSeconds;
}

/** A GPU takes a small part of the audio's length and any machine of ours less than all of it: beyond, somebody should look. */
export function expectedSeconds(audioSeconds: number): number {
  return 300 + audioSeconds;
}

/** Aborts so many seconds after another signal did, with its reason; never if it is released before. */
export function graceAfter(clock: Clock, signal: AbortSignal, secondsFor: (reason: unknown) => number) {
  const over = new AbortController();
  const released = new AbortController();
  const wait = async () => {
    await clock.sleep(secondsFor(signal.reason) * 1000, released.signal);
    if (!released.signal.aborted) over.abort(signal.reason);
  };
  if (signal.aborted) void wait();
  const takeBack = whenAborted(signal, () => void wait());
  return {
    signal: over.signal,
    release() {
      takeBack();
      released.abort();
    },
  };
}

export function timeLimit(clock: Clock, seconds: number): TimeLimit {
  let begun = clock.now().getTime();
  const over = new AbortController();
  let watching = new AbortController();
  let allowed = seconds;
  const left = () => begun + allowed * 1000 - clock.now().getTime();

  async function watch(until: AbortSignal): Promise<void> {
    while (!until.aborted && left() > 0) await clock.sleep(left(), until);
    if (!until.aborted) over.abort(new JobFailure('time_limit', tookTooLong(allowed)));
  }

  void watch(watching.signal);
  return {
    signal: over.signal,
    allow(another) {
      const sooner = another < allowed;
      allowed = another;
      // Who watches for a later time wakes too late; for an earlier one, it looks again and sleeps on.
      if (!sooner || watching.signal.aborted) return;
      watching.abort();
      watching = new AbortController();
      void watch(watching.signal);
    },
    restart() {
      begun = clock.now().getTime();
    },
    release: () => watching.abort(),
  };
}

function tookTooLong(seconds: number): string {
  return `the work on this file was stopped after ${Math.round(seconds)} s, the limit for its length`;
}
