/** How fast and how dear a model's jobs are: as those that this deployment has done, or as others have measured. */
import type { CountedOfModel, Counter, Counts } from '../contracts/counters-row.ts';
import type { Estimate } from '../contracts/estimate.ts';
import type { ServedModels } from '../transcript/served-models.ts';

/** What a second of audio takes and costs, and a job waits. */
export type Rates = Pick<Estimate, 'by' | 'jobs' | 'wait_seconds'> & { work_seconds: number; usd: number };

/**
 * One clip at a time on a T4 is 17.6 times real time with large-v3-turbo and 8.4 times with large-v3
 * (https://github.com/jasontitus/speechbench); a spot g4dn.xlarge is 0.19 to 0.25 USD an hour, and about a minute passes until one
 * has booted and loaded its model. docs/cost.md has the whole reckoning.
 */
const ASSUMED_SPEED = 17.6;
const ASSUMED_SPEED_OF_LARGE = 8.4;
/** Those with the many layers of large-v3's decoder. */
const LARGE_MODELS = ['whisper-large-v3', 'kb-whisper-large'];
const ASSUMED_WAIT_SECONDS = 60;
const ASSUMED_USD_A_SECOND = 0.21 / 3600;
/** EC2 bills a minute at least. */
export const LEAST_ASSUMED_USD = ASSUMED_USD_A_SECOND * 60;
/** Less audio than this says more of boots and downloads than of the model. */
const LEAST_MEASURED_MS = 3_600_000;

type OfModel = Record<CountedOfModel, number>;
const COUNTED: readonly CountedOfModel[] = ['completed', 'audio_ms', 'micro_usd', 'work_ms', 'turnaround_ms'];

/** What a job that is done adds to the counters of its model, of all that it adds. */
export function countedOfModel(model: string, counts: Counts): Counts {
  return Object.fromEntries(COUNTED.map((name) => [`model:${name}:${model}` satisfies Counter, counts[name] ?? 0]));
}

/** The default also goes by the jobs that were counted before models were told apart, until it has done enough. */
export function ratesOf(counts: Counts, models: ServedModels, model: string): Rates {
  const own = ofModel(counts, model);
  const before = model === models[0].name ? plus(own, untold(counts)) : own;
  return measured(own) ?? measured(before) ?? assumed(model);
}

function measured({ completed, audio_ms, work_ms, turnaround_ms, micro_usd }: OfModel): Rates | undefined {
  if (audio_ms < LEAST_MEASURED_MS || completed === 0 || work_ms === 0) return undefined;
  return {
    by: 'measured',
    jobs: completed,
    wait_seconds: Math.max(0, turnaround_ms - work_ms) / completed / 1000,
    work_seconds: work_ms / audio_ms,
    usd: micro_usd / 1000 / audio_ms,
  };
}

function assumed(model: string): Rates {
  const work_seconds = 1 / (LARGE_MODELS.includes(model) ? ASSUMED_SPEED_OF_LARGE : ASSUMED_SPEED);
  const usd = ASSUMED_USD_A_SECOND * work_seconds;
  return { by: 'assumed', jobs: 0, wait_seconds: ASSUMED_WAIT_SECONDS, work_seconds, usd };
}

function ofModel(counts: Counts, model: string): OfModel {
  return valuesOf((name) => counts[`model:${name}:${model}`] ?? 0);
}

/** What was counted for no model, by versions that did not tell them apart. */
function untold(counts: Counts): OfModel {
  return valuesOf((name) => {
    const told = Object.entries(counts).filter(([counter]) => counter.startsWith(`model:${name}:`));
    return told.reduce((left, [, value = 0]) => left - value, counts[name] ?? 0);
  });
}

function plus(one: OfModel, other: OfModel): OfModel {
  return valuesOf((name) => one[name] + other[name]);
}

function valuesOf(of: (name: CountedOfModel) => number): OfModel {
  return Object.fromEntries(COUNTED.map((name) => [name, of(name)])) as OfModel;
}
