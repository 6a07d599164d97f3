import type { FleetSettings, InstancePrices } from '../../core/contracts/settings.ts';
import type { Rates } from './rates.ts';

/** The ways in which a worker's instance can come to its end; see docs/design, four kill paths. */
export const KILL_PATHS = ['self', 'timer', 'reconcile', 'sweep'] as const;
export type KillPath = (typeof KILL_PATHS)[number];

export type SimulationOptions = {
  seed: string;
  jobs: number;
  jobs_per_hour: number;
  /** Uploads of another tenant that come besides, one at a time; each as far from the next as it says. */
  quiet_uploads: number;
  quiet_every_seconds: number;
  /** Name of a further model, which they ask for. */
  quiet_model: string | undefined;
  /** Seconds of audio in the median file, and the deviation of the logarithm around it. */
  audio_seconds: number;
  audio_spread: number;
  /** Seconds of audio that a worker transcribes in a second. */
  realtime_factor: number;
  rates: Rates;
  fleet: FleetSettings;
  idle_seconds: number;
  jobs_per_worker: number;
  short_jobs_at_once: number;
  quota_vcpus: number;
  /** Free instances of one type in one zone, in the middle. */
  median_free: number;
  receivers: number;
  kill_paths: readonly KillPath[];
  /** Every second process dies at a call, whose number grows by one from process to process and begins again after this. */
  walk_crashes: number | undefined;
  /** Hours after the last upload at which whatever is not settled counts as lost. */
  patience_hours: number;
};

/** g4dn.xlarge and g6.xlarge are list and catalogue prices as in docs/cost.md; g5's spot price is an estimate. */
export const PRICES: InstancePrices = {
  'g4dn.xlarge': { spot: 0.208, 'on-demand': 0.526 },
  'g5.xlarge': { spot: 0.42, 'on-demand': 1.006 },
  'g6.xlarge': { spot: 0.422, 'on-demand': 0.8048 },
};

export const FLEET: FleetSettings = {
  max_workers: 250,
  waiting_jobs_per_worker: 4,
  instance_types: Object.keys(PRICES),
  subnet_ids: ['subnet-1', 'subnet-2', 'subnet-3'],
  markets: ['spot', 'on-demand'],
  max_lifetime_seconds: 12 * 3600,
  first_wait_seconds: 15,
  longest_wait_seconds: 900,
  give_up_seconds: 72 * 3600,
};

/** A stage for a steady stream of 60,000 files an hour; 44 × real time is what a GPU of the T4's class reaches in batches. */
export function defaultOptions(rates: Rates): SimulationOptions {
  return {
    seed: '1',
    jobs: 1_000,
    jobs_per_hour: 60_000,
    quiet_uploads: 0,
    quiet_every_seconds: 300,
    quiet_model: undefined,
    audio_seconds: 300,
    audio_spread: 0.8,
    realtime_factor: 44,
    rates,
    fleet: FLEET,
    idle_seconds: 30,
    jobs_per_worker: 0,
    short_jobs_at_once: 1,
    quota_vcpus: 1_200,
    median_free: 60,
    receivers: 50,
    kill_paths: KILL_PATHS,
    walk_crashes: undefined,
    patience_hours: 90,
  };
}
