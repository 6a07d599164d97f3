/** The command line of `npm run simulate`. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import * as z from 'zod';
import { commandLine, examples, readBy } from '../../local/command-line.ts';
import { defaultOptions, KILL_PATHS, type KillPath, type SimulationOptions } from './options.ts';
import { PRESETS, type Rates, USUAL } from './rates.ts';

export type Arguments = { seeds: string[]; options: SimulationOptions; baseline: boolean; json: boolean };

const WALK_CRASHES =
  'every second process dies at a call: the first at its 1st, the next at its 2nd, up to N, and again';

const DEFAULTS = defaultOptions(USUAL);

const Amount = z.string().transform((text) => Number(text.replaceAll(/[,_]/g, '') || Number.NaN));
const above0 = readBy(Amount.refine((amount) => amount > 0, 'Expected a number above 0, such as 0.5 or 1_000.'));
const from0 = readBy(Amount.refine((amount) => amount >= 0, 'Expected a number, such as 0 or 1_000.'));

const simulateLine = () =>
  commandLine(
    'npm run simulate --',
    'Runs the service against a simulated AWS, and says whether every upload ended once.',
  )
    .option('--seed <text>', 'the same seed is the same run', DEFAULTS.seed)
    .option('--seeds <k>', 'runs with seeds S/1 to S/K instead of one with S', above0)
    .option('--patience-hours <h>', 'until what is not settled counts as lost', above0, DEFAULTS.patience_hours)
    .option('--without-baseline', 'only this service, not the design it started from')
    .option('--json', 'reports as JSON lines')
    .optionsGroup('What comes:')
    .option('--jobs <n>', 'uploads', above0, DEFAULTS.jobs)
    .option('--jobs-per-hour <n>', 'arrival rate', above0, DEFAULTS.jobs_per_hour)
    .option(
      '--quiet-uploads <n>',
      'uploads of another tenant besides, one in five minutes',
      from0,
      DEFAULTS.quiet_uploads,
    )
    .option('--quiet-model <name>', 'a further model, which those ask for')
    .option('--audio-hours <h>', 'so many hours of audio in one hour, instead of --jobs and --jobs-per-hour', above0)
    .option('--audio-seconds <s>', 'median length of a file', above0, DEFAULTS.audio_seconds)
    .optionsGroup('What there is to do it:')
    .option('--realtime-factor <f>', 'seconds of audio transcribed in a second', above0, DEFAULTS.realtime_factor)
    .option('--max-workers <n>', 'at once', above0, DEFAULTS.fleet.max_workers)
    .option(
      '--waiting-jobs-per-worker <n>',
      'jobs that wait for one worker',
      above0,
      DEFAULTS.fleet.waiting_jobs_per_worker,
    )
    .option('--jobs-per-worker <n>', 'until it ends; 0: until none is left', from0, DEFAULTS.jobs_per_worker)
    .option('--short-jobs-at-once <n>', 'of a worker, with files of up to 2 MB', above0, DEFAULTS.short_jobs_at_once)
    .option('--idle-seconds <n>', 'until a worker without a job ends', from0, DEFAULTS.idle_seconds)
    .option('--max-lifetime-seconds <n>', 'of an instance', above0, DEFAULTS.fleet.max_lifetime_seconds)
    .option('--quota-vcpus <n>', 'of the account, per market; 4 make a worker', above0, DEFAULTS.quota_vcpus)
    .option('--median-free <n>', 'machines of a type free in a zone, in the middle', above0, DEFAULTS.median_free)
    .optionsGroup('What goes wrong:')
    .addOption(new Option('--preset <name>', 'how much').choices(Object.keys(PRESETS)).default('usual'))
    .option('--rate <name=p>', 'one probability of test/simulation/rates.ts; may be repeated', withRate)
    .option('--kill-paths <list>', `of ${KILL_PATHS.join(',')}; those left out do nothing (default: all)`, killPaths)
    .option('--walk-crashes <n>', WALK_CRASHES, above0)
    .addHelpText(
      'after',
      examples(
        'npm run simulate -- --jobs 10000 --seeds 5',
        'npm run simulate -- --preset dense --rate crash=0.001 --kill-paths reconcile,sweep',
      ),
    );

/** @throws CommanderError once it is written what is wrong, or the help that was asked for */
export function parseArguments(args: readonly string[]): Arguments {
  const given = simulateLine().parse(args, { from: 'user' }).opts();
  const { seed, seeds, audioHours, withoutBaseline = false, json = false } = given;
  const options = optionsOf(given);
  return {
    seeds: seeds === undefined ? [seed] : Array.from({ length: seeds }, (_, run) => `${seed}/${run + 1}`),
    options: audioHours === undefined ? options : arriveInOneHour(options, audioHours),
    baseline: !withoutBaseline,
    json,
  };
}

function optionsOf(given: ReturnType<ReturnType<typeof simulateLine>['opts']>): SimulationOptions {
  return {
    ...DEFAULTS,
    jobs: given.jobs,
    jobs_per_hour: given.jobsPerHour,
    quiet_uploads: given.quietUploads,
    quiet_model: given.quietModel,
    audio_seconds: given.audioSeconds,
    realtime_factor: given.realtimeFactor,
    rates: { ...(PRESETS[given.preset] ?? USUAL), ...given.rate },
    fleet: {
      ...DEFAULTS.fleet,
      max_workers: given.maxWorkers,
      waiting_jobs_per_worker: given.waitingJobsPerWorker,
      max_lifetime_seconds: given.maxLifetimeSeconds,
    },
    idle_seconds: given.idleSeconds,
    jobs_per_worker: given.jobsPerWorker,
    short_jobs_at_once: given.shortJobsAtOnce,
    quota_vcpus: given.quotaVcpus,
    median_free: given.medianFree,
    kill_paths: given.killPaths ?? KILL_PATHS,
    walk_crashes: given.walkCrashes,
    patience_hours: given.patienceHours,
  };
}

function arriveInOneHour(options: SimulationOptions, audioHours: number): SimulationOptions {
  // The mean of a lognormal distribution lies above its median.
  const mean = options.audio_seconds * Math.exp(options.audio_spread ** 2 / 2);
  const jobs = Math.round((audioHours * 3600) / mean);
  return { ...options, jobs, jobs_per_hour: jobs };
}

function withRate(change: string, before: Partial<Rates> = {}): Partial<Rates> {
  const [name = '', value] = change.split('=');
  const rate = Number(value || Number.NaN);
  if (Object.hasOwn(USUAL, name) && rate >= 0) return { ...before, [name]: rate };
  throw new InvalidArgumentError(`Expected NAME=P, NAME one of ${Object.keys(USUAL).join(', ')}.`);
}

function killPaths(list: string): KillPath[] {
  const paths = z.array(z.enum(KILL_PATHS)).safeParse(list.split(','));
  if (paths.success) return paths.data;
  throw new InvalidArgumentError(`Expected some of ${KILL_PATHS.join(',')}.`);
}
