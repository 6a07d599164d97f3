/** How commands end: on a signal, on a failure, or when they are done. */
import { CommanderError } from '@commander-js/extra-typings';
import { exitCodeOf } from './command-line.ts';
import { LocalStackError } from './errors.ts';

/** Aborted by Ctrl-C, by SIGTERM, or by the terminal going away; more of them change nothing, the end is under way. */
export function whenAskedToEnd(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Runs a command; a mistake of the user or the environment is told in its own words, anything else with its trace. */
export async function runCommand(command: () => Promise<number>): Promise<never> {
  try {
    process.exit(await command());
  } catch (error) {
    if (error instanceof CommanderError) process.exit(exitCodeOf(error));
    console.error(error instanceof LocalStackError ? `\n${error.message}` : error);
    process.exit(1);
  }
}
