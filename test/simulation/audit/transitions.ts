import type { JobStatus } from '../../../core/contracts/job-row.ts';

/** The contract's order of states. Written down again here: a rule of the service that allows more must be seen. */
const NEXT: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  registered: ['registered', 'launching', 'failed', 'cancelled'],
  launching: ['launching', 'processing', 'failed', 'cancelled'],
  processing: ['processing', 'launching', 'completed', 'failed', 'cancelled'],
  completed: ['completed'],
  failed: ['failed'],
  cancelled: ['cancelled'],
};

export type JobState = {
  status: JobStatus;
  attempt: number;
  error?: unknown;
  results?: unknown;
  finished_at?: string | undefined;
};

export function isOver({ status }: Pick<JobState, 'status'>): boolean {
  return NEXT[status].length === 1;
}

/** What is wrong with a change of a job; undefined when nothing is. */
export function wrongChange(before: JobState, after: JobState): string | undefined {
  if (!NEXT[before.status].includes(after.status))
    return `status ${before.status} was overwritten with ${after.status}`;
  if (after.attempt < before.attempt) return `attempt ${before.attempt} was followed by ${after.attempt}`;
  if (!isOver(before)) return undefined;
  const outcome = ({ error, results, finished_at }: JobState) => JSON.stringify([error, results, finished_at]);
  return outcome(before) === outcome(after) ? undefined : `the outcome of a job that was ${before.status} changed`;
}
