/** One command, from its start to its end. */
import { spawn } from 'node:child_process';
import { LocalStackError } from '../../local/errors.ts';

export type Ended = { stdout: string; milliseconds: number };
export type Command = { program: string; args: string[]; environment?: NodeJS.ProcessEnv; directory?: string };

/**
 * Runs a command and takes its time, from the call to its end.
 *
 * @throws LocalStackError with the end of its standard error if it fails
 */
export function timed({ program, args, environment, directory }: Command, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(program, args, {
      env: environment,
      cwd: directory,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve({ stdout: text(stdout), milliseconds: performance.now() - begun });
      const words = text(stderr).trim().split('\n').slice(-15).join('\n');
      reject(new LocalStackError(`${[program, ...args].join(' ')} failed with exit ${code}:\n${words}`));
    });
  });
}

const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8');
