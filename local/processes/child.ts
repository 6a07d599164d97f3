/** A process of the local stack: its output in a log file, ended by its own id, gone when we are. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalStackError } from '../errors.ts';

export type ChildExit = { code: number | null; signal: NodeJS.Signals | null };

export type Child = {
  name: string;
  pid: number;
  logFile: string;
  exited: Promise<ChildExit>;
  hasExited: () => boolean;
  /** SIGTERM, and SIGKILL after `graceMs`; resolves when it is gone. */
  stop: (graceMs: number) => Promise<void>;
};

export type ChildSpecification = {
  name: string;
  command: string;
  args: string[];
  environment: Record<string, string>;
  directory: string;
  logFile: string;
};

/**
 * Starts a process in a process group of its own, so that Ctrl-C in the terminal reaches only us and we can end things
 * in order. Its standard input is a pipe that nobody writes to: it closes when this process dies, however it dies.
 */
export async function startChild(what: ChildSpecification): Promise<Child> {
  const log = openSync(what.logFile, 'a');
  const options = { cwd: what.directory, env: what.environment, detached: true, stdio: ['pipe', log, log] as const };
  const child = spawn(what.command, what.args, { ...options, stdio: [...options.stdio] });
  closeSync(log);
  const exited = new Promise<ChildExit>((resolve) => {
    child.on('exit', (code, signal) => {
      if (child.pid) endGroup(child.pid);
      resolve({ code, signal });
    });
  });
  await once(child, 'spawn').catch((error: Error) => {
    throw new LocalStackError(`could not start ${what.name} (${what.command}): ${error.message}`);
  });
  const pid = child.pid as number;
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async (graceMs: number) => {
    child.kill('SIGTERM');
    const inTime = await Promise.race([exited, sleep(graceMs, undefined, { ref: false })]);
    if (inTime === undefined) child.kill('SIGKILL');
    await exited;
  };
  return { name: what.name, pid, logFile: what.logFile, exited, hasExited, stop };
}

/** What a process that ended left behind in its own group, such as the Lambdas of a cloud that was killed. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing was left, which is the usual case.
  }
}

/** The last lines of a process's log, for an error message. */
export function logTail(child: Child, lines = 12): string {
  return readFileSync(child.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
