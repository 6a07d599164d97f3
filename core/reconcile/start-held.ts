import type { JobRow } from '../contracts/job-row.ts';
import { type StartJob, startJob } from '../job/start.ts';
import { dueRows, forEachRow, type Step } from '../shared/due-rows.ts';

/** Jobs that a limit held go on when it counts anew, when others have ended, or when it was raised; the rest are held on. */
export async function startHeldJobs(deps: StartJob, step: Step): Promise<void> {
  const full = new Set<string>();
  for await (const jobs of dueRows(deps, step, 'held', 'job')) {
    await forEachRow(deps, step, jobs, async (job) => {
      const line = lineOf(job);
      // Thousands may stand behind the one that found no slot: none of them is written.
      if (line !== undefined && full.has(line)) return;
      const started = await startJob(deps, job, { again: true });
      if (started === 'queued') step.queued.push(job.job_id);
      if (started === 'held' && line !== undefined) full.add(line);
    });
  }
}

/** Whose jobs wait for a slot behind one another. */
function lineOf({ held, tenant, key }: JobRow): string | undefined {
  return held?.limit === 'concurrent_jobs' ? JSON.stringify([tenant, key]) : undefined;
}
