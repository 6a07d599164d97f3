import * as z from 'zod';
import { JobStatus } from '../../core/contracts/job-row.ts';
import { planRequeue, type RequeuePlan, requeueJob, stuckJobs } from '../../core/job/requeue.ts';
import { commandLine, examples } from '../../local/command-line.ts';
import { type Call, carryOut, type Outcome } from './command.ts';
import { copyCommand } from './copy-command.ts';
import { columns } from './layout.ts';
import { servicesOf } from './services.ts';

export const RequeueReport = z.object({
  jobs: z.array(
    z.object({
      job_id: z.string(),
      status: JobStatus.nullable(),
      requeue: z.boolean(),
      because: z.string(),
      instead: z.string().optional(),
    }),
  ),
});
type Line = z.infer<typeof RequeueReport>['jobs'][number];

const ABOUT = `Gives jobs another message: without ids, those that wait for too long or were left by their worker. A job that a
worker holds is left to it. A failed job stays failed: the report then shows the command that copies the upload onto itself, which
is a new job of the same file, with the same options and callback.`;

export const requeue = () =>
  commandLine('requeue', ABOUT)
    .summary('give stuck jobs another message')
    .argument('[job-ids...]', 'default: all that are stuck')
    .addHelpText(
      'after',
      examples('npm run ops -- requeue --stage production', 'npm run ops -- requeue JOB_ID --stage production --yes'),
    )
    .action((ids, _options, command) => carryOut(command, (call) => requeueJobs(call, ids)));

async function requeueJobs({ target, apply }: Call, ids: readonly string[]): Promise<Outcome> {
  const services = await servicesOf(target);
  const jobs: Line[] = [];
  for (const id of ids.length > 0 ? ids : await stuckJobs(services)) {
    const plan = await planRequeue(services, id);
    const moved = apply && plan.kind === 'requeue' && !(await requeueJob(services, plan));
    jobs.push(
      moved ? { ...lineOf(id, plan), requeue: false, because: 'it changed at this very moment' } : lineOf(id, plan),
    );
  }
  const ok = jobs.every((job) => job.requeue);
  const changes = jobs.some((job) => job.requeue);
  return { report: { jobs } satisfies z.infer<typeof RequeueReport>, text: textOf(jobs, apply), ok, changes };
}

function lineOf(job_id: string, plan: RequeuePlan): Line {
  const { job, because } = plan;
  const line = { job_id, status: job?.status ?? null, requeue: plan.kind === 'requeue', because };
  const over = job?.status === 'failed' || job?.status === 'cancelled';
  return over && job.s3_key ? { ...line, instead: copyCommand(job) } : line;
}

function textOf(jobs: readonly Line[], applied: boolean): string {
  if (jobs.length === 0) return 'no job is stuck';
  const done = applied ? 'requeued' : 'would be requeued';
  const rows = jobs.map((job) => [job.job_id, job.status, job.requeue ? done : 'REFUSED', job.because]);
  const instead = jobs.flatMap((job) => (job.instead ? [`\ninstead, for ${job.job_id}:\n  ${job.instead}`] : []));
  return [columns(['JOB', 'STATUS', '', 'WHY'], rows), ...instead].join('\n');
}
