/** Signals to the processes of the service: to which kind, which signal and when, a seed decides. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { controlsOf } from '../../../local/controls.ts';
import { waitFor } from '../../../local/wait.ts';
import type { Random } from '../../simulation/random.ts';
import { stack } from './client.ts';
import { childrenOf } from './machines.ts';

const LAMBDAS = ['Api', 'ProcessUpload', 'DeliverWebhook', 'Reconcile'] as const;
export const KINDS = ['worker', 'engine', ...LAMBDAS] as const;
type Kind = (typeof KINDS)[number];
type Signal = 'SIGKILL' | 'SIGTERM' | 'SIGSTOP';

/** How many were sent. */
export type Blows = Record<Kind, Partial<Record<Signal, number>>>;

const SIGNALS: readonly Signal[] = ['SIGKILL', 'SIGTERM', 'SIGSTOP'];
/** As many for workers, and as many for engines, as for two of the four Lambdas. */
const DRAWN_FROM: readonly Kind[] = ['worker', 'worker', 'engine', 'engine', ...LAMBDAS];
const MEAN_SECONDS_BETWEEN = 0.8;
/**
 * So many blows before the first webhook, and so many for each. ministack takes half a second to start a Lambda and a worker some
 * to load its model, or many times that on a busy machine: signals that come faster show nothing, as nobody does anything.
 */
const FIRST_BLOWS = 8;
const BLOWS_PER_WEBHOOK = 1.5;
/** A process that stands still goes on after so long at most: shorter than a Lambda may take and than a lease. */
const LONGEST_STOP_SECONDS = 9;
/** Each kind is hit as often, however long that takes up to the limit. */
export const FEWEST_BLOWS = 4;
export const LATEST_MS = 240_000;
/** Nothing of the kind lives at times: all workers were ended, or no webhook had to be sent again yet. */
const PATIENCE = { limitMs: 2_000, everyMs: 50 };

const controls = controlsOf(stack);

/**
 * @param webhooks how many were received until now
 * @returns when the time is over, each kind was hit often enough and whoever was stopped goes on
 */
export async function strikeFor(seconds: number, random: Random, webhooks: () => number): Promise<Blows> {
  const end = performance.now() + seconds * 1000;
  const blows = Object.fromEntries(KINDS.map((kind) => [kind, {}])) as Blows;
  const stops: Promise<void>[] = [];
  const late = () => performance.now() - end;
  const lacking = () => KINDS.filter((kind) => hits(blows, kind) < FEWEST_BLOWS);
  const isOver = () => late() > LATEST_MS || (late() > 0 && lacking().length === 0);
  const mayStrike = () => allHits(blows) < FIRST_BLOWS + BLOWS_PER_WEBHOOK * webhooks();
  while (!isOver()) {
    const { kind, ...blow } = nextBlow(random);
    await sleep(blow.afterMs);
    while (!mayStrike() && !isOver()) await sleep(PATIENCE.everyMs);
    if (!isOver()) await strike(late() > 0 ? (lacking()[0] ?? kind) : kind, blow, { blows, stops });
  }
  await Promise.all(stops);
  return blows;
}

type Done = { blows: Blows; stops: Promise<void>[] };

async function strike(kind: Kind, { signal, place, stopMs }: Omit<Blow, 'kind'>, done: Done): Promise<void> {
  const pids = await processesOf(kind);
  const pid = pids[Math.floor(place * pids.length)];
  if (pid === undefined || !send(pid, signal)) return;
  if (signal === 'SIGSTOP') done.stops.push(sleep(stopMs).then(() => void send(pid, 'SIGCONT')));
  done.blows[kind][signal] = (done.blows[kind][signal] ?? 0) + 1;
}

const allHits = (blows: Blows) => KINDS.reduce((sum, kind) => sum + hits(blows, kind), 0);
export const hits = (blows: Blows, kind: Kind) => Object.values(blows[kind]).reduce((sum, count) => sum + count, 0);

/** All of it is drawn, whether it is needed or not, so that what the machine does changes nothing of the next. */
type Blow = ReturnType<typeof nextBlow>;
function nextBlow(random: Random) {
  return {
    afterMs: random.exponential(MEAN_SECONDS_BETWEEN) * 1000,
    kind: random.pick(DRAWN_FROM),
    signal: random.pick(SIGNALS),
    place: random.next(),
    stopMs: random.between(0.1, LONGEST_STOP_SECONDS) * 1000,
  };
}

/** As soon as there is one; none, if there is none for too long. */
async function processesOf(kind: Kind): Promise<number[]> {
  const some = async () => {
    const pids = await processesNow(kind);
    return pids.length > 0 ? pids : undefined;
  };
  return waitFor(`a process of kind ${kind}`, some, PATIENCE).catch(() => []);
}

async function processesNow(kind: Kind): Promise<number[]> {
  if (kind !== 'worker' && kind !== 'engine')
    return childrenOf(stack.cloud_pid).filter((pid) => commandLine(pid).includes(`-${kind}Function`));
  const workers = (await controls.instances()).filter(({ state }) => state === 'running').map(({ pid }) => pid);
  return kind === 'worker' ? workers : workers.flatMap(childrenOf);
}

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
