/** The processes that stand for instances, and what may happen to them. */
import { readdirSync, readFileSync } from 'node:fs';
import { controlsOf } from '../../../local/controls.ts';
import type { InstanceReport } from '../../../local/ec2/instance.ts';
import { stack } from './client.ts';

const controls = controlsOf(stack);

/** @throws Error when no instance has this id, so that nothing else is ever ended in its place */
export async function machineOf(instanceId = ''): Promise<InstanceReport> {
  const report = (await controls.instances()).find((one) => one.instanceId === instanceId);
  if (!report) throw new Error(`the bridge knows no instance "${instanceId}"`);
  return report;
}

/** Does something to the engine of a worker: ends it, or holds it in the middle of what it does. */
export async function signalEngineOf(instanceId: string | undefined, signal: 'SIGKILL' | 'SIGSTOP'): Promise<void> {
  for (const pid of childrenOf((await machineOf(instanceId)).pid)) process.kill(pid, signal);
}

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
