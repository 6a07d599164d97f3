import { type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { JobFailure, ObjectMissingError, ObjectUnreadableError } from '../../core/shared/errors.ts';
import type { S3Place } from '../../core/shared/further-buckets.ts';
import type { BucketFiles } from '../../core/shared/object-ports.ts';
import { s3Objects } from './s3-objects.ts';
import { headReadable } from './s3-readable.ts';

/** How S3 sends a caller to another region. */
const ELSEWHERE = [
  'PermanentRedirect',
  'TemporaryRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
];

/** The port of files in buckets that are not the service's own. What is replaced while it is read counts as gone. */
export function bucketFiles(client: S3Client): BucketFiles {
  return {
    async fetch({ bucket, key }, path, { max_bytes, admit, signal }) {
      const { size_bytes, etag } = await look(client, { bucket, key });
      if (size_bytes > max_bytes) {
        const message = `the file has ${size_bytes} bytes, more than the ${max_bytes} accepted; split or compress it`;
        throw new JobFailure('file_too_large', message);
      }
      await admit(size_bytes);
      if (size_bytes > 0) await s3Objects(client, bucket).download({ key, etag }, path, signal);
      return { size_bytes, version: etag };
    },
  };
}

async function look(client: S3Client, { bucket, key }: S3Place): Promise<{ size_bytes: number; etag: string }> {
  try {
    const { ContentLength = 0, ETag = '' } = await headReadable(client, { Bucket: bucket, Key: key });
    return { size_bytes: ContentLength, etag: ETag };
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 404) throw new ObjectMissingError(`no object ${key} in ${bucket}`, { cause: error });
    if (status === 301 || ELSEWHERE.includes((error as Error).name))
      throw new ObjectUnreadableError('other_region', { cause: error });
    throw error;
  }
}
