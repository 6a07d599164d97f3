/** `npm run ops`: what an operator does by hand. Nothing is changed until a command is told `--yes`. */
import { CommanderError } from '@commander-js/extra-typings';
import { EXIT, exitCodeAfter, explain, isWithoutCommand } from './ops/operator-error.ts';
import { opsProgram } from './ops/program.ts';

const words = process.argv.slice(2);
try {
  await opsProgram().parseAsync(words, { from: 'user' });
} catch (error) {
  process.exitCode = exitCodeAfter(error);
  if (process.exitCode !== EXIT.done) tell(error);
}

function tell(error: unknown): void {
  const [command] = words;
  const told = explain(error);
  if (words.includes('--json')) process.stdout.write(`${JSON.stringify({ command, error: told }, null, 2)}\n`);
  // A wrong command line has been answered where it was read.
  else if (!(error instanceof CommanderError) || isWithoutCommand(error)) process.stderr.write(`${told}\n`);
}
