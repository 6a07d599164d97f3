import { JobFailure } from '../../../core/shared/errors.ts';
import type { S3Place } from '../../../core/shared/further-buckets.ts';
import { s3Uri } from '../../../core/shared/object-keys.ts';
import type { BucketFiles } from '../../../core/shared/object-ports.ts';
import type { WebFetch } from '../../../core/shared/ports.ts';

export type BucketFile = { size_bytes?: number; version?: string; error?: Error };

/** Buckets in which every address is an object, or what the test wrote down for it. */
export class MemoryBucketFiles implements BucketFiles {
  readonly files = new Map<string, BucketFile>();
  readonly fetched: string[] = [];

  async fetch({ bucket, key }: S3Place, _path: string, { max_bytes, admit }: WebFetch) {
    const uri = s3Uri(bucket, key);
    this.fetched.push(uri);
    const { size_bytes = 1000, version = '"a"', error } = this.files.get(uri) ?? {};
    if (error) throw error;
    if (size_bytes > max_bytes) throw new JobFailure('file_too_large', 'it is too large');
    await admit(size_bytes);
    return { size_bytes, version };
  }
}
