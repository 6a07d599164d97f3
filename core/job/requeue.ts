/** An operator gives a job that is stuck another message. Whether it is stuck, the row says. */

import type { JobRow } from '../contracts/job-row.ts';
import { hasSource } from '../contracts/job-row.ts';
import type { Update } from '../shared/table.ts';
import { iso } from '../shared/time.ts';
import { modelNamed, notServed, type ServedModels } from '../transcript/served-models.ts';
import { letGo } from './held.ts';
import { expireLease } from './job-release.ts';
import { leaseSecondsLeft } from './job-state.ts';
import { requeue, type SendMessage } from './message.ts';
import { launch } from './new-job.ts';

/** `first`: what has to be written before the message counts. */
export type RequeuePlan =
  | { kind: 'requeue'; job: JobRow; because: string; first?: Update<JobRow> }
  | { kind: 'refused'; job: JobRow | undefined; because: string };

/** Index pages of this many; an operator who has more stuck jobs runs the command again. */
const STUCK_LIMIT = 1000;

export async function planRequeue(deps: SendMessage, jobId: string): Promise<RequeuePlan> {
  const row = await deps.table.get(jobId);
  const job = row?.kind === 'job' ? row : undefined;
  const plan = requeueOf(job, deps.clock.now());
  const problem = plan.kind === 'requeue' && modelProblem(deps.models, plan.job);
  return problem ? { kind: 'refused', job, because: problem } : plan;
}

function modelProblem(models: ServedModels, { options }: JobRow): string | undefined {
  return modelNamed(models, options.model) ? undefined : notServed(models, options.model ?? '');
}

/** Ids of the jobs whose time to be looked at has passed: waiting too long, or held by a worker that fell silent. */
export async function stuckJobs(deps: SendMessage): Promise<string[]> {
  const until = iso(deps.clock.now());
  const waiting = await deps.table.due('waiting', { until, limit: STUCK_LIMIT });
  const running = await deps.table.due('running', { until, limit: STUCK_LIMIT });
  return [...waiting, ...running].map((item) => item.job_id);
}

/** False when the job changed meanwhile; then nothing was sent. */
export async function requeueJob(deps: SendMessage, plan: RequeuePlan & { kind: 'requeue' }): Promise<boolean> {
  if (plan.first && !(await deps.table.write(plan.first))) return false;
  await requeue(deps, plan.job);
  return true;
}

function requeueOf(job: JobRow | undefined, now: Date): RequeuePlan {
  const refused = (because: string): RequeuePlan => ({ kind: 'refused', job, because });
  if (!job) return refused('no job has this id');
  if (job.purged_at) return refused('its data is being removed');
  switch (job.status) {
    case 'registered':
      if (!hasSource(job)) return refused('it has no upload yet, so there is nothing to transcribe');
      return { kind: 'requeue', job, because: 'it took its upload and was never started', first: launch(job, now) };
    case 'launching':
      if (job.held)
        return { kind: 'requeue', job, because: `it was held: ${job.held.message}`, first: letGo(job, now) };
      return { kind: 'requeue', job, because: `it waits since ${job.queued_at ?? job.updated_at}` };
    case 'processing': {
      const seconds = leaseSecondsLeft(job, now);
      if (seconds > 0) return refused(`worker ${job.instance_id} holds it for at least ${seconds} s more`);
      const because = `worker ${job.instance_id} stopped renewing its lease`;
      return { kind: 'requeue', job, because, first: expireLease(job, now) };
    }
    case 'completed':
      return refused('it is completed; `redeliver` sends its webhook again');
    case 'failed':
    case 'cancelled':
      return refused(
        `${job.status} is final; ${job.web_source ? 'its client may have it tried again' : 'a copy of its upload onto itself is a new job'}`,
      );
  }
}
