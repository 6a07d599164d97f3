/** A further job of what another one transcribes: a retry, or the same file with other options. */
import type { JobRow, SourcedJob, UploadedJob } from '../contracts/job-row.ts';
import { derivedJobId, fetchedJob, type NewJob, type Upload, uploadedJob } from './new-job.ts';

/** @param name what tells it from other further jobs of the same */
export function furtherJob(job: NewJob, of: SourcedJob, name: string, now: Date): JobRow {
  if (of.web_source) return fetchedJob(job, of, now);
  return uploadedJob(job, anotherUpload(of, name), true, now);
}

/** The same for the same name. */
export function furtherJobId(deps: { hash: (text: string) => string }, of: SourcedJob, name: string): string {
  return of.web_source ? deps.hash(JSON.stringify([of.job_id, name])) : derivedJobId(deps, anotherUpload(of, name));
}

/** The same version of the same object, under a name of its own: what an event of it would be taken for is the first job. */
function anotherUpload(job: UploadedJob, name: string): Upload {
  const { bucket, s3_key, s3_version_id, upload_version = '', size_bytes = 0 } = job;
  const version = s3_version_id === undefined ? {} : { s3_version_id };
  return { bucket, s3_key, ...version, upload_version: `${upload_version}~${name}`, size_bytes };
}
