import * as z from 'zod';
import { endOldRegistrations } from '../../core/operate/end-old-registrations.ts';
import { listOldJobs } from '../../core/operate/list-old-jobs.ts';
import { commandLine, examples } from '../../local/command-line.ts';
import { type Call, carryOut, type Outcome } from './command.ts';
import { count } from './layout.ts';
import { servicesOf } from './services.ts';

export const BackfillReport = z.object({ jobs: z.int(), registrations: z.int() });

const ABOUT = `Puts jobs into the list of their tenant that a version before lists made, or one that was rolled back to. And gives
registrations an end that a version before lifetimes made, counted from now as after an upload. Reads the whole table. New
rows need none of it; safe to run again.`;

export const backfill = () =>
  commandLine('backfill', ABOUT)
    .summary('give rows of earlier versions what they lack: a place in the list of jobs, an end')
    .addHelpText(
      'after',
      examples('npm run ops -- backfill --stage production', 'npm run ops -- backfill --stage production --yes'),
    )
    .action((_options, command) => carryOut(command, backfillRows));

async function backfillRows({ target, apply }: Call): Promise<Outcome> {
  const services = await servicesOf(target);
  const { registrationDays } = target.config.retention;
  const jobs = apply ? await listOldJobs(services) : (await services.table.unlistedJobs()).length;
  const registrations = apply
    ? await endOldRegistrations(services, registrationDays)
    : (await services.table.endlessRegistrations()).length;
  const report = { jobs, registrations } satisfies z.infer<typeof BackfillReport>;
  const would = apply ? '' : 'would be ';
  const listed = `${would}listed: ${count(jobs, 'job')}`;
  const ended = `${would}good for another ${registrationDays} days: ${count(registrations, 'registration')}`;
  return { report, text: `${listed}\n${ended}`, ok: true, changes: jobs + registrations > 0 };
}
