/** A local stack for one section, with a receiver of its webhooks. Both are gone when the section is done with them. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { aborted } from '../../local/endings.ts';
import { startLocalStack } from '../../local/local-stack.ts';
import { demoModel } from '../../local/model.ts';
import type { Outputs } from '../../local/outputs.ts';
import { WebhookReceiver } from '../../local/webhook-receiver.ts';
import type { Bench } from '../section.ts';

export type Running = { outputs: Outputs; receiver: WebhookReceiver; signal: AbortSignal };

/** What the sections differ in from the local stage; the model is the bundled demo model. */
export type FleetOverrides = {
  idleSeconds: number;
  jobsPerWorker: number;
  maxWorkers?: number;
  shortJobsAtOnce?: number;
};

export async function withLocalStack<T>(
  { folder, progress, signal }: Bench,
  overrides: FleetOverrides,
  use: (running: Running) => Promise<T>,
): Promise<T> {
  const stateDirectory = mkdtempSync(join(folder, 'stack-'));
  const model = demoModel().model;
  const stack = await startLocalStack({ stateDirectory, overrides: { model, ...overrides }, progress, signal });
  const receiver = await WebhookReceiver.start();
  try {
    const used = use({ outputs: stack.outputs, receiver, signal });
    return await Promise.race([used, stack.failure, interruption(signal)]);
  } finally {
    await stack.stop();
    await receiver.goDown();
  }
}

async function interruption(signal: AbortSignal): Promise<never> {
  await aborted(signal);
  throw signal.reason;
}
