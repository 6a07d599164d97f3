import * as z from 'zod';
import { systemClock } from '../../adapters/system.ts';
import { Market } from '../../core/contracts/settings.ts';
import { endWorkers, findAll, findStrays, type Termination } from '../../core/fleet/terminate-strays.ts';
import { commandLine, examples, readBy, WholeSeconds } from '../../local/command-line.ts';
import { type Call, carryOut, type Outcome } from './command.ts';
import { columns, count, span } from './layout.ts';
import { computeOf, servicesOf } from './services.ts';
import type { Target } from './target.ts';

export const SweepReport = z.object({
  instances: z.array(
    z.object({
      instance_id: z.string(),
      instance_type: z.string(),
      market: Market,
      launched_at: z.iso.datetime(),
      age_seconds: z.number(),
      because: z.string(),
    }),
  ),
});

const ABOUT = 'Ends workers: instances with the stage’s tag that no live row accounts for, and those over age.';

const ALL =
  'every instance of the stage. Their jobs are handed back, or come back within two minutes. ' +
  'Needs EC2 and nothing else of the deployment, not even its stacks';

type Options = { all?: true | undefined; olderThan: number; maxAge?: number | undefined };

export const sweep = () =>
  commandLine('sweep', ABOUT)
    .summary('end workers that nobody accounts for, or all')
    .option('--all', ALL)
    .option(
      '--older-than <seconds>',
      'leave younger ones alone, whose row may still be written',
      readBy(WholeSeconds),
      120,
    )
    .option(
      '--max-age <seconds>',
      'age at which an instance is ended whatever it does (default: maxLifetimeSeconds of the stage file)',
      readBy(WholeSeconds),
    )
    .addHelpText(
      'after',
      examples('npm run ops -- sweep --stage production', 'npm run ops -- sweep --all --stage production --yes'),
    )
    .action((options, command) => carryOut(command, (call) => endInstances(call, options)));

async function endInstances({ target, apply }: Call, options: Options): Promise<Outcome> {
  const ec2 = { compute: computeOf(target), clock: systemClock };
  const instances = options.all ? await findAll(ec2) : await findStrays(ec2, await rulesOf(target, options));
  if (apply) await endWorkers(ec2, instances);
  const report: z.infer<typeof SweepReport> = { instances };
  return { report, text: textOf(instances, apply), ok: true, changes: instances.length > 0 };
}

async function rulesOf(target: Target, { olderThan, maxAge }: Options) {
  const { table } = await servicesOf(target);
  return { table, max_lifetime_seconds: maxAge ?? target.config.maxLifetimeSeconds, older_than_seconds: olderThan };
}

function textOf(instances: readonly Termination[], applied: boolean): string {
  if (instances.length === 0) return 'no instance to end';
  const rows = instances.map((one) => [
    one.instance_id,
    one.instance_type,
    one.market,
    span(one.age_seconds),
    one.because,
  ]);
  const done = applied ? 'ended' : 'would be ended';
  return `${columns(['INSTANCE', 'TYPE', 'MARKET', 'AGE', 'WHY'], rows)}\n\n${count(instances.length, 'instance')} ${done}`;
}
