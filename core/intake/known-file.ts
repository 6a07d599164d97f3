/** A file that a client names, of which there is a job: by that it is known whose the file is, and which version of it. */
import { hasSource, type JobRow, type SourcedJob } from '../contracts/job-row.ts';
import type { FurtherBucket } from '../contracts/settings.ts';
import { scopesOf } from '../job/admit-key.ts';
import { ownJob } from '../job/own-job.ts';
import { RequestProblem } from '../shared/errors.ts';
import { bucketsOf, mayRead, placeOfObject, type S3Place } from '../shared/further-buckets.ts';
import { s3Uri, UPLOAD_PREFIX } from '../shared/object-keys.ts';
import { badRequest } from '../shared/request.ts';
import type { FileIndex, Table } from '../shared/table.ts';
import type { Caller } from './register-callback.ts';

/** S3 has no longer ones, and DynamoDB refuses to look for one of more than 2,048. */
const MOST_KEY_BYTES = 1024;

export type KnownFiles = { table: Table & FileIndex; bucket: string; furtherBuckets: readonly FurtherBucket[] };

/**
 * The latest job of the newest version of a file.
 *
 * @throws RequestProblem 400 for what lies elsewhere; 404 where no job of the caller's has the file, without telling why
 */
export async function fileAt(deps: KnownFiles, s3_uri: string, caller: Caller): Promise<SourcedJob> {
  const prefix = s3Uri(deps.bucket, UPLOAD_PREFIX);
  if (!s3_uri.startsWith(prefix)) throw elsewhere(deps, prefix, caller);
  const key = s3_uri.slice(s3Uri(deps.bucket, '').length);
  if (new TextEncoder().encode(key).length > MOST_KEY_BYTES) throw notFound();
  const ids = await deps.table.jobsOf(key);
  const rows = await deps.table.getMany(ids);
  const jobs = rows.filter((row) => row.kind === 'job').filter((job) => mayHear(job, caller));
  const [latest] = jobs.sort((one, other) => ((one.uploaded_at ?? '') < (other.uploaded_at ?? '') ? 1 : -1));
  if (!latest || !hasSource(latest)) throw notFound();
  return holdsBytes(latest);
}

/**
 * Undefined for what lies in the service's own bucket.
 *
 * @throws RequestProblem 400 for an object of another bucket that the caller may not name
 */
export function objectElsewhere(deps: KnownFiles, s3_uri: string, caller: Caller): S3Place | undefined {
  const place = placeOfObject(s3_uri);
  if (place?.bucket === deps.bucket) return undefined;
  if (!place || !mayRead(deps.furtherBuckets, caller.tenant, place))
    throw elsewhere(deps, s3Uri(deps.bucket, UPLOAD_PREFIX), caller);
  const problem = keyProblem(place.key);
  if (problem) throw badRequest([{ pointer: '/s3_uri', message: problem }]);
  return place;
}

/** What is between HTTP's ends may take the dots for a way up, and out of what the tenant has. */
function keyProblem(key: string): string | undefined {
  if (new TextEncoder().encode(key).length > MOST_KEY_BYTES)
    return 'expected a key of at most 1,024 bytes, as those of S3';
  if (/\p{Surrogate}/u.test(key)) return 'expected whole characters; it has half of one';
  if (key.endsWith('/')) return 'expected an object; it ends with a slash, as a folder';
  const hasDots = key.split('/').some((segment) => segment === '.' || segment === '..');
  return hasDots ? 'expected a key without the segments . and ..' : undefined;
}

function elsewhere({ furtherBuckets }: KnownFiles, uploads: string, { tenant }: Caller): RequestProblem {
  const others = bucketsOf(furtherBuckets, tenant).map(({ name, prefix }) => s3Uri(name, prefix));
  return badRequest([{ pointer: '/s3_uri', message: `expected a file below ${[uploads, ...others].join(' or ')}` }]);
}

/** @throws RequestProblem 404 as `ownJob`; 409 while the file has not come, or when it never will */
export async function uploadOf(deps: KnownFiles, upload_id: string, { tenant }: Caller): Promise<SourcedJob> {
  const job = await ownJob(deps.table, upload_id, tenant);
  if (hasSource(job)) return holdsBytes(job);
  if (job.status !== 'registered') throw conflict('upload_over', 'the upload was given up; begin another one');
  throw conflict('upload_not_there', NOT_YET, { 'retry-after': '2' });
}

const NOT_YET = 'the file of the upload has not come; send it, and ask again: it is known a moment after it was sent';

/** What is nobody's, an operator finds anyway. */
function mayHear({ tenant, purged_at }: JobRow, caller: Caller): boolean {
  if (purged_at !== undefined) return false;
  const isOperator = caller.key !== undefined && scopesOf(caller.key).includes('operator');
  return tenant === undefined ? isOperator : tenant === caller.tenant;
}

function holdsBytes(job: SourcedJob): SourcedJob {
  if (job.s3_key !== undefined && job.size_bytes === 0) throw conflict('empty_file', 'the file has 0 bytes');
  return job;
}

function notFound(): RequestProblem {
  const detail = 'no job of yours has this file; one that was just sent is known a moment later';
  return new RequestProblem({ status: 404, code: 'not_found', detail });
}

function conflict(code: string, detail: string, headers?: Record<string, string>): RequestProblem {
  return new RequestProblem({ status: 409, code, detail, ...(headers && { headers }) });
}
