/**
 * The list of attempts on a job's row: one entry for each claim, ended once. Whoever holds the job writes the whole list,
 * under the fence of the attempt number.
 */
import type { AttemptOutcome, JobAttempt, JobRow } from '../contracts/job-row.ts';
import type { LaunchedInstance } from '../shared/ports.ts';
import { iso } from '../shared/time.ts';

/** An entry takes about 300 bytes and DynamoDB's items end at 400 KB; the newest are kept. */
const MOST_ATTEMPTS = 100;
/** Of an error's words; the log has them all. */
const ERROR_CHARACTERS = 300;

/** The error of an attempt whose lease ran out. */
export const SILENT = 'the worker was not heard of until its lease had run out';

/** The list with one more attempt, which begins now; the one before it, if it never ended, lost its worker. */
export function withAttemptBegun(job: JobRow, attempt: number, worker: LaunchedInstance, now: Date): JobAttempt[] {
  const { instance_id, instance_type, market } = worker;
  const begun: JobAttempt = { attempt, instance_id, instance_type, market, started_at: iso(now) };
  return [...withAttemptEnded(job, 'lost', now, SILENT), begun].slice(-MOST_ATTEMPTS);
}

/**
 * The list with the last attempt ended now; unchanged if it ended before.
 *
 * @param share of the worker's time, as far as it is known, 0 to 1
 */
export function withAttemptEnded(
  job: JobRow,
  outcome: AttemptOutcome,
  now: Date,
  error?: string,
  share = 1,
): JobAttempt[] {
  const last = job.attempts.at(-1);
  if (!last || last.ended_at !== undefined) return job.attempts;
  const words = error === undefined ? {} : { error: error.slice(0, ERROR_CHARACTERS) };
  const part = share < 1 ? { share: Math.round(share * 1000) / 1000 } : {};
  return [...job.attempts.slice(0, -1), { ...last, ended_at: iso(now), outcome, ...words, ...part }];
}
