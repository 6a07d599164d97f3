/** Starts the whole service for tests, and gives them a hand on what is hard to provoke. */
import { join } from 'node:path';
import { type Controls, controlsOf } from '../../local/controls.ts';
import type { Overrides } from '../../local/deploy/synthesize.ts';
import { forgetRealAws } from '../../local/environment.ts';
import { startLocalStack as start } from '../../local/local-stack.ts';
import { demoModel } from '../../local/model.ts';
import type { Outputs } from '../../local/outputs.ts';
import { PATHS } from '../../local/paths.ts';
import type { MinistackOptions } from '../../local/processes/cloud.ts';
import { timedProgress } from '../../local/progress.ts';

export type TestStack = Controls & { outputs: Outputs; stop: () => Promise<void> };

export type TestStackOptions = {
  /** What differs from `lib/stages/local.ts`; the model is the bundled demo model unless given. */
  overrides?: Overrides;
  ministack?: MinistackOptions;
  /** Logs stay there after the stack has ended. */
  stateDirectory?: string;
};

/**
 * Brings the stack up in this process. Its outputs are plain JSON: give them to test processes (vitest's `provide`), which
 * reach the bridge with `controlsOf(outputs)`.
 */
export async function startLocalStack({
  overrides = {},
  stateDirectory,
  ministack = {},
}: TestStackOptions = {}): Promise<TestStack> {
  forgetRealAws();
  const stack = await start({
    stateDirectory: stateDirectory ?? join(PATHS.state, 'test'),
    ministack,
    overrides: { model: demoModel().model, ...overrides },
    progress: timedProgress((line) => process.stderr.write(`${line}\n`)),
    signal: new AbortController().signal,
  });
  return { ...controlsOf(stack.outputs), outputs: stack.outputs, stop: stack.stop };
}
