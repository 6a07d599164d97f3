/**
 * What an operator does by hand. Every command says what it would do and changes nothing until it is told `--yes`.
 *
 *   npm run ops -- COMMAND [--stage NAME | --local] [--yes] [--json]
 */
import { type Command, readWords, SHARED_USAGE } from './ops/command.ts';
import { COMMANDS, commandCalled } from './ops/commands.ts';
import { EXIT, explain, OperatorError } from './ops/operator-error.ts';
import { findTarget } from './ops/target.ts';

const USAGE = `Usage: npm run ops -- COMMAND [--stage NAME | --local] [--yes] [--json]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(19)}  ${summary}`)
  .join('\n')}

${SHARED_USAGE}, of a command too

Exit codes: 0 done, or nothing to do; 1 refused or failed; 2 the command line is wrong. See docs/runbook.md.`;

const [name = '', ...args] = process.argv.slice(2);
const json = args.includes('--json');
try {
  process.exitCode = await main();
} catch (error) {
  if (json) process.stdout.write(`${JSON.stringify({ command: name, error: explain(error) }, null, 2)}\n`);
  else process.stderr.write(`${explain(error)}\n`);
  process.exitCode = error instanceof OperatorError ? error.exitCode : EXIT.failed;
}

async function main(): Promise<number> {
  if (name === '--help' || name === 'help') return say(USAGE);
  const command = commandCalled(name);
  if (command) return run(command);
  throw new OperatorError(`${name ? `no command ${name}` : 'no command given'}\n\n${USAGE}`, EXIT.usage);
}

async function run(command: Command<unknown>): Promise<number> {
  const { target: wanted, values, words, apply, help } = readWords(command, args);
  if (help) return say(command.usage);
  const target = await findTarget(wanted);
  const { report, text, ok, changes } = await command.run({ target, values, words, apply });
  const { stage, region, place } = target;
  if (json) say(JSON.stringify({ command: name, stage, region, place, applied: apply && changes, ...report }, null, 2));
  else
    say(
      `${[`stage ${stage}, ${place === 'local' ? 'this machine' : region}`, text, hint(apply, changes)].join('\n\n').trimEnd()}`,
    );
  return ok ? EXIT.done : EXIT.failed;
}

function hint(apply: boolean, changes: boolean): string {
  return changes && !apply ? 'Nothing was changed. Run it with --yes to do it.' : '';
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return EXIT.done;
}
