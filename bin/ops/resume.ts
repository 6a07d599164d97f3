import * as z from 'zod';
import { type HeldBack, launchesHeldBack, resumeLaunches } from '../../core/fleet/resume-launches.ts';
import { commandLine, examples } from '../../local/command-line.ts';
import { type Call, carryOut, type Outcome } from './command.ts';
import { servicesOf } from './services.ts';

export const ResumeReport = z.object({
  /** What held launches back before: null where nothing did. */
  halted_until: z.iso.datetime().nullable(),
  refused_until: z.iso.datetime().nullable(),
  /** The halt is over, but one worker has to show that it is of use before others come. */
  one_at_a_time: z.boolean(),
});

const ABOUT = `Lets workers be launched again before the time: after a halt (three workers in a row were of no use) or refusals of
EC2 (no capacity, a quota). For when the reason is mended; if it is not, launches are held back anew after three workers.
The time after which waiting jobs fail as capacity_unavailable begins anew.`;

export const resume = () =>
  commandLine('resume', ABOUT)
    .summary('launch workers again, once the reason of a halt is mended')
    .addHelpText(
      'after',
      examples('npm run ops -- resume --stage production', 'npm run ops -- resume --stage production --yes'),
    )
    .action((_options, command) => carryOut(command, resumeStage));

async function resumeStage({ target, apply }: Call): Promise<Outcome> {
  const services = await servicesOf(target);
  const held = await launchesHeldBack(services);
  const isHeld = held.halted_until !== null || held.refused_until !== null || held.one_at_a_time;
  const failed = apply && isHeld && !(await resumeLaunches(services));
  const report: z.infer<typeof ResumeReport> = held;
  return { report, text: failed ? BUSY : textOf(held, apply), ok: !failed, changes: isHeld };
}

const BUSY = 'REFUSED: the fleet changed at every try; run it again';

function textOf({ halted_until, refused_until, one_at_a_time }: HeldBack, applied: boolean): string {
  const holds = [
    ...(halted_until ? [`halted until ${halted_until}: workers were of no use`] : []),
    ...(one_at_a_time ? ['one worker at a time: the last ones were of no use'] : []),
    ...(refused_until ? [`held back until ${refused_until}: EC2 refused every worker`] : []),
  ];
  if (holds.length === 0) return 'nothing holds launches back';
  return [...holds, applied ? 'launched again within a minute' : 'would be launched again within a minute'].join('\n');
}
