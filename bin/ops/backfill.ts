import * as z from 'zod';
import { listOldJobs } from '../../core/operate/list-old-jobs.ts';
import { commandLine, examples } from '../../local/command-line.ts';
import { type Call, carryOut, type Outcome } from './command.ts';
import { count } from './layout.ts';
import { servicesOf } from './services.ts';

export const BackfillReport = z.object({ jobs: z.int() });

const ABOUT = `Puts jobs into the list of their tenant that a version before lists made, or one that was rolled back to. Reads the whole
table. New jobs need none of it; safe to run again.`;

export const backfill = () =>
  commandLine('backfill', ABOUT)
    .summary('put jobs of earlier versions into the list of jobs')
    .addHelpText(
      'after',
      examples('npm run ops -- backfill --stage production', 'npm run ops -- backfill --stage production --yes'),
    )
    .action((_options, command) => carryOut(command, backfillJobs));

async function backfillJobs({ target, apply }: Call): Promise<Outcome> {
  const services = await servicesOf(target);
  const jobs = apply ? await listOldJobs(services) : (await services.table.unlistedJobs()).length;
  const report = { jobs } satisfies z.infer<typeof BackfillReport>;
  const done = apply ? 'listed now' : 'would be listed';
  return { report, text: `${done}: ${count(jobs, 'job')}`, ok: true, changes: jobs > 0 };
}
