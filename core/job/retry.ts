/** Another try at a file whose job failed or was cancelled: a job of its own, as every end is final and was told of. */
import { hasSource, type JobRow, type SourcedJob } from '../contracts/job-row.ts';
import type { KeyRow } from '../contracts/key-row.ts';
import type { ModelSettings } from '../contracts/settings.ts';
import { clientMetadata, keptMetadata } from '../shared/client-metadata.ts';
import { RequestProblem } from '../shared/errors.ts';
import { parseRequest } from '../shared/request.ts';
import { optionsFor } from '../transcript/options.ts';
import { requirePossible } from '../transcript/possible.ts';
import type { ServedModels } from '../transcript/served-models.ts';
import { furtherJob, furtherJobId } from './further-job.ts';
import { refuseOverLimit } from './limits.ts';
import { submitted } from './new-job.ts';
import { ownJob } from './own-job.ts';
import { type StartAtOnce, startAtOnce } from './start-at-once.ts';

export type RetryJob = StartAtOnce & { models: ServedModels<ModelSettings>; hash: (text: string) => string };

/** What every further job of the file would fail for, whatever its options. */
const FOR_GOOD = ['empty_file', 'file_too_large'];

type Asking = { job_id: string; tenant: string; key?: Pick<KeyRow, 'job_id' | 'limits'> };

/**
 * The same job retried with the same options is one and the same further job, however often it is asked for.
 *
 * @param body options that take the place of the job's own, not yet checked
 * @returns the id of the further job
 * @param asking whose job it is, and the row of the key that asks, whose limits hold from then on
 * @throws RequestProblem 400 or 422 naming each bad option; 404 as `ownJob`; 409 for a job that no retry is for, saying why; 429 when a
 *   limit is reached
 */
export async function retryOwnJob(deps: RetryJob, { job_id, tenant, key }: Asking, body: unknown): Promise<string> {
  const own = await ownJob(deps.table, job_id, tenant);
  const options = parseRequest(optionsFor(deps.models, body, own.options), body);
  const job = retriable(own);
  requirePossible(deps.models, { ...job.options, ...options });
  await refuseOverLimit(deps, tenant, key?.limits);
  const retriedAs = deps.hash(JSON.stringify([job_id, Object.entries(options).sort()]));
  const asked = { ...job, ...(key && { key: key.job_id }), options: { ...job.options, ...options } };
  const row = againJob(asked, furtherJobId(deps, job, retriedAs), retriedAs, deps.clock.now());
  const existing = (await deps.table.write({ kind: 'put', row }, submitted(row)))
    ? row
    : await deps.table.get(row.job_id);
  if (existing?.kind !== 'job') throw conflict('retry_removed', 'this retry was made before, and removed');
  if (existing.status === 'launching' && existing.queued_at === undefined) await startAtOnce(deps, existing);
  return row.job_id;
}

function retriable(job: JobRow): SourcedJob {
  const { status, error } = job;
  if (status !== 'failed' && status !== 'cancelled')
    throw conflict('not_retriable', `the job is ${status}; a retry is for one that failed or was cancelled`);
  if (!hasSource(job))
    throw conflict('not_retriable', 'the job was cancelled before its file came; register another callback');
  if (error && FOR_GOOD.includes(error.code))
    throw conflict('not_retriable', `another try would end like this one: ${error.message}`);
  return job;
}

function againJob(job: SourcedJob, job_id: string, retriedAs: string, now: Date): JobRow {
  const { tenant, key, callback_id, callback_url, callback_secret, recording_id, options } = job;
  const carried = { tenant, key, callback_id, callback_url, callback_secret, recording_id };
  const asked = { job_id, ...carried, ...keptMetadata(clientMetadata(job).client_metadata), options, warnings: [] };
  return { ...furtherJob(asked, job, retriedAs, now), retry_of: job.job_id };
}

function conflict(code: string, detail: string): RequestProblem {
  return new RequestProblem({ status: 409, code, detail });
}
