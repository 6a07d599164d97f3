import * as z from 'zod';
import { JobStatus } from '../../core/contracts/job-row.ts';
import { type PurgeOptions, type PurgePlan, planPurge } from '../../core/operate/plan-purge.ts';
import { purgeJob } from '../../core/operate/purge-job.ts';
import { commandLine, examples } from '../../local/command-line.ts';
import { type Call, carryOut, type Outcome } from './command.ts';
import { count } from './layout.ts';
import { servicesOf } from './services.ts';

const Version = z.object({
  key: z.string(),
  version_id: z.string(),
  kind: z.enum(['version', 'delete-marker']),
  size_bytes: z.number(),
});

export const PurgeReport = z.object({
  job_id: z.string(),
  status: JobStatus.nullable(),
  refused: z.string().nullable(),
  versions: z.array(Version),
  kept: z.array(Version.extend({ because: z.string() })),
  rows: z.array(z.string()),
  registration_used_by: z.array(z.string()),
});

const ABOUT = `Removes one job’s data for good: every version and delete marker of its upload, results, checkpoints and webhook
bodies, then its rows, and its registration with the sealed secret if no other job uses it. There is no way back. Safe to run again
when it broke off. A worker that may still write is waited for, two minutes at most. For 90 days a note stays that the
upload was purged, an id and a time, so that a late event of it is ignored.`;

export const purge = () =>
  commandLine('purge', ABOUT)
    .summary('remove one job’s data for good')
    .argument('<job-id>', 'as the API and webhooks name it')
    .option('--cancel', 'end the job first if it is not over; without, such a job is refused')
    .option('--every-version', 'also versions of the upload’s key that no job accounts for; never those of other jobs')
    .addHelpText(
      'after',
      examples(
        'npm run ops -- purge JOB_ID --stage production',
        'npm run ops -- purge JOB_ID --stage production --yes',
      ),
    )
    .action((jobId, { cancel = false, everyVersion = false }, command) =>
      carryOut(command, (call) => purgeOne(call, jobId, { cancel, every_version: everyVersion })),
    );

async function purgeOne({ target, apply }: Call, jobId: string, options: PurgeOptions): Promise<Outcome> {
  const services = await servicesOf(target);
  const deps = { ...services, jobsUnder: (prefix: string) => services.table.jobsUnder(prefix) };
  const plan = await (apply ? purgeJob : planPurge)(deps, jobId, options);
  const report = reportOf(jobId, plan);
  return { report, text: textOf(report, apply), ok: !plan.refused, changes: !plan.refused };
}

function reportOf(job_id: string, plan: PurgePlan): z.infer<typeof PurgeReport> {
  const { job, refused, remove, keep, rows, registration_used_by } = plan;
  const status = job?.status ?? null;
  return { job_id, status, refused: refused ?? null, versions: remove, kept: keep, rows, registration_used_by };
}

function textOf(report: z.infer<typeof PurgeReport>, applied: boolean): string {
  const { job_id, refused, versions, kept, rows, registration_used_by: users } = report;
  if (refused) return `REFUSED: job ${job_id}: ${refused}`;
  const keys = [...new Set(versions.map(({ key }) => key))];
  const bytes = versions.reduce((sum, version) => sum + version.size_bytes, 0);
  const size = `${count(versions.length, 'version')} of ${count(keys.length, 'object')}, ${bytes} bytes`;
  const lines = [
    `${applied ? 'removed' : 'would be removed'}: ${size}, ${count(rows.length, 'row')}`,
    ...keys.map((key) => `  object  ${key}`),
    ...rows.map((row) => `  row     ${row}`),
    ...(users.length > 0 ? [`  kept    the registration: ${count(users.length, 'other job')} of it`] : []),
    ...kept.map(({ key, version_id, because }) => `  kept    ${key} (${version_id}): ${because}`),
  ];
  return lines.join('\n');
}
