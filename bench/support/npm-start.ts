/** `npm start` as a user types it, up to `ready`, and Ctrl-C. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { LocalStackError } from '../../local/errors.ts';

export type StartTimes = {
  /** Seconds from the command to `ready`. */
  ready: number;
  /** Seconds of the steps that it reports; they overlap. */
  steps: Map<string, number>;
  /** Seconds from Ctrl-C until all of it is gone. */
  end: number;
};

/** As in `[  6.2 s] templates: 6.1 s`. */
const STEP = /^\[\s*[\d.]+ s\] (.+): ([\d.]+) s$/;
const READY = /^\[\s*[\d.]+ s\] ready$/;
/** What the stack itself allows its processes, and some more. */
const END_LIMIT_MS = 20_000;

/** @throws LocalStackError with its output if it ends before it is ready */
export async function timeNpmStart(tree: string, stateDirectory: string, signal: AbortSignal): Promise<StartTimes> {
  signal.throwIfAborted();
  const begun = performance.now();
  const args = ['start', '--silent', '--', '--model', 'demo', '--state-dir', stateDirectory];
  // A group of its own, to which Ctrl-C can be sent as a terminal does.
  const child = spawn('npm', args, { cwd: tree, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const interrupt = () => tell(child, 'SIGINT');
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const { steps, ready } = await untilReady(child, begun);
    return { steps, ready, end: await end(child) };
  } finally {
    signal.removeEventListener('abort', interrupt);
    await end(child);
  }
}

async function untilReady(child: ChildProcess, begun: number): Promise<Pick<StartTimes, 'ready' | 'steps'>> {
  const steps = new Map<string, number>();
  const said: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  for await (const line of createInterface({ input: child.stdout ?? ([] as never) })) {
    said.push(line);
    if (READY.test(line)) return { steps, ready: (performance.now() - begun) / 1000 };
    const [, step, seconds] = STEP.exec(line) ?? [];
    if (step) steps.set(step, Number(seconds));
  }
  throw new LocalStackError(`npm start ended before it was ready:\n${said.slice(-15).join('\n')}`);
}

/** @returns seconds until it was gone; 0 if it was already */
async function end(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return 0;
  const begun = performance.now();
  const force = setTimeout(() => tell(child, 'SIGKILL'), END_LIMIT_MS);
  tell(child, 'SIGINT');
  await once(child, 'exit');
  clearTimeout(force);
  return (performance.now() - begun) / 1000;
}

function tell(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
}
