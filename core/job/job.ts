/**
 * The life of a job. Every change of its row is a rule, a conditional write that only a legal predecessor state
 * can pass:
 *
 *     registered ─▶ launching ─▶ processing ─▶ completed
 *          │            ▲  │         │  │
 *          │            └──│─────────┘  │  handed back, or its lease ran out
 *          └──────────▶ failed ◀────────┘
 *
 * Its client, or an operator, may also end any job that is not over: cancelled.
 *
 * `attempt` counts the claims and fences all writes of a worker: one that lost its lease can no longer change the row. The
 * ways back from a worker are in `job-release.ts`.
 */

import type { JobError, JobRow, LaunchAttempt, Warning } from '../contracts/job-row.ts';
import type { LaunchedInstance } from '../shared/ports.ts';
import type { Update } from '../shared/table.ts';
import { iso, plusSeconds } from '../shared/time.ts';
import { withAttemptBegun, withAttemptEnded } from './attempts.ts';
import {
  attemptIs,
  changeJob,
  held,
  leaseAttributes,
  leaseOver,
  servedBy,
  status,
  WAITING_CHECK_SECONDS,
} from './job-writes.ts';

/** How often a worker renews its lease; four missed beats lose the job. */
export const HEARTBEAT_SECONDS = 30;

type Sent = { sequence?: number | undefined; model?: string | undefined };

/**
 * Says that a message for the waiting job was sent, and when to doubt it.
 *
 * @param sent.sequence the message's number if it was sent again: whoever receives an older one deletes it
 * @param sent.model whose queue has it
 */
export function markQueued(job: JobRow, now: Date, { sequence, model }: Sent = {}): Update<JobRow> {
  return changeJob(job.job_id, now, {
    when: [status('launching')],
    set: { queued_at: iso(now), due_at: plusSeconds(now, WAITING_CHECK_SECONDS), sequence, ...servedBy(model) },
  });
}

/** launching → processing, or taking over a job whose lease ran out. Starts the next attempt. */
export function claim(job: JobRow, worker: LaunchedInstance & { model?: string }, now: Date): Update<JobRow> {
  const takeOver = job.status === 'processing';
  return changeJob(job.job_id, now, {
    when: [
      status(takeOver ? 'processing' : 'launching'),
      attemptIs(job.attempt),
      ...(takeOver ? [leaseOver(now)] : []),
    ],
    set: {
      status: 'processing',
      attempt: job.attempt + 1,
      crashes: job.crashes + (takeOver ? 1 : 0),
      attempts: withAttemptBegun(job, job.attempt + 1, worker, now),
      instance_id: worker.instance_id,
      started_at: iso(now),
      ...servedBy(worker.model),
      ...leaseAttributes(now),
    },
    remove: ['progress'],
  });
}

/**
 * Its message went to workers of a model that it does not ask for, as the stage was deployed with others meanwhile: `reconcile` sends
 * it anew at once.
 */
export function misrouted(job: JobRow, now: Date): Update<JobRow> {
  return changeJob(job.job_id, now, {
    when: [status('launching'), attemptIs(job.attempt)],
    set: { due_at: iso(now) },
    remove: ['queued_at'],
  });
}

export function renewLease(job: JobRow, now: Date): Update<JobRow> {
  return changeJob(job.job_id, now, { when: held(job), set: leaseAttributes(now) });
}

export function recordProgress(job: JobRow, progress: NonNullable<JobRow['progress']>, now: Date): Update<JobRow> {
  return changeJob(job.job_id, now, { when: held(job), set: { progress } });
}

export type Completion = {
  results: NonNullable<JobRow['results']>;
  duration_seconds: number;
  warnings: Warning[];
  language?: string | undefined;
  usd?: number | undefined;
};

/** processing → completed, by the attempt that holds the job. */
export function complete(job: JobRow, done: Completion, now: Date): Update<JobRow> {
  const progress = { seconds_done: done.duration_seconds, duration_seconds: done.duration_seconds };
  return changeJob(job.job_id, now, {
    when: held(job),
    set: {
      status: 'completed',
      finished_at: iso(now),
      results: done.results,
      language: done.language,
      warnings: done.warnings,
      progress,
      usd: done.usd,
      attempts: withAttemptEnded(job, 'completed', now),
    },
    remove: ['due_class', 'due_at', 'lease_until'],
  });
}

/** Any living state → failed: by the attempt that holds the job, or by nobody's when it never started. */
export function fail(job: JobRow, error: JobError, now: Date): Update<JobRow> {
  return changeJob(job.job_id, now, {
    when: [status('registered', 'launching', 'processing'), status(job.status), attemptIs(job.attempt)],
    set: {
      status: 'failed',
      finished_at: iso(now),
      error,
      error_message: `${error.code}: ${error.message}`,
      // Whoever fails a job that it does not hold does so because its worker is gone.
      attempts: withAttemptEnded(job, job.status === 'processing' ? 'failed' : 'lost', now, error.message),
    },
    remove: ['due_class', 'due_at', 'lease_until'],
  });
}

/**
 * Any living state → cancelled, by its client or an operator. A worker that holds the job finds it so and drops it;
 * `lease_until` stays, as until then that worker may still write.
 */
export function cancel(job: JobRow, error: JobError, now: Date): Update<JobRow> {
  return changeJob(job.job_id, now, {
    when: [status('registered', 'launching', 'processing'), status(job.status), attemptIs(job.attempt)],
    set: {
      status: 'cancelled',
      finished_at: iso(now),
      error,
      error_message: `${error.code}: ${error.message}`,
      attempts: withAttemptEnded(job, 'cancelled', now),
    },
    remove: ['due_class', 'due_at'],
  });
}

/** Says that the data of a job that is over is being removed: from then on no client sees the job. */
export function startPurge(job: JobRow, now: Date): Update<JobRow> {
  return changeJob(job.job_id, now, {
    when: [status('completed', 'failed', 'cancelled')],
    set: { purged_at: iso(now) },
  });
}

/** What the row keeps of attempts to get a worker; more is in the log. */
const ATTEMPTS_KEPT = 10;

/** Says on a waiting job what was tried to get a worker for it. */
export function recordLaunchAttempts(job: JobRow, attempts: readonly LaunchAttempt[], now: Date): Update<JobRow> {
  const capacity = [...(job.capacity ?? []), ...attempts].slice(-ATTEMPTS_KEPT);
  return changeJob(job.job_id, now, { when: [status('launching'), attemptIs(job.attempt)], set: { capacity } });
}
