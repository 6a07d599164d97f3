import type { JobRow } from '../../core/contracts/job-row.ts';

/**
 * The AWS CLI's command that copies a job's upload onto itself: a new version, so a new job, with the same metadata. S3
 * refuses such a copy unless something is said anew; the storage class is.
 */
export function copyCommand({ bucket = '', s3_key = '', s3_version_id }: JobRow): string {
  const source = `${bucket}/${s3_key.split('/').map(encodeURIComponent).join('/')}`;
  const version = s3_version_id ? `?versionId=${encodeURIComponent(s3_version_id)}` : '';
  const words = [
    '--bucket',
    bucket,
    '--key',
    s3_key,
    '--copy-source',
    `${source}${version}`,
    '--storage-class',
    'STANDARD',
  ];
  return ['aws s3api copy-object', ...words.map(quoted)].join(' ');
}

/** As one word of a shell. */
function quoted(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
