/** Every key of the bucket is made and read here and nowhere else. */
import type { JobRow } from '../contracts/job-row.ts';
import type { ResultFormat } from '../contracts/options.ts';
import { lastPart, sourceName } from './source.ts';

export const UPLOAD_PREFIX = 'transcription_upload/';
export const RESULTS_PREFIX = 'results/';
export const DELIVERIES_PREFIX = 'deliveries/';
export const CHECKPOINTS_PREFIX = 'checkpoints/';
export const SCRIPTS_PREFIX = 'scripts/';

/** Contract: the name part of a result key is cut to this many UTF-8 bytes. */
const MAX_NAME_BYTES = 200;

export type UploadAddress = {
  /** The first path segment below the prefix when there is one more below it; may or may not be registered. */
  callback_id: string | undefined;
  /** Last path segment that is not empty, as the client named it. */
  file_name: string;
};

/**
 * Reads an upload's key. Undefined for a key outside the prefix. One that ends in `/` is an upload if it holds bytes.
 *
 * @param key the decoded object key, up to 1,024 bytes
 */
export function parseUploadKey(key: string): UploadAddress | undefined {
  if (!key.startsWith(UPLOAD_PREFIX)) return undefined;
  const segments = key.slice(UPLOAD_PREFIX.length).split('/');
  const first = segments[0] ?? '';
  return { callback_id: segments.length > 1 && first !== '' ? first : undefined, file_name: lastPart(key) };
}

/** S3 writes the key of an event as a form field: `+` is a space, the rest is percent-encoded UTF-8. */
export function decodeEventKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

export function uploadPath(callbackId: string): string {
  return `${UPLOAD_PREFIX}${callbackId}/`;
}

export function resultsPrefix(jobId: string): string {
  return `${RESULTS_PREFIX}${jobId}/`;
}

/**
 * `results/<job_id>/transcription_<YYYYMMDD_HHMMSS>_<name>.<format>`; the time is the job's created_at in UTC, so every
 * attempt at a job writes the same keys.
 */
export function resultKey(
  job: Pick<JobRow, 'job_id' | 'created_at' | 's3_key' | 'web_source'>,
  format: ResultFormat,
): string {
  const time = job.created_at.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_');
  return `${resultsPrefix(job.job_id)}transcription_${time}_${resultName(sourceName(job))}.${format}`;
}

/**
 * The JSON of an edited transcript, below the results of its job, so that it goes where and when they go.
 *
 * @param content a hash of what is in it
 */
export function versionObjectKey(jobId: string, version: number, content: string): string {
  return `${resultsPrefix(jobId)}versions/${version}-${content}.json`;
}

export function errorKey(jobId: string): string {
  return `${resultsPrefix(jobId)}error.json`;
}

export function deliveryBodyKey(webhookId: string): string {
  return `${DELIVERIES_PREFIX}${webhookId}.json`;
}

/** What is heard of a job so far; each takes the place of the one before. */
export function checkpointKey(jobId: string): string {
  return `${CHECKPOINTS_PREFIX}${jobId}/checkpoint.json`;
}

/** The worker's code is named by its content: a new version never takes the place of one that is still starting. */
export function workerCodeKey(sha256: string): string {
  return `${SCRIPTS_PREFIX}${sha256}/worker.mjs`;
}

export function s3Uri(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}

function resultName(file: string): string {
  const dot = file.lastIndexOf('.');
  return cutToBytes(dot > 0 ? file.slice(0, dot) : file, MAX_NAME_BYTES);
}

function cutToBytes(text: string, limit: number): string {
  const encoder = new TextEncoder();
  let cut = '';
  let bytes = 0;
  for (const character of text) {
    bytes += encoder.encode(character).length;
    if (bytes > limit) break;
    cut += character;
  }
  return cut;
}
