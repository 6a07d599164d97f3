import type { Account } from './account.ts';
import type { Settling } from './audit/settling.ts';
import { type Measure, type Slowest, type Spread, slowestOf, spreadOf } from './audit/slowest.ts';
import type { Violation } from './audit/violations.ts';
import type { Clients } from './clients.ts';

export type Report = {
  seed: string;
  hash: string;
  events: number;
  uploads: number;
  audio_hours: number;
  completed: number;
  failed: Record<string, number>;
  webhooks_delivered: number;
  /** After every attempt of the schedule. */
  webhooks_given_up: number;
  /** Uploads that came to no end within the patience of the run. */
  lost: number;
  /** Ended, but their webhook is still owed. */
  undelivered: number;
  violations: readonly Violation[];
  launches: number;
  launches_per_job: number;
  launch_calls: number;
  calls_refused: number;
  peak_workers: number;
  endings: Record<string, number>;
  processes: number;
  /** How often each line was logged. */
  logged: Record<string, number>;
  crashes: number;
  events_lost: number;
  dead_letters: number;
  still_alive: number;
  seconds_alive_after_last_job: number;
  seconds_hung_after_last_job: number;
  longest_boot_without_worker: number;
  /** Seconds from the upload to the first claim. */
  queue_age: Spread;
  /** The same from when the service could know of the upload. */
  known_age: Spread;
  /** The same of the tenant that uploads little, and the longest that a worker was at work on a job. */
  quiet_age: Spread;
  longest_work: number;
  /** Where the slowest 1 % by each measure spent their time. */
  slowest: Record<Measure, Slowest>;
  cost_usd: number;
  /** From the last upload to the end of the last job that S3 told of. */
  minutes_to_zero: number;
  /** The same, of all jobs, without what was withheld of each one's time. */
  own_minutes_to_zero: number;
  hours: number;
};

export function reportOf(account: Account, clients: Clients, settling: Settling): Report {
  const { ledger, ec2, trail, workers, options, clock } = account;
  const open = ledger.uploads.all();
  return {
    seed: options.seed,
    hash: trail.hash,
    events: trail.events,
    uploads: ledger.uploads.total,
    audio_hours: clients.audioHours,
    completed: settling.completed,
    failed: Object.fromEntries([...settling.errors].sort()),
    webhooks_delivered: settling.delivered,
    webhooks_given_up: ledger.givenUp,
    lost: open.filter((entry) => entry.ended_at === undefined).length,
    undelivered: open.filter((entry) => entry.ended_at !== undefined).length,
    violations: ledger.violations.all,
    launches: ec2.launched,
    launches_per_job: ec2.launched / ledger.uploads.total,
    launch_calls: ec2.calls,
    calls_refused: ec2.bucket.refused,
    peak_workers: ec2.peak,
    endings: Object.fromEntries([...workers.endings].sort()),
    processes: account.processes,
    logged: Object.fromEntries([...account.log.counts].sort()),
    crashes: account.crashes,
    events_lost: account.events.lost,
    dead_letters: account.uploads.dead_letters.length,
    still_alive: ec2.live.length,
    seconds_alive_after_last_job: workers.secondsAfterLastJob,
    seconds_hung_after_last_job: workers.secondsHungAfterLastJob,
    longest_boot_without_worker: workers.longestWithoutWorker,
    queue_age: spreadOf(settling.times, 'to_begin'),
    known_age: spreadOf(settling.times, 'known_to_begin'),
    quiet_age: spreadOf(
      settling.times.filter(({ quiet }) => quiet),
      'known_to_begin',
    ),
    longest_work: settling.times.reduce((most, { until_end }) => Math.max(most, until_end.of('work')), 0),
    slowest: {
      to_begin: slowestOf(settling.times, 'to_begin'),
      known_to_begin: slowestOf(settling.times, 'known_to_begin'),
      known_to_end: slowestOf(settling.times, 'known_to_end'),
    },
    cost_usd: ec2.cost,
    minutes_to_zero: Math.max(0, ledger.lastAnnouncedEnd - clients.lastUpload) / 60_000,
    own_minutes_to_zero: Math.max(0, ledger.lastOwnEnd - clients.lastUpload) / 60_000,
    hours: (clock.milliseconds() - account.begun) / 3_600_000,
  };
}
