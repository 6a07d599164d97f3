/** Signals to the processes of the service: which, to whom and when, a seed decides. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { controlsOf } from '../../../local/controls.ts';
import type { Random } from '../../simulation/random.ts';
import { stack } from './client.ts';
import { childrenOf } from './machines.ts';

type Kind = 'worker' | 'engine' | 'Lambda';
type Signal = 'SIGKILL' | 'SIGTERM' | 'SIGSTOP';

/** How many were sent, by kind and signal. */
export type Blows = Record<string, number>;

const SIGNALS: readonly Signal[] = ['SIGKILL', 'SIGTERM', 'SIGSTOP'];
/** A worker that is ended again and again before it has loaded its model does nothing. */
const KINDS: readonly Kind[] = ['worker', 'engine', 'engine', 'Lambda', 'Lambda', 'Lambda'];
const MEAN_SECONDS_BETWEEN = 0.9;
/** A process that stands still goes on after so long at most: shorter than a Lambda may take and than a lease. */
const LONGEST_STOP_SECONDS = 10;

const controls = controlsOf(stack);

/** @returns when the time is over and whoever was stopped goes on */
export async function strikeFor(seconds: number, random: Random): Promise<Blows> {
  const end = performance.now() + seconds * 1000;
  const blows: Blows = {};
  const stops: Promise<void>[] = [];
  for (;;) {
    await sleep(random.exponential(MEAN_SECONDS_BETWEEN) * 1000);
    if (performance.now() > end) break;
    const victims = await processes();
    const kind = random.pick(KINDS);
    const pid = random.pick(victims[kind]);
    const signal = random.pick(SIGNALS);
    const stopSeconds = random.between(0.1, LONGEST_STOP_SECONDS);
    if (pid === undefined || !send(pid, signal)) continue;
    if (signal === 'SIGSTOP') stops.push(sleep(stopSeconds * 1000).then(() => void send(pid, 'SIGCONT')));
    blows[`${signal} to a ${kind}`] = (blows[`${signal} to a ${kind}`] ?? 0) + 1;
  }
  await Promise.all(stops);
  return blows;
}

async function processes(): Promise<Record<Kind, number[]>> {
  const worker = (await controls.instances()).filter(({ state }) => state === 'running').map(({ pid }) => pid);
  return { worker, engine: worker.flatMap(childrenOf), Lambda: childrenOf(stack.cloud_pid).filter(isLambda) };
}

/**
 * Not the API's, which keeps nothing that could be half done: killed again and again, the emulator starts it no more and
 * nobody could register.
 */
const isLambda = (pid: number) => /^[^\0]*\bnode\0(?!.*ApiFunction)/.test(commandLine(pid));

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** @returns whether it was still there */
function send(pid: number, signal: Signal | 'SIGCONT'): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
