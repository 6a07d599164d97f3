/** Worker instances of a local stack, and what their logs say of their start. */
import { readFileSync, statSync } from 'node:fs';
import { parseJson } from '../../core/shared/json.ts';
import { controlsOf } from '../../local/controls.ts';
import type { InstanceReport } from '../../local/ec2/instance.ts';
import { LocalStackError } from '../../local/errors.ts';
import { waitFor } from '../../local/wait.ts';
import type { Running } from './stack.ts';

/** A worker's idle time, its last look into the queue, and the end of its engine. */
const END_LIMIT_MS = 60_000;

export function workers({ outputs }: Running): Promise<InstanceReport[]> {
  return controlsOf(outputs).instances();
}

/** @throws LocalStackError if the stack never had such a worker */
export async function workerNamed(running: Running, instanceId: string): Promise<InstanceReport> {
  const found = (await workers(running)).find((worker) => worker.instanceId === instanceId);
  if (found) return found;
  throw new LocalStackError(`the EC2 bridge knows no instance ${instanceId}, which a job's row names`);
}

/** Waits until every worker has ended, so that the next upload launches one. */
export async function allEnded(running: Running): Promise<void> {
  const look = async () => {
    running.signal.throwIfAborted();
    return (await workers(running)).every(({ state }) => state === 'terminated') || undefined;
  };
  await waitFor('the end of all workers', look, { limitMs: END_LIMIT_MS, everyMs: 200 });
}

/** When a worker's process began: its log file is made right before it. */
export function processBegan({ logFile }: InstanceReport): Date {
  return statSync(logFile).birthtime;
}

/**
 * When a worker first logged a message.
 *
 * @throws LocalStackError if it never did
 */
export function loggedAt({ logFile, instanceId }: InstanceReport, message: string): Date {
  for (const line of readFileSync(logFile, 'utf8').split('\n')) {
    const entry = parseJson(line) as { message?: string; timestamp?: string } | undefined;
    if (entry?.message === message && entry.timestamp) return new Date(entry.timestamp);
  }
  throw new LocalStackError(`the log of ${instanceId} has no line "${message}", expected one at its start: ${logFile}`);
}
