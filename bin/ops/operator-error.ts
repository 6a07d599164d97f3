import { CommanderError } from '@commander-js/extra-typings';
import { StageConfigError } from '../../lib/stage-config.ts';
import { exitCodeOf } from '../../local/command-line.ts';
import { LocalStackError } from '../../local/errors.ts';
import { adviceFor } from '../doctor/finding.ts';

/** Exit codes: 0 done (or nothing to do), 1 refused or failed, 2 the command line is wrong. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Something the operator has to know or do; shown as its message alone. */
export class OperatorError extends Error {
  override name = 'OperatorError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Commander then shows the help, and no error. */
export const isWithoutCommand = (error: CommanderError) => error.code === 'commander.help';

/** A stage that no file describes is a wrong word too. */
export function exitCodeAfter(error: unknown): number {
  if (error instanceof CommanderError) return exitCodeOf(error);
  if (error instanceof StageConfigError) return EXIT.usage;
  return error instanceof OperatorError ? error.exitCode : EXIT.failed;
}

/** What was wrong, in the operator's words where it can be known; a fault of ours keeps its trace. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CommanderError)
    return isWithoutCommand(error) ? 'no command given' : error.message.replace('error: ', '');
  if (error instanceof OperatorError || error instanceof LocalStackError || error instanceof StageConfigError) {
    return error.message;
  }
  if (isOfAws(error)) return `${error.name}: ${error.message || 'no answer'}\ndo: ${advice(error.name)}`;
  return error.stack ?? error.message;
}

function isOfAws(error: Error): boolean {
  return (
    '$metadata' in error || /Credentials|Timeout|ECONN|ENOTFOUND|NetworkingError/.test(`${error.name}${error.message}`)
  );
}

function advice(name: string): string {
  if (/AccessDenied|Unauthorized|Forbidden/.test(name)) {
    return 'use a role with the rights that docs/runbook.md lists under "Rights of an operator"';
  }
  return adviceFor(name);
}
