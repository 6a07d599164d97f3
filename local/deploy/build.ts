/** Bundles Lambdas and worker when their sources have changed since the last time. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PATHS } from '../paths.ts';
import type { Progress } from '../progress.ts';
import { newestChange } from './fingerprint.ts';
import { runStep } from './run-step.ts';

const SOURCES = [
  ...['core', 'adapters', 'lambdas', 'worker-ami/worker', 'web', 'clients/typescript'],
  ...['docs/openapi.json', 'build.ts', 'build-web.ts', 'package-lock.json'],
];

export async function ensureBundles(progress: Progress, signal: AbortSignal): Promise<void> {
  const sources = newestChange(SOURCES.map((source) => join(PATHS.root, source)));
  const oldestBundle = Math.min(...bundles().map((bundle) => newestChange([bundle])));
  if (oldestBundle >= sources) return;
  await progress.step('bundles of Lambdas and worker', () =>
    runStep('the build', [process.execPath, '--import', 'tsx', 'build.ts'], process.env, signal),
  );
}

/** One for each Lambda and the worker's; a build that failed half-way lacks some. */
function bundles(): string[] {
  const lambdas = readdirSync(join(PATHS.root, 'lambdas'));
  return [...lambdas.map((name) => `${name}/index.mjs`), 'worker/worker.mjs'].map((file) => join(PATHS.dist, file));
}
