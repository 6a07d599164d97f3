/** The Python environments: the engines', which the worker image needs too, the local cloud's, the templates' checker, and what asks the API at random. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { EngineName } from '../../core/contracts/settings.ts';
import { engineOf } from '../../core/transcript/engines.ts';
import { LocalStackError } from '../errors.ts';
import { PATHS } from '../paths.ts';
import type { Progress } from '../progress.ts';
import { findPython, type Python } from './find-python.ts';

const MAKER = join(PATHS.local, 'python/make_environment.py');

/** `python`: path of the environment's python. `path`: where it finds the engine's packages, as PYTHONPATH. */
export type EnginePlace = { python: string; path: string };
type Runs = { engine?: EngineName | undefined };

export type PythonEnvironments = {
  /** Of the engines that the models run on. */
  engines: ReadonlyMap<EngineName, EnginePlace>;
  /** Path of the python of the first model's engine. */
  engine: string;
  /** Path of the local cloud environment's python. */
  cloud: string;
};

const CLOUD = { name: 'local cloud', directory: join(PATHS.local, '.venv') };
const CLOUD_LOCK = join(PATHS.local, 'requirements.lock');
const CHECKOV = { name: 'template checker', directory: join(PATHS.local, 'python/checkov/.venv') };
const CHECKOV_LOCK = join(PATHS.local, 'python/checkov/requirements.lock');
const SCHEMATHESIS = { name: 'API tester', directory: join(PATHS.local, 'python/schemathesis/.venv') };
const SCHEMATHESIS_LOCK = join(PATHS.local, 'python/schemathesis/requirements.lock');

type Environment = typeof CLOUD;

/** The lock of what its tests need holds all of the engine's own. */
function engineEnvironment(engine: EngineName): { environment: Environment; lock: string; testsLock: string } {
  const folder = join(PATHS.engines, engine);
  return {
    environment: { name: `engine ${engine}`, directory: join(folder, '.venv') },
    lock: join(folder, 'requirements.lock'),
    testsLock: join(folder, 'requirements-dev.lock'),
  };
}

/** Sets up what is missing. About a minute the first time, one look at a stamp file afterwards. */
export async function ensurePythonEnvironments(
  progress: Progress,
  signal: AbortSignal,
  models: readonly [Runs, ...Runs[]] = [{}],
): Promise<PythonEnvironments> {
  const python = await findPython();
  const ensure = (environment: Environment, locks: string[]) =>
    ensureEnvironment(python, environment, locks, progress, signal);
  const names = [...new Set(models.map((model) => engineOf(model).name))];
  const places = names.map(async (engine) => {
    const { environment, lock, testsLock } = engineEnvironment(engine);
    return [engine, { python: await ensure(environment, [lock, testsLock]), path: packagesPath(engine) }] as const;
  });
  const all = [Promise.all(places), ensure(CLOUD, [CLOUD_LOCK])] as const;
  await Promise.allSettled([...places, all[1]]);
  const [found, cloud] = await Promise.all(all);
  const engines = new Map(found);
  return { engines, engine: engineFor(engines, models[0]).python, cloud };
}

/** @throws LocalStackError for an engine that none of the models was said to run on */
export function engineFor(engines: PythonEnvironments['engines'], model: Runs): EnginePlace {
  const { name } = engineOf(model);
  const place = engines.get(name);
  if (place) return place;
  throw new LocalStackError(
    `the engine ${name} was not set up, only ${[...engines.keys()].join(', ')}; start the stack again`,
  );
}

function packagesPath(engine: EngineName): string {
  return engineOf({ engine })
    .packages.map((one) => join(PATHS.engines, one, '..'))
    .join(delimiter);
}

/** An engine's environment with what its tests need on top. */
export async function ensureEngineTestsEnvironment(
  engine: EngineName,
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  const { environment, testsLock } = engineEnvironment(engine);
  return ensureEnvironment(await findPython(), environment, [testsLock], progress, signal);
}

/** @returns the path of checkov's environment's python; only the tests of the templates need it */
export async function ensureCheckovEnvironment(progress: Progress, signal: AbortSignal): Promise<string> {
  return ensureEnvironment(await findPython(), CHECKOV, [CHECKOV_LOCK], progress, signal);
}

/** @returns the path of schemathesis' environment's python; only `npm run fuzz` and its test need it */
export async function ensureSchemathesisEnvironment(progress: Progress, signal: AbortSignal): Promise<string> {
  return ensureEnvironment(await findPython(), SCHEMATHESIS, [SCHEMATHESIS_LOCK], progress, signal);
}

/** All that any test needs, beside each other. */
export async function ensureEnvironmentsOfTests(progress: Progress, signal: AbortSignal): Promise<void> {
  const engines = EngineName.options.map((engine) => ensureEngineTestsEnvironment(engine, progress, signal));
  const cloud = ensureEnvironment(await findPython(), CLOUD, [CLOUD_LOCK], progress, signal);
  const tools = [ensureCheckovEnvironment, ensureSchemathesisEnvironment].map((ensure) => ensure(progress, signal));
  await Promise.all([...engines, cloud, ...tools]);
}

async function ensureEnvironment(
  python: Python,
  { name, directory }: Environment,
  locks: string[],
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  const make = () => runMaker([python.path, MAKER, directory, ...locks], directory, signal);
  await progress.step(`Python environment of the ${name} (a minute the first time)`, make);
  return join(directory, 'bin/python');
}

function runMaker([command = '', ...args]: string[], directory: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const maker = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], signal });
    let words = '';
    maker.stderr.on('data', (chunk: Buffer) => {
      words += chunk.toString();
    });
    maker.on('error', reject);
    maker.on('close', (code) => (code === 0 ? resolve() : reject(new LocalStackError(couldNotMake(directory, words)))));
  });
}

function couldNotMake(directory: string, words: string): string {
  const last = words.trim().split('\n').slice(-15).join('\n');
  return `could not make the Python environment ${directory}:\n${last}\nCheck that packages can be downloaded, and start again; nothing has to be cleaned up first.`;
}
