import type { Report } from '../report.ts';

export type Invariant = { name: string; value: number; limit: number };

export type Limits = {
  /** Only where a fleet has long been at work: the first minutes launch for many jobs to come. */
  launches_per_job: number;
  /** 0 unless clocks are broken by which the rate is kept. */
  calls_refused: number;
};

/** No more than these, whatever went wrong meanwhile. */
const ALIVE_AFTER_LAST_JOB_SECONDS = 120;

/** A worker that never began, or stands still, cannot end itself: a boot's time (600 s), silence, and reconcile's minutes. */
const ALIVE_WITHOUT_A_WORD_SECONDS = 900;

/** What must hold at the end of a run of the service. */
export function invariantsOf(report: Report, limits: Partial<Limits> = {}): Invariant[] {
  const seen = (what: RegExp) => sum(report.violations.filter((one) => what.test(one.what)).map((one) => one.count));
  const none = (name: string, value: number): Invariant => ({ name, value, limit: 0 });
  const named = [
    none('jobs lost', report.lost),
    none('webhooks owed', report.undelivered + seen(/never delivered|to nobody|no webhook/)),
    none('uploads with two jobs', seen(/two jobs/)),
    none('uploads with two results', seen(/two results/)),
    none('uploads with two webhook ids', seen(/two webhook ids/)),
    none('webhook ids with two bodies', seen(/two bodies/)),
    none('cancels overruled', seen(/overruled/)),
    none('statuses overwritten', seen(/was overwritten|outcome of a job|became/)),
    none('counters that are off', seen(/a counter/)),
  ];
  const others = sum(report.violations.map((one) => one.count)) - sum(named.map((one) => one.value)) + report.lost;
  return [
    ...named,
    none('other things that may not be', others + report.undelivered),
    { name: 'launch calls refused for their rate', value: report.calls_refused, limit: limits.calls_refused ?? 0 },
    none('instances left running', report.still_alive),
    {
      name: 'seconds a worker lived after the last job',
      value: report.seconds_alive_after_last_job,
      limit: ALIVE_AFTER_LAST_JOB_SECONDS,
    },
    {
      name: 'seconds a hung worker lived after it',
      value: report.seconds_hung_after_last_job,
      limit: ALIVE_WITHOUT_A_WORD_SECONDS,
    },
    {
      name: 'seconds an instance lived without a worker',
      value: report.longest_boot_without_worker,
      limit: ALIVE_WITHOUT_A_WORD_SECONDS,
    },
    ...optional('launches per job', report.launches_per_job, limits.launches_per_job),
  ];
}

export function broken(invariants: readonly Invariant[]): Invariant[] {
  return invariants.filter(({ value, limit }) => value > limit);
}

function optional(name: string, value: number, limit: number | undefined): Invariant[] {
  return limit === undefined ? [] : [{ name, value, limit }];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
