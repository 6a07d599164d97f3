import { spawn } from 'node:child_process';

/** Where programs of the machine are looked for, whoever runs the tests. */
export const PROGRAM_FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export type Ended = { code: number | null; output: string };

/** Runs a program to its end with exactly this environment; `output` is both of its streams in the order they came. */
export function run(
  [program = '', ...args]: string[],
  environment: Record<string, string> = {},
  cwd?: string,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { PATH: PROGRAM_FOLDERS.join(':'), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd && { cwd }),
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
