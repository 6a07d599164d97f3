/** The rules of a job that is held. It is in a class of its own: nothing counts it as waiting for a worker, or for too long. */
import type { JobRow } from '../contracts/job-row.ts';
import type { Update } from '../shared/table.ts';
import { iso, plusSeconds } from '../shared/time.ts';
import { changeJob, status, unsent } from './job-writes.ts';
import type { Over } from './limits.ts';

/** Limits may be raised at any time. */
const CHECK_SECONDS = 900;
/** Where another job's end is waited for: the next run of `reconcile`. */
const SLOT_CHECK_SECONDS = 45;

/** Stays launching; refused once a message was sent. */
export function hold(job: JobRow, { limit, message, until }: Over, now: Date): Update<JobRow> {
  const ends = until && iso(until);
  const checked = plusSeconds(now, ends ? CHECK_SECONDS : SLOT_CHECK_SECONDS);
  const due_at = ends && ends < checked ? ends : checked;
  return changeJob(job.job_id, now, {
    when: [status('launching'), { attribute: 'queued_at', is: 'absent' }],
    set: { held: { limit, message, ...(ends && { until: ends }) }, due_class: 'held', due_at },
  });
}

/** Waits for a worker from now on. */
export function letGo(job: JobRow, now: Date): Update<JobRow> {
  return changeJob(job.job_id, now, {
    when: [status('launching'), { attribute: 'due_class', is: 'one_of', values: ['held'] }],
    set: { released_at: iso(now), ...unsent(now) },
    remove: ['held'],
  });
}
