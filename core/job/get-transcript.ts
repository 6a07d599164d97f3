/** The transcript alone, in one format: the text itself, or where it is when it is too long for an answer. */
import type { LongTranscript } from '../contracts/answers.ts';
import type { SourcedJob } from '../contracts/job-row.ts';
import type { ResultFormat } from '../contracts/options.ts';
import { RequestProblem } from '../shared/errors.ts';
import { resultKey } from '../shared/object-keys.ts';
import type { Objects } from '../shared/object-ports.ts';
import { FORMATS } from '../transcript/formats.ts';
import type { GetJob } from './get.ts';
import { ownCompletedJob } from './own-job.ts';
import { INLINE_BYTES, linkTo } from './shown-results.ts';
import { storedDocument } from './stored-result.ts';

export type TranscriptText = { text: string; content_type: string };

/**
 * @throws RequestProblem 404 for a job that is not there, belongs to another tenant or whose results have expired; 409
 *   while there is no transcript
 */
export async function getTranscript(
  { table, objects }: GetJob,
  wanted: { job_id: string; tenant: string; format: ResultFormat },
): Promise<TranscriptText | LongTranscript> {
  const { format } = wanted;
  const job = await ownCompletedJob(table, wanted.job_id, wanted.tenant);
  const stored = await objects.head(resultKey(job, format));
  if (stored && stored.size_bytes > INLINE_BYTES) return longTranscript(objects, job, format);
  const text = stored ? await objects.getText(resultKey(job, format)) : await made(objects, job, format);
  if (text === undefined) throw expired();
  // Only what is stored can be linked to.
  if (new TextEncoder().encode(text).length > INLINE_BYTES) return longTranscript(objects, job, 'json');
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

function expired(): RequestProblem {
  const detail = 'the results of this job are no longer kept; upload the file again';
  return new RequestProblem({ status: 404, code: 'results_expired', detail });
}
