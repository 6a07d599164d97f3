import { CAUSE_NAMES, CAUSES, type Cause } from './audit/causes.ts';
import { broken, type Invariant } from './audit/invariants.ts';
import type { Spread } from './audit/slowest.ts';
import type { Report } from './report.ts';

/** A run in words, for a terminal and for docs/guarantees.md. */
export function describeRun(title: string, report: Report, invariants: readonly Invariant[]): string {
  const lines = [
    `${title}, seed ${report.seed}: ${count(report.uploads)} uploads, ${count(report.audio_hours)} h of audio, ${report.hours.toFixed(1)} h simulated, trail ${report.hash}`,
    '',
    ...invariants.map(line),
    '',
    row('completed', count(report.completed)),
    row('failed, typed', pairs(report.failed)),
    row(
      'webhooks delivered, given up in the end',
      `${count(report.webhooks_delivered)}, ${count(report.webhooks_given_up)}`,
    ),
    row('processes, of which crashed', `${count(report.processes)}, ${count(report.crashes)}`),
    row('events that S3 never sent', count(report.events_lost)),
    row('instances launched, at most at once', `${count(report.launches)}, ${count(report.peak_workers)}`),
    row('launches per job', report.launches_per_job.toFixed(4)),
    row('launch calls', count(report.launch_calls)),
    row('how instances ended', pairs(report.endings)),
    row('known to begun p50, p99, longest', spread(report.known_age)),
    ...(report.quiet_age.max > 0 ? [row('the same of another tenant', spread(report.quiet_age))] : []),
    row('upload to begun p50, p99, longest', spread(report.queue_age)),
    row('last upload to last end', `${report.minutes_to_zero.toFixed(1)} min`),
    row('the same without what was withheld', `${report.own_minutes_to_zero.toFixed(1)} min`),
    row(
      'instances, USD',
      `${report.cost_usd.toFixed(2)}, ${(report.cost_usd / report.audio_hours).toFixed(4)} per audio-hour`,
    ),
    ...slowest(report),
  ];
  return lines.join('\n');
}

/** How to see a failing run again. */
export function describeFailure(report: Report, invariants: readonly Invariant[], command: string): string {
  const examples = report.violations.map(
    ({ what, count: times, examples: of }) => `  ${what}: ${times}, such as ${of.join(', ')}`,
  );
  const names = broken(invariants).map((one) => one.name);
  return [`seed ${report.seed} broke: ${names.join('; ')}`, ...examples, `again: ${command}`].join('\n');
}

const MEASURES = {
  known_to_begin: 'known to begun',
  to_begin: 'upload to begun',
  known_to_end: 'known to end',
} as const;

/** What the slowest 1 % waited for, in seconds of a job, by each measure. */
function slowest({ slowest: by }: Report): string[] {
  const columns = Object.keys(MEASURES) as (keyof typeof MEASURES)[];
  const cells = (of: (measure: keyof typeof MEASURES) => string) => columns.map((one) => of(one).padStart(17)).join('');
  const causes = CAUSE_NAMES.filter((cause) => columns.some((measure) => by[measure].by_cause[cause] !== undefined));
  const seconds = (measure: keyof typeof MEASURES, cause: Cause) => by[measure].by_cause[cause]?.toFixed(1) ?? '';
  return [
    '',
    row(
      `seconds of the slowest 1 %, ${count(by.to_begin.jobs)} jobs`,
      cells((measure) => MEASURES[measure]),
    ),
    ...causes.map((cause) =>
      row(
        `  ${CAUSES[cause]}`,
        cells((measure) => seconds(measure, cause)),
      ),
    ),
    row(
      '  in all',
      cells((measure) => by[measure].mean.toFixed(1)),
    ),
  ];
}

function spread({ p50, p99, max }: Spread): string {
  return [p50, p99, max].map((seconds) => `${seconds.toFixed(1)} s`).join(', ');
}

function line({ name, value, limit }: Invariant): string {
  const shown = Number.isInteger(value) ? count(value) : value.toFixed(value < 1 ? 4 : 1);
  return `${row(name, shown)}${limit > 0 ? ` (at most ${limit})` : ''}${value > limit ? '   BROKEN' : ''}`;
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(44)}${value}`;
}

function pairs(of: Record<string, number>): string {
  const all = Object.entries(of).map(([name, value]) => `${name} ${count(value)}`);
  return all.length > 0 ? all.join(', ') : 'none';
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
