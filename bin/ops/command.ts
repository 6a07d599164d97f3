/** What an operator's command is given, what it gives back, and how that is reported. */
import type { Command, CommandUnknownOpts } from '@commander-js/extra-typings';
import { EXIT } from './operator-error.ts';
import { findTarget, type Target } from './target.ts';

export type Outcome = {
  /** For programs; what stands in it is the schema of the command's file. */
  report: Record<string, unknown>;
  /** For people: the same, without a header. */
  text: string;
  /** False when something was refused or left undone. */
  ok: boolean;
  /** False when `--yes` would change nothing, or the command never does. */
  changes: boolean;
};

export type Call = { target: Target; apply: boolean };

type SharedOptions = ReturnType<ReturnType<typeof withSharedOptions>['opts']>;

/** What every command takes beside its own. */
export const withSharedOptions = (command: Command) =>
  command
    .optionsGroup('Options of every command:')
    .option('--stage <name>', 'the deployment of that stage on AWS; region and credentials as the AWS CLI finds them')
    .option('--region <name>', 'another region than that')
    .option('--profile <name>', 'another profile than that')
    .option('--local', 'the local stack that `npm start` runs; without --stage it is taken when it is up')
    .option('--state-dir <directory>', 'its state directory, if it has another')
    .option('--yes, --apply', 'do it; without, the command says what it would do and changes nothing')
    .option('--json', 'the report as JSON');

/** What a command does once its own words are read: finds the deployment, runs, and reports. */
export async function carryOut(command: CommandUnknownOpts, run: (call: Call) => Promise<Outcome>): Promise<void> {
  const { json, apply = false, ...wanted } = command.opts() as SharedOptions;
  const target = await findTarget(wanted);
  const outcome = await run({ target, apply });
  const call = { target, apply };
  const said = json ? jsonOf(command.name(), call, outcome) : textOf(call, outcome);
  process.stdout.write(`${said}\n`);
  process.exitCode = outcome.ok ? EXIT.done : EXIT.failed;
}

function jsonOf(command: string, { target, apply }: Call, { report, changes }: Outcome): string {
  const { stage, region, place } = target;
  return JSON.stringify({ command, stage, region, place, applied: apply && changes, ...report }, null, 2);
}

function textOf({ target, apply }: Call, { text, changes }: Outcome): string {
  const where = `stage ${target.stage}, ${target.place === 'local' ? 'this machine' : target.region}`;
  const hint = changes && !apply ? 'Nothing was changed. Run it with --yes to do it.' : '';
  return [where, text, hint].join('\n\n').trimEnd();
}
