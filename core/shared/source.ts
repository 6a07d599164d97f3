/** What a job transcribes, as its results are called by it and its client sees it. */
import type { File } from '../contracts/document.ts';
import { hasSource, type JobRow } from '../contracts/job-row.ts';

type Named = Pick<JobRow, 's3_key' | 'web_source'>;

/** The last part of its key or path that is not empty, as the client named it. */
export function sourceName({ s3_key, web_source }: Named): string {
  if (s3_key !== undefined || !web_source) return lastPart(s3_key ?? '');
  const { pathname, hostname } = new URL(web_source.url);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names of S3 have none
  return lastPart(decoded(pathname)).replaceAll(/[\u0000-\u001f\u007f]/g, '_') || hostname;
}

/** Of a URL without what may be secret in it. Null while there is no file. */
export function shownFile(job: JobRow): File | null {
  if (!hasSource(job)) return null;
  const { s3_key, web_source } = job;
  return {
    name: sourceName(job),
    ...(s3_key !== undefined && { s3_key }),
    ...(web_source !== undefined && { url: web_source.url }),
  };
}

export function lastPart(path: string): string {
  return path.split('/').findLast((segment) => segment !== '') ?? '';
}

/** What is no UTF-8 when it is decoded stays as it stands. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
