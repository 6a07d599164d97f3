import { spawn } from 'node:child_process';
import { LocalStackError } from '../errors.ts';
import { PATHS } from '../paths.ts';

/**
 * Runs a command of the repository to its end.
 *
 * @throws LocalStackError with the end of its output if it fails
 */
export function runStep(
  what: string,
  [command = '', ...args]: string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: PATHS.root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const last = output.trim().split('\n').slice(-25).join('\n');
      reject(new LocalStackError(`${what} failed (${[command, ...args].join(' ')}, exit ${code}):\n${last}`));
    });
  });
}
