import { CAUSE_NAMES, type Cause, Seconds } from './causes.ts';
import type { Entry } from './open-uploads.ts';

/** Seconds of one job: until its first claim, from its upload and from when the service could know of it, and from then until its end. */
export type Times = {
  quiet: boolean;
  to_begin: number;
  known_to_begin: number;
  known_to_end: number;
  until_claim: Seconds;
  until_end: Seconds;
};

/** Each way to count. */
export type Measure = 'to_begin' | 'known_to_begin' | 'known_to_end';

export type Spread = { p50: number; p99: number; max: number };

/** The slowest 1 % by one measure: how many seconds of their time each cause has, on average. They add up to `mean`. */
export type Slowest = { jobs: number; mean: number; by_cause: Partial<Record<Cause, number>> };

const SLOWEST_SHARE = 0.01;
const BEFORE_KNOWN: readonly Cause[] = ['event_sent', 'event_late', 'event_lost'];

export function timesOf({ quiet, uploaded_at, ended_at = 0, wait }: Entry, claimedAt: number): Times {
  return {
    quiet,
    to_begin: (claimedAt - uploaded_at) / 1000,
    known_to_begin: (claimedAt - (wait.known_at ?? uploaded_at)) / 1000,
    known_to_end: (ended_at - (wait.known_at ?? uploaded_at)) / 1000,
    until_claim: wait.until_claim ?? new Seconds(),
    until_end: wait.spent,
  };
}

export function spreadOf(times: readonly Times[], measure: Measure): Spread {
  const sorted = Float64Array.from(times, (one) => one[measure]).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

export function slowestOf(times: readonly Times[], measure: Measure): Slowest {
  const sorted = [...times].sort((one, other) => other[measure] - one[measure]);
  const slowest = sorted.slice(0, Math.ceil(times.length * SLOWEST_SHARE));
  const meanOf = (take: (one: Times) => number) =>
    slowest.reduce((sum, one) => sum + take(one), 0) / Math.max(1, slowest.length);
  const counted = CAUSE_NAMES.filter((cause) => measure === 'to_begin' || !BEFORE_KNOWN.includes(cause));
  const spent = ({ until_claim, until_end }: Times) => (measure === 'known_to_end' ? until_end : until_claim);
  const means = counted.map((cause) => [cause, meanOf((one) => spent(one).of(cause))] as const);
  return {
    jobs: slowest.length,
    mean: meanOf((one) => one[measure]),
    by_cause: Object.fromEntries(means.filter(([, seconds]) => seconds > 0)),
  };
}
