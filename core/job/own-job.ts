import type { JobRow, SourcedJob } from '../contracts/job-row.ts';
import { hasSource } from '../contracts/job-row.ts';
import { RequestProblem } from '../shared/errors.ts';
import type { Table } from '../shared/table.ts';

/** @throws RequestProblem 404 for a job that is not there or belongs to another tenant, without telling which */
export async function ownJob(table: Pick<Table, 'get'>, jobId: string, tenant: string): Promise<JobRow> {
  const row = await table.get(jobId);
  if (row?.kind === 'job' && row.tenant === tenant && row.purged_at === undefined) return row;
  throw new RequestProblem({ status: 404, code: 'not_found', detail: 'no job of yours has this id' });
}

/** @throws RequestProblem 404 as `ownJob`; 409 while there is no transcript, with the job's status */
export async function ownCompletedJob(table: Pick<Table, 'get'>, jobId: string, tenant: string): Promise<SourcedJob> {
  const job = await ownJob(table, jobId, tenant);
  if (job.status === 'completed' && hasSource(job)) return job;
  const detail = `the job is ${job.status}; a transcript exists once it is completed`;
  throw new RequestProblem({ status: 409, code: 'no_transcript', detail });
}
