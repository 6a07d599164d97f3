/** How it went with a job so far, as its client sees it. */
import type { Job } from '../contracts/job-answers.ts';
import type { JobRow } from '../contracts/job-row.ts';

/** Without the names of machines, which are the operator's. */
export function shownHistory(job: JobRow): Pick<Job, 'timings' | 'attempts' | 'usage'> {
  const { uploaded_at, queued_at, started_at, finished_at } = job;
  return {
    timings: { uploaded_at, queued_at, started_at, finished_at },
    attempts: job.attempts.map(({ instance_id: _machine, share: _share, ...attempt }) => attempt),
    usage: shownUsage(job),
  };
}

export function shownUsage({ status, progress, usd }: JobRow): Job['usage'] {
  if (status !== 'completed' || !progress) return null;
  return { audio_seconds: progress.duration_seconds, usd: usd ?? null };
}
