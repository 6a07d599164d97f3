import type { Usage } from './contracts/document.ts';
import type { EngineDone } from './contracts/engine-protocol.ts';
import type { JobRow } from './contracts/rows.ts';
import type { InstancePrices } from './contracts/settings.ts';
import type { LaunchedInstance } from './ports.ts';
import { secondsBetween } from './time.ts';

/** What a job took of its worker, in seconds; boot and model load are 0 for all but the worker's first job. */
export type Spent = {
  boot_seconds: number;
  model_load_seconds: number;
  download_seconds: number;
  processing_seconds: number;
};

export type Worker = Pick<LaunchedInstance, 'instance_type' | 'market'> & { prices: InstancePrices };

export function usageOf(job: JobRow, done: EngineDone, worker: Worker, spent: Spent): Usage {
  const { instance_type, market, prices } = worker;
  const price = prices[instance_type]?.[market] ?? null;
  const { processing_seconds, ...times } = spent;
  const billed = spent.boot_seconds + processing_seconds;
  return {
    audio_seconds: done.duration_seconds,
    speech_seconds: done.speech_seconds,
    queue_seconds: secondsBetween(job.uploaded_at ?? job.created_at, job.started_at ?? job.created_at),
    ...times,
    transcribe_seconds: done.transcribe_seconds,
    instance_type,
    market,
    price_usd_per_hour: price,
    usd: price === null ? null : inMicroDollars((price * billed) / 3600),
  };
}

/** A short job costs a fraction of a cent. */
function inMicroDollars(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
