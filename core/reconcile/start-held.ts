import { type StartJob, startJob } from '../job/start.ts';
import { dueRows, forEachRow, type Step } from '../shared/due-rows.ts';

/** Jobs that a limit held go on when it counts anew, or was raised; the others are held on. */
export async function startHeldJobs(deps: StartJob, step: Step): Promise<void> {
  for await (const jobs of dueRows(deps, step, 'held', 'job')) {
    await forEachRow(deps, step, jobs, async (job) => {
      if ((await startJob(deps, job, { again: true })) === 'queued') step.queued.push(job.job_id);
    });
  }
}
