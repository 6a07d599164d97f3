/** The transcript alone, in one format: the text itself, or where it is when it is too long for an answer. */

import type { VersionName } from '../contracts/job-requests.ts';
import type { SourcedJob } from '../contracts/job-row.ts';
import type { ResultFormat } from '../contracts/options.ts';
import type { LongTranscript } from '../contracts/transcript-answers.ts';
import type { VersionRow } from '../contracts/version-row.ts';
import { RequestProblem } from '../shared/errors.ts';
import { resultKey } from '../shared/object-keys.ts';
import type { Objects } from '../shared/object-ports.ts';
import { FORMATS } from '../transcript/formats.ts';
import type { GetJob } from './get.ts';
import { ownCompletedJob } from './own-job.ts';
import { INLINE_BYTES, linkTo, linkToVersion } from './shown-results.ts';
import { resultsExpired, storedDocument } from './stored-result.ts';
import { editedDocument, versionRow } from './stored-version.ts';

export type TranscriptText = { text: string; content_type: string };

type Wanted = { job_id: string; tenant: string; format: ResultFormat; version?: VersionName | undefined };

/**
 * @param wanted.version the original where none is named
 * @throws RequestProblem 404 for a job or a version that is not there, belongs to another tenant or whose results have expired; 409
 *   while there is no transcript
 */
export async function getTranscript(
  { table, objects }: GetJob,
  { job_id, tenant, format, version = '0' }: Wanted,
): Promise<TranscriptText | LongTranscript> {
  const job = await ownCompletedJob(table, job_id, tenant);
  const number = version === 'latest' ? (job.latest_version ?? 0) : Number(version);
  if (number === 0) return original(objects, job, format);
  const row = number <= (job.latest_version ?? 0) ? await versionRow(table, job_id, number) : undefined;
  if (!row) throw noSuchVersion(number, job.latest_version);
  return edited(objects, job, row, format);
}

async function original(
  objects: GetJob['objects'],
  job: SourcedJob,
  format: ResultFormat,
): Promise<TranscriptText | LongTranscript> {
  const stored = await objects.head(resultKey(job, format));
  if (stored && stored.size_bytes > INLINE_BYTES) return longTranscript(objects, job, format);
  const text = stored ? await objects.getText(resultKey(job, format)) : await made(objects, job, format);
  if (text === undefined) throw resultsExpired();
  // Only what is stored can be linked to.
  if (isLong(text)) return longTranscript(objects, job, 'json');
  return { text, content_type: FORMATS[format].content_type };
}

/** A format that the job did not ask for. */
async function made(objects: GetJob['objects'], job: SourcedJob, format: ResultFormat): Promise<string | undefined> {
  const document = format === 'json' ? undefined : await storedDocument(objects, job);
  return document && FORMATS[format].render(document, job.options);
}

async function longTranscript(
  objects: Pick<Objects, 'presign'>,
  job: SourcedJob,
  format: ResultFormat,
): Promise<LongTranscript> {
  const url = await linkTo(objects, job, format);
  return { job_id: job.job_id, format, transcript: { truncated: true, url } };
}

/** Stored as JSON alone, and read whole, as every other format is made of it. */
async function edited(
  objects: GetJob['objects'],
  job: SourcedJob,
  row: VersionRow,
  format: ResultFormat,
): Promise<TranscriptText | LongTranscript> {
  const document = await editedDocument(objects, row);
  if (!document) throw resultsExpired();
  const text = FORMATS[format].render(document, job.options);
  if (!isLong(text)) return { text, content_type: FORMATS[format].content_type };
  const url = await linkToVersion(objects, job, row);
  return { job_id: job.job_id, format: 'json', transcript: { truncated: true, url } };
}

function isLong(text: string): boolean {
  return new TextEncoder().encode(text).length > INLINE_BYTES;
}

function noSuchVersion(version: number, latest = 0): RequestProblem {
  const detail = `the transcript has no version ${version}; the newest is ${latest}`;
  return new RequestProblem({ status: 404, code: 'version_not_found', detail });
}
