/** A burst of uploads on few workers: all delivered once, how long each waits, and how many AWS calls a job takes. */
import { type Figure, type Findings, figure, percentile } from '../figures.ts';
import type { Bench, Section } from '../section.ts';
import { type Burst, sendBurst } from '../support/burst.ts';
import { callFigures, countCalls } from '../support/call-figures.ts';
import { type Running, withLocalStack } from '../support/stack.ts';
import { workers } from '../support/workers.ts';

const MAX_WORKERS = 4;
/** A worker that found the queue empty for a moment is still there for the rest of the burst. */
const IDLE_SECONDS = 5;
/** The local cloud keeps the last 10,000 calls. */
const COUNTED_UPLOADS = 40;

export const load: Section = {
  name: 'load',
  about: `a burst of uploads, at most ${MAX_WORKERS} workers: S3 has the upload → its webhook is received`,
  run: (bench) => {
    const fleet = { idleSeconds: IDLE_SECONDS, jobsPerWorker: 0, maxWorkers: MAX_WORKERS };
    return withLocalStack(bench, fleet, (running) => measure(bench, running));
  },
};

async function measure(bench: Bench, running: Running): Promise<Findings> {
  const burst = await sendBurst(running, bench.uploads, bench.progress);
  const launched = (await workers(running)).length;
  const counted = Math.min(bench.uploads, COUNTED_UPLOADS);
  const calls = await countCalls(running, () => sendBurst(running, counted, bench.progress));
  return {
    figures: [...figuresOf(burst, launched), ...callFigures(calls, counted)],
    notes: [
      `Calls are those of a second burst of ${counted} uploads, counted by the local cloud; calls of EC2 are not among them.`,
      'On AWS the Lambda service’s own polls of the two queues are billed as SQS calls on top.',
    ],
    details: { burst, calls },
  };
}

function figuresOf({ latencies, wrongCounts, seconds, engineSeconds }: Burst, launched: number): Figure[] {
  const jobs = latencies.length;
  const share = (percent: number) => figure(`latency p${percent}`, 's', [percentile(latencies, percent)]);
  return [
    figure(`of ${jobs} jobs, not delivered exactly once`, 'jobs', [wrongCounts], { atMost: 0 }),
    share(50),
    share(90),
    share(99),
    figure('throughput', 'jobs/s', [jobs / seconds]),
    figure('workers launched', 'workers', [launched], { atMost: MAX_WORKERS }),
    figure('engines’ share of the workers’ time', '%', [(100 * engineSeconds) / (seconds * MAX_WORKERS)]),
  ];
}
