/** Makes the templates, once per state of the sources and the options. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { StageFile } from '../../lib/stage-config.ts';
import { minimalEnvironment } from '../environment.ts';
import { PATHS } from '../paths.ts';
import type { Progress } from '../progress.ts';
import { fingerprint } from './fingerprint.ts';
import { runStep } from './run-step.ts';

export type Overrides = { [Field in keyof StageFile]?: StageFile[Field] | undefined };

const SOURCES = ['bin', 'lib', 'core', 'dist', 'cdk.json', 'package-lock.json', 'tsconfig.json'];
const UNUSED_FOR_MS = 24 * 60 * 60 * 1000;

/**
 * @returns the cloud assembly's folder; its name is the hash of everything it was made from, so that stacks with
 *   different options can stand side by side
 */
export async function ensureTemplates(overrides: Overrides, progress: Progress, signal: AbortSignal): Promise<string> {
  const contextJson = JSON.stringify({ stage: 'local', overrides });
  const sources = SOURCES.map((source) => join(PATHS.root, source));
  const assembly = join(PATHS.synthCache, fingerprint(sources, contextJson));
  mkdirSync(PATHS.synthCache, { recursive: true });
  forgetUnused();
  if (!existsSync(assembly)) {
    await progress.step('templates', () => synthesize(assembly, contextJson, signal));
  }
  utimesSync(assembly, new Date(), new Date());
  return assembly;
}

/** Into a folder of its own first: a run killed half-way leaves nothing that could be taken for whole. */
async function synthesize(assembly: string, contextJson: string, signal: AbortSignal): Promise<void> {
  const unfinished = `${assembly}.${process.pid}`;
  const environment = {
    ...minimalEnvironment(PATHS.synthCache),
    CDK_OUTDIR: unfinished,
    CDK_CONTEXT_JSON: contextJson,
    // The library's template validator takes three quarters of the time; `cdk synth` and the tests keep it.
    CDK_VALIDATION: 'false',
  };
  await runStep('making the templates', [process.execPath, '--import', 'tsx', 'bin/app.ts'], environment, signal);
  if (existsSync(assembly)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, assembly);
}

function forgetUnused(): void {
  for (const name of readdirSync(PATHS.synthCache)) {
    const folder = join(PATHS.synthCache, name);
    if (Date.now() - statSync(folder).mtimeMs > UNUSED_FOR_MS) rmSync(folder, { recursive: true, force: true });
  }
}
