import * as z from 'zod';
import { systemClock } from '../../adapters/system.ts';
import { Market } from '../../core/contracts/settings.ts';
import { endWorkers, findAll, findStrays, type Termination } from '../../core/fleet/terminate-strays.ts';
import { type Call, type Command, refuseWords, Seconds, SHARED_USAGE } from './command.ts';
import { columns, count, span } from './layout.ts';
import { computeOf, servicesOf } from './services.ts';

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

const USAGE = `Usage: npm run ops -- sweep [--all] [--older-than SECONDS] [--max-age SECONDS] [--stage NAME | --local] [--yes]

Ends workers: instances with the stage's tag that no live row accounts for, and those over age.

  --all                every instance of the stage. Their jobs are handed back, or come back within two minutes. Needs EC2
                       and nothing else of the deployment, not even its stacks
  --older-than SECONDS leave younger ones alone, whose row may still be written (default: 120)
  --max-age SECONDS    age at which an instance is ended whatever it does (default: maxLifetimeSeconds of the stage file)
${SHARED_USAGE}`;

const Values = z.object({
  all: z.boolean().default(false),
  'older-than': Seconds.default(120),
  'max-age': Seconds.optional(),
});
type Values = z.infer<typeof Values>;

export const sweep: Command<Values> = {
  summary: 'end workers that nobody accounts for, or all',
  usage: USAGE,
  options: { all: { type: 'boolean' }, 'older-than': { type: 'string' }, 'max-age': { type: 'string' } },
  values: Values,
  async run(call) {
    refuseWords(call.words, USAGE);
    const ec2 = { compute: computeOf(call.target), clock: systemClock };
    const instances = call.values.all ? await findAll(ec2) : await findStrays(ec2, await rulesOf(call));
    if (call.apply) await endWorkers(ec2, instances);
    const report: z.infer<typeof SweepReport> = { instances };
    return { report, text: textOf(instances, call.apply), ok: true, changes: instances.length > 0 };
  },
};

async function rulesOf({ target, values }: Call<Values>) {
  const { table } = await servicesOf(target);
  const max_lifetime_seconds = values['max-age'] ?? target.config.maxLifetimeSeconds;
  return { table, max_lifetime_seconds, older_than_seconds: values['older-than'] };
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
