import { CommanderError } from '@commander-js/extra-typings';
import { vi } from 'vitest';
import { exitCodeOf } from '../../local/command-line.ts';

/** How a command line that is wrong, or asks for help, ends and what it writes. */
export async function answerTo(read: () => unknown): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockReturnValue(true),
  );
  const written = (stream: typeof stdout) => (stream?.mock.calls ?? []).map(([text]) => text).join('');
  try {
    await read();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: exitCodeOf(error), stdout: written(stdout), stderr: written(stderr) };
  } finally {
    stdout?.mockRestore();
    stderr?.mockRestore();
  }
  throw new Error('the command line is taken');
}
