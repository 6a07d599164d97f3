/** Brings the local stack up once for all end-to-end tests, and takes all of it away again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Outputs } from '../../local/outputs.ts';
import { startLocalStack } from '../local/stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stack: Outputs;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'transcription-test-'));
  const overrides = {
    idleSeconds: 2,
    jobsPerWorker: 0,
    waitingJobsPerWorker: 5,
    // What takes minutes and hours in production, in seconds.
    capacity: { firstWaitSeconds: 1, longestWaitSeconds: 1 },
    lostUploads: { everySeconds: 1, settleSeconds: 2 },
    furtherBuckets: [
      { name: 'recordings-elsewhere', prefix: 'calls/', tenants: ['default'] },
      { name: 'recordings-elsewhere', prefix: 'others/', tenants: ['somebody-else'] },
    ],
  };
  const stack = await startLocalStack({ stateDirectory, overrides });
  project.provide('stack', stack.outputs);
  return async () => {
    await stack.stop();
    rmSync(stateDirectory, { recursive: true, force: true });
  };
}
