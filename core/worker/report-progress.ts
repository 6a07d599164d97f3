import type { SourcedJob } from '../contracts/job-row.ts';
import { recordProgress } from '../job/job.ts';
import type { Clock, Log } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';

/** The row is told how far a job is at most this often. */
const PROGRESS_SECONDS = 5;

export type ReportProgress = { table: Table; clock: Clock; log: Log };

/**
 * Progress is for the reader's comfort: a write of it that fails is left to the next one, and one that is refused, as the job
 * is no longer ours, to the lease, which looks more often.
 */
export function progressReporter(deps: ReportProgress, job: SourcedJob) {
  let next = deps.clock.now().getTime() + PROGRESS_SECONDS * 1000;
  return (seconds_done: number, duration_seconds: number) => {
    const now = deps.clock.now();
    if (now.getTime() < next) return;
    next = now.getTime() + PROGRESS_SECONDS * 1000;
    deps.table.write(recordProgress(job, { seconds_done, duration_seconds }, now)).catch((error) => {
      deps.log.warn('progress could not be written', { job_id: job.job_id, error });
    });
  };
}
