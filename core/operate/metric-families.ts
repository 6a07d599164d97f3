/** Every metric there is: its name, what it means, and what it is made of. docs/metrics.md has the same for people. */
import type { CountedBy, Counts } from '../contracts/counters-row.ts';
import { FailureCode } from '../contracts/job-row.ts';
import { Market } from '../contracts/settings.ts';
import { FailureReason } from '../contracts/webhooks.ts';
import type { Present, PresentAndAge } from '../fleet/present.ts';
import { BOUNDS } from '../shared/counters.ts';
import type { Family, Sample } from './prometheus-text.ts';

/** Shown from the first scrape on, so that their first increase is seen as one; others come when they first happen. */
const USUAL_REFUSALS = ['InsufficientInstanceCapacity', 'MaxSpotInstanceCountExceeded', 'VcpuLimitExceeded'];
const USUAL_RESULTS = ['2xx', '4xx', '5xx', 'timeout', 'connection_failed'];
const FAILURES = FailureCode.exclude(['cancelled']).options;

export function metricFamilies(counts: Counts, present: PresentAndAge): Family[] {
  return [
    ...ended(counts),
    ...spent(counts),
    ...machines(counts, present),
    ...webhooks(counts, present),
    ...seed(counts, present),
  ];
}

function ended(counts: Counts): Family[] {
  const failed = labelled(counts, 'failed', 'code', FAILURES).map(withLabel('status', 'failed'));
  const others = (['completed', 'cancelled'] as const).map((status) => ({
    labels: { status, code: '' },
    value: counts[status] ?? 0,
  }));
  return [
    counter('transcription_jobs_submitted_total', 'Jobs whose file came, retries among them.', [
      { value: counts.submitted ?? 0 },
    ]),
    counter('transcription_jobs_ended_total', 'Jobs that ended, by status; code says why one failed.', [
      ...others,
      ...failed,
    ]),
    histogram(
      'transcription_job_work_seconds',
      'From the claim by the worker that did a job to its end.',
      counts,
      'work',
    ),
    histogram('transcription_job_turnaround_seconds', 'From the upload of a file to its result.', counts, 'turnaround'),
  ];
}

function spent({ audio_ms = 0, micro_usd = 0 }: Counts): Family[] {
  return [
    counter('transcription_audio_seconds_total', 'Audio of the jobs that are done.', [{ value: audio_ms / 1000 }]),
    counter('transcription_cost_usd_total', 'What the instances of the jobs that are done cost meanwhile, in USD.', [
      { value: micro_usd / 1e6 },
    ]),
  ];
}

function machines(counts: Counts, { jobs, queue_age_seconds, workers }: PresentAndAge): Family[] {
  return [
    gauge('transcription_jobs', 'Jobs that are not over, by state; held ones wait for a limit.', byName(jobs, 'state')),
    gauge('transcription_queue_age_seconds', 'How long the oldest job has waited for a worker; 0 when none waits.', [
      { value: queue_age_seconds },
    ]),
    gauge('transcription_workers', 'Workers by state; silent ones have stopped to report.', byName(workers, 'state')),
    counter(
      'transcription_launches_total',
      'Workers launched, by purchase option.',
      labelled(counts, 'launched', 'market', Market.options),
    ),
    counter(
      'transcription_launch_refusals_total',
      'Calls for workers that EC2 did not wholly grant, by its code.',
      labelled(counts, 'refused', 'code', USUAL_REFUSALS),
    ),
  ];
}

export function waitingFamily(byModel: Record<string, number>): Family {
  const help = 'Jobs that wait for a worker, by the model that they are for.';
  return gauge('transcription_jobs_waiting', help, byName(byModel, 'model'));
}

function webhooks(counts: Counts, { webhooks_pending }: Present): Family[] {
  const outcomes = ['delivered', ...FailureReason.options];
  return [
    gauge('transcription_webhooks_pending', 'Webhooks that are still to be delivered.', [{ value: webhooks_pending }]),
    counter(
      'transcription_webhook_deliveries_total',
      'Webhooks that are over: delivered, or why they were given up.',
      labelled(counts, 'deliveries', 'outcome', outcomes),
    ),
    counter(
      'transcription_webhook_attempts_total',
      'Attempts at webhooks, by the class of the answer or why there was none.',
      labelled(counts, 'attempts', 'result', USUAL_RESULTS),
    ),
  ];
}

/** Names that dashboards made for Scribe Rabbit ask for. */
function seed(counts: Counts, { jobs }: Present): Family[] {
  const failed = sum(labelled(counts, 'failed', 'code', []));
  return [
    counter('scribe_rabbit_jobs_submitted_total', 'Total jobs submitted.', [{ value: counts.submitted ?? 0 }]),
    counter('scribe_rabbit_jobs_completed_total', 'Total jobs completed.', [{ value: counts.completed ?? 0 }]),
    counter('scribe_rabbit_jobs_failed_total', 'Total jobs failed.', [{ value: failed }]),
    histogram('scribe_rabbit_job_duration_seconds', 'Job processing duration.', counts, 'work'),
    gauge('scribe_rabbit_queue_depth', 'Current queue depth.', [{ value: jobs.waiting }]),
  ];
}

/** @param known words of which there is a sample in any case */
function labelled(counts: Counts, by: CountedBy, label: string, known: readonly string[]): Sample[] {
  const counted = Object.keys(counts).flatMap((name) => (name.startsWith(`${by}:`) ? [name.slice(by.length + 1)] : []));
  return [...new Set([...known, ...counted.sort()])].map((word) => ({
    labels: { [label]: word },
    value: counts[`${by}:${word}`] ?? 0,
  }));
}

function histogram(name: string, help: string, counts: Counts, by: 'work' | 'turnaround'): Family {
  let below = 0;
  const buckets = [...BOUNDS.map(String), 'inf'].map((bound) => {
    below += counts[`${by}:${bound}`] ?? 0;
    return { labels: { le: bound === 'inf' ? '+Inf' : bound }, value: below };
  });
  const series = [
    { suffix: '_bucket', samples: buckets },
    { suffix: '_sum', samples: [{ value: (counts[`${by}_ms`] ?? 0) / 1000 }] },
    { suffix: '_count', samples: [{ value: below }] },
  ] as const;
  return { name, help, type: 'histogram', series };
}

const counter = (name: string, help: string, samples: Sample[]): Family => ({
  name,
  help,
  type: 'counter',
  series: [{ samples }],
});
const gauge = (name: string, help: string, samples: Sample[]): Family => ({
  name,
  help,
  type: 'gauge',
  series: [{ samples }],
});
const withLabel =
  (label: string, text: string) =>
  ({ labels, value }: Sample) => ({ labels: { [label]: text, ...labels }, value });
const byName = (numbers: Record<string, number>, label: string) =>
  Object.entries(numbers).map(([name, value]) => ({ labels: { [label]: name }, value }));
const sum = (samples: readonly Sample[]) => samples.reduce((total, { value }) => total + value, 0);
