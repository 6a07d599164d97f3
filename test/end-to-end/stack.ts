/** Brings the local stack up once for all end-to-end tests, and takes all of it away again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type LocalStack, startLocalStack } from '../../local/local-stack.ts';
import { chooseModel } from '../../local/model.ts';
import type { Outputs } from '../../local/outputs.ts';
import { silentProgress } from '../../local/progress.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stack: Outputs;
  }
}

let stack: LocalStack;
let stateDirectory: string;

export async function setup(project: TestProject): Promise<void> {
  stateDirectory = mkdtempSync(join(tmpdir(), 'transcription-test-'));
  const { model } = chooseModel(undefined);
  const overrides = { model, idleSeconds: 2, jobsPerWorker: 0, waitingJobsPerWorker: 5 };
  const signal = new AbortController().signal;
  stack = await startLocalStack({ stateDirectory, overrides, progress: silentProgress, signal });
  project.provide('stack', stack.outputs);
}

export async function teardown(): Promise<void> {
  await stack.stop();
  rmSync(stateDirectory, { recursive: true, force: true });
}
