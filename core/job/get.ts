import type { Job } from '../contracts/job-answers.ts';
import type { JobRow, LaunchAttempt } from '../contracts/job-row.ts';
import { deliveryKey, FLEET_KEY } from '../contracts/rows.ts';
import type { Delivery } from '../contracts/webhook-answers.ts';
import { clientFields } from '../shared/client-metadata.ts';
import type { Objects } from '../shared/object-ports.ts';
import type { Clock } from '../shared/ports.ts';
import { shownFile } from '../shared/source.ts';
import type { Table } from '../shared/table.ts';
import { isOutcome, webhookId } from '../webhook/webhook-ids.ts';
import { outlookOf } from './outlook.ts';
import { ownCompletedJob, ownJob } from './own-job.ts';
import { shownDelivery } from './shown-delivery.ts';
import { shownHistory } from './shown-history.ts';
import { linkTo, shownResults } from './shown-results.ts';

export type GetJob = { table: Table; objects: Pick<Objects, 'head' | 'getText' | 'presign'>; clock: Clock };

/**
 * What a client may see of its job.
 *
 * @throws RequestProblem 404 for a job that is not there or belongs to another tenant, without telling which
 */
export async function getJob(deps: GetJob, jobId: string, tenant: string): Promise<Job> {
  const job = await ownJob(deps.table, jobId, tenant);
  return {
    job_id: job.job_id,
    status: job.status,
    callback_id: job.callback_id ?? null,
    file: shownFile(job),
    created_at: job.created_at,
    updated_at: job.updated_at,
    progress: job.progress ?? null,
    error: job.error ?? null,
    results: job.results ?? null,
    ...(await shownResults(deps.objects, job)),
    ...(job.latest_version === undefined ? {} : { latest_version: job.latest_version }),
    warnings: job.warnings,
    ...shownHistory(job),
    webhook: await webhookOf(deps.table, job),
    ...(job.held && job.status === 'launching' && { held: job.held }),
    ...(await outlookOf(deps, job)),
    ...(await capacityOf(deps.table, job)),
    ...(job.retry_of === undefined ? {} : { retry_of: job.retry_of }),
    ...clientFields(job),
  };
}

/**
 * A link to the finished transcript (JSON), good for 15 minutes. For clients of the time before `links`: whoever follows
 * the redirect by itself sends the headers of its request, and so the API key, to the other host.
 *
 * @throws RequestProblem 404 as `getJob`; 409 while there is no transcript, with the job's status
 */
export async function getTranscriptLink(deps: GetJob, jobId: string, tenant: string): Promise<string> {
  return linkTo(deps.objects, await ownCompletedJob(deps.table, jobId, tenant), 'json');
}

/** What was tried to get a worker: the row says it of those that waited longest, the fleet of all others. */
async function capacityOf(table: Table, job: JobRow): Promise<{ capacity?: LaunchAttempt[] }> {
  if (job.capacity) return { capacity: job.capacity };
  if (job.status !== 'launching') return {};
  const fleet = await table.get(FLEET_KEY);
  const refused = fleet?.kind === 'fleet' ? (fleet.refused ?? []) : [];
  const waitsSince = job.attempts.at(-1)?.ended_at ?? job.uploaded_at ?? job.created_at;
  const capacity = refused.filter(({ at }) => at >= waitsSince);
  return capacity.length > 0 ? { capacity } : {};
}

/** Every attempt to deliver the job's outcome; null without a callback, and until there is an outcome. */
async function webhookOf(table: Table, job: JobRow): Promise<Delivery | null> {
  if (job.callback_id === undefined || !isOutcome(job.status)) return null;
  const delivery = await table.get(deliveryKey(webhookId(job, job.status)));
  return delivery?.kind === 'delivery' ? shownDelivery(delivery) : null;
}
