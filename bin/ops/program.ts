/** The command line of `npm run ops`. */
import type { Command } from '@commander-js/extra-typings';
import { commandLine, examples } from '../../local/command-line.ts';
import { backfill } from './backfill.ts';
import { withSharedOptions } from './command.ts';
import { keys } from './keys.ts';
import { purge } from './purge.ts';
import { redeliver } from './redeliver.ts';
import { redrive } from './redrive.ts';
import { requeue } from './requeue.ts';
import { resume } from './resume.ts';
import { sweep } from './sweep.ts';
import { workers } from './workers.ts';

const ABOUT = `What an operator does by hand. Every command says what it would do and changes nothing until it is told --yes.

Exit codes: 0 done, or nothing to do; 1 refused or failed; 2 the command line is wrong. See docs/runbook.md.`;

export function opsProgram() {
  const program = commandLine('npm run ops --', ABOUT)
    .usage('COMMAND [--stage NAME | --local] [--yes] [--json]')
    .helpCommand('help [command]', 'what a command does, and what it takes')
    .addHelpText('after', examples('npm run ops -- workers --stage production', 'npm run ops -- help purge'));
  for (const command of [workers, sweep, resume, redrive, redeliver, requeue, purge, backfill, keys]) {
    // Their own options are read where they are declared; here all are alike.
    program.addCommand(withSharedOptions(command() as Command));
  }
  return program;
}
