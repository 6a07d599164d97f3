/** The local stack with IAM enforced, once for all files. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { demoModel } from '../../local/model.ts';
import { startLocalStack } from '../local/stack.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'transcription-iam-'));
  // The same model twice: what counts is that each has a queue and workers of its own.
  const overrides = {
    idleSeconds: 2,
    jobsPerWorker: 0,
    furtherModels: [{ ...demoModel().model, name: 'second' }],
    furtherBuckets: [{ name: 'recordings-elsewhere', prefix: 'calls/', tenants: 'all' as const }],
  };
  const stack = await startLocalStack({ stateDirectory, overrides, ministack: { enforceIam: true } });
  project.provide('stack', stack.outputs);
  return async () => {
    await stack.stop();
    rmSync(stateDirectory, { recursive: true, force: true });
  };
}
