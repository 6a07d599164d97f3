/** Bundles Lambdas and worker when their sources have changed since the last time. */
import { join } from 'node:path';
import { PATHS } from '../paths.ts';
import type { Progress } from '../progress.ts';
import { newestChange } from './fingerprint.ts';
import { runStep } from './run-step.ts';

const SOURCES = ['core', 'adapters', 'lambdas', 'worker-ami/worker', 'build.ts', 'package-lock.json'];

export async function ensureBundles(progress: Progress, signal: AbortSignal): Promise<void> {
  const sources = newestChange(SOURCES.map((source) => join(PATHS.root, source)));
  // The worker is bundled last or at the same time as the others; a build that failed leaves none.
  if (newestChange([join(PATHS.dist, 'worker/worker.mjs')]) >= sources) return;
  await progress.step('bundles of Lambdas and worker', () =>
    runStep('the build', ['npm', 'run', '--silent', 'build'], process.env, signal),
  );
}
