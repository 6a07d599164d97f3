/** The processes that stand for instances, and what may happen to them. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { controlsOf } from '../../../local/controls.ts';
import type { InstanceReport } from '../../../local/ec2/instance.ts';
import { waitFor } from '../../../local/wait.ts';
import { canHold } from '../../support/long-work.ts';
import { job, LIMIT, stack } from './client.ts';

/** A job's row says how far it is from the fifth second on, `core/worker/report-progress.ts`. */
const UNTIL_PROGRESS_MS = 5_000;
const MOMENT_MS = 300;

const controls = controlsOf(stack);

/** @throws Error when no instance has this id, so that nothing else is ever ended in its place */
export async function machineOf(instanceId = ''): Promise<InstanceReport> {
  const report = (await controls.instances()).find((one) => one.instanceId === instanceId);
  if (!report) throw new Error(`the bridge knows no instance "${instanceId}"`);
  return report;
}

/**
 * Waits until a job is some way into its file, and its row says so, however quickly it would be through; `act` is done
 * while it still is.
 */
export function jobAtWork(jobId: string, act: (row: JobRow) => Promise<unknown> = async () => {}): Promise<JobRow> {
  return withEngineHeld(jobId, () => jobInItsFile(jobId), { before: () => sleep(UNTIL_PROGRESS_MS), act });
}

/**
 * Waits until something of a job at work is seen, and does something while it is at work. Its engine is held for as long
 * as that takes, but for a moment between two looks, so that a file of a few seconds' work is not over before.
 */
export async function withEngineHeld<Seen>(
  jobId: string,
  look: () => Promise<Seen | undefined>,
  { before, act }: { before?: () => Promise<unknown>; act?: (seen: Seen) => Promise<unknown> },
): Promise<Seen> {
  if (!canHold) {
    const seen = await waitFor('a job at work', look, LIMIT);
    await act?.(seen);
    return seen;
  }
  const { instance_id } = await waitFor('an engine for the job', () => jobWithEngine(jobId), LIMIT);
  await signalEngineOf(instance_id, 'SIGSTOP');
  try {
    await before?.();
    const seen = await waitFor('a job at work', () => afterAMoment(instance_id, look), LIMIT);
    await act?.(seen);
    return seen;
  } finally {
    await signalEngineOf(instance_id, 'SIGCONT');
  }
}

async function afterAMoment<Seen>(instanceId: string | undefined, look: () => Promise<Seen>): Promise<Seen> {
  await signalEngineOf(instanceId, 'SIGCONT');
  await sleep(MOMENT_MS);
  await signalEngineOf(instanceId, 'SIGSTOP');
  return look();
}

async function jobInItsFile(jobId: string): Promise<JobRow | undefined> {
  const row = await job(jobId);
  return (row?.progress?.seconds_done ?? 0) > 0 ? row : undefined;
}

async function jobWithEngine(jobId: string): Promise<JobRow | undefined> {
  const row = await job(jobId);
  if (row?.status !== 'processing') return undefined;
  return (await enginesOf(row.instance_id)).length > 0 ? row : undefined;
}

/** The line of a worker's log that says so, of the job if one is named. */
export async function logLineOf(
  instanceId: string | undefined,
  message: string,
  jobId = '',
): Promise<string | undefined> {
  const { logFile } = await machineOf(instanceId);
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .find((line) => line.includes(message) && line.includes(jobId));
}

/** Does something to the engine of a worker: ends it, or holds it in the middle of what it does and lets it go on. */
export async function signalEngineOf(
  instanceId: string | undefined,
  signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT',
): Promise<void> {
  for (const pid of await enginesOf(instanceId)) process.kill(pid, signal);
}

const enginesOf = async (instanceId: string | undefined) => childrenOf((await machineOf(instanceId)).pid);

export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    // The name of the program stands in brackets and may hold anything.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return undefined;
  }
}
