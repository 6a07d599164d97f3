import { parseArgs } from 'node:util';
import { defaultOptions, KILL_PATHS, type KillPath, type SimulationOptions } from './options.ts';
import { PRESETS, type Rates } from './rates.ts';

export const USAGE = `npm run simulate -- [options]

  --jobs N              uploads (1,000)
  --seed S              any text; the same seed is the same run (1)
  --seeds K             runs with seeds S/1 to S/K instead of one with S
  --preset NAME         how much goes wrong: calm, usual or dense (usual)
  --rate NAME=P         one probability of test/simulation/rates.ts; may be repeated
  --jobs-per-hour N     arrival rate (60,000)
  --audio-hours H       so many hours of audio in one hour, instead of --jobs and --jobs-per-hour
  --audio-seconds S     median length of a file (300)
  --realtime-factor F   seconds of audio that a worker transcribes in a second (44)
  --max-workers N       (250)
  --waiting-jobs-per-worker N   (4)
  --jobs-per-worker N   jobs after which a worker ends, 0: when there is none left (0)
  --idle-seconds N      (30)
  --max-lifetime-seconds N      of an instance (43,200)
  --quota-vcpus N       of the account, per market; 4 make a worker (1,200)
  --median-free N       machines of a type that a zone has free, in the middle (60)
  --kill-paths LIST     of ${KILL_PATHS.join(',')}; those left out do nothing (all)
  --walk-crashes N      every second process dies at a call: the first at its 1st, the next at its 2nd, up to N, and again
  --patience-hours H    after the last upload, until what is not settled counts as lost (90)
  --without-baseline    only this service, not the design it started from
  --json                reports as JSON lines
`;

/** The command line is wrong; the message says how to call it. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export type Arguments = { seeds: string[]; options: SimulationOptions; baseline: boolean; json: boolean };

const NUMBERS = {
  jobs: 'jobs',
  'jobs-per-hour': 'jobs_per_hour',
  'audio-seconds': 'audio_seconds',
  'realtime-factor': 'realtime_factor',
  'quota-vcpus': 'quota_vcpus',
  'median-free': 'median_free',
  'walk-crashes': 'walk_crashes',
  'patience-hours': 'patience_hours',
} as const;
const NUMBERS_OR_NONE = { 'idle-seconds': 'idle_seconds', 'jobs-per-worker': 'jobs_per_worker' } as const;
const FLEET_NUMBERS = {
  'max-workers': 'max_workers',
  'waiting-jobs-per-worker': 'waiting_jobs_per_worker',
  'max-lifetime-seconds': 'max_lifetime_seconds',
} as const;

/** @throws UsageError for an option or a value that is not known */
export function parseArguments(args: readonly string[]): Arguments {
  const { values } = parsed(args);
  const options = defaultOptions(ratesOf(values['preset'] ?? 'usual', values['rate'] ?? []));
  for (const [name, field] of Object.entries(NUMBERS) as [keyof typeof NUMBERS, 'jobs'][]) {
    if (values[name] !== undefined) options[NUMBERS[name] as typeof field] = positive(name, values[name]);
  }
  for (const [name, field] of Object.entries(NUMBERS_OR_NONE)) {
    if (values[name] !== undefined) options[field] = values[name] === '0' ? 0 : positive(name, values[name]);
  }
  options.fleet = { ...options.fleet, ...fleetOf(values) };
  if (values['kill-paths'] !== undefined) options.kill_paths = values['kill-paths'].split(',').map(killPath);
  if (values['audio-hours'] !== undefined) arriveInOneHour(options, positive('audio-hours', values['audio-hours']));
  const seed = values['seed'] ?? '1';
  const runs = values['seeds'] === undefined ? undefined : positive('seeds', values['seeds']);
  const seeds = runs === undefined ? [seed] : Array.from({ length: runs }, (_, run) => `${seed}/${run + 1}`);
  return { seeds, options, baseline: !values['without-baseline'], json: values['json'] ?? false };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const names = [
    ...[NUMBERS, NUMBERS_OR_NONE, FLEET_NUMBERS].flatMap((numbers) => Object.keys(numbers)),
    'seed',
    'seeds',
    'preset',
    'audio-hours',
    'kill-paths',
  ];
  const texts = Object.fromEntries(names.map((name) => [name, text]));
  const flags = { json: { type: 'boolean' }, 'without-baseline': { type: 'boolean' } } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...texts, ...flags, rate: { ...text, multiple: true } },
    });
    return {
      values: values as Partial<Record<string, string>> & {
        rate?: string[];
        json?: boolean;
        'without-baseline'?: boolean;
      },
    };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

function ratesOf(preset: string, changes: readonly string[]): Rates {
  const rates = { ...PRESETS[preset] } as Rates;
  if (!PRESETS[preset]) throw new UsageError(`--preset ${preset}: expected one of ${Object.keys(PRESETS).join(', ')}`);
  for (const change of changes) {
    const [name = '', value] = change.split('=');
    const rate = Number(value);
    if (!(name in rates) || !(rate >= 0))
      throw new UsageError(`--rate ${change}: expected NAME=P, NAME of ${Object.keys(rates).join(', ')}`);
    rates[name as keyof Rates] = rate;
  }
  return rates;
}

function fleetOf(values: Partial<Record<string, string>>) {
  const given = Object.entries(FLEET_NUMBERS).filter(([name]) => values[name] !== undefined);
  return Object.fromEntries(given.map(([name, field]) => [field, positive(name, values[name] ?? '')]));
}

function arriveInOneHour(options: SimulationOptions, audioHours: number): void {
  // The mean of a lognormal distribution lies above its median.
  const mean = options.audio_seconds * Math.exp(options.audio_spread ** 2 / 2);
  options.jobs = Math.round((audioHours * 3600) / mean);
  options.jobs_per_hour = options.jobs;
}

function killPath(name: string): KillPath {
  const known = KILL_PATHS.find((path) => path === name);
  if (!known) throw new UsageError(`--kill-paths ${name}: expected some of ${KILL_PATHS.join(',')}`);
  return known;
}

function positive(name: string, value: string): number {
  const number = Number(value.replaceAll(/[,_]/g, ''));
  if (!(number > 0)) throw new UsageError(`--${name} ${value}: expected a number above 0`);
  return number;
}
