/** Files of buckets beside the service's own: how they are named, and which of them a tenant may have transcribed. */
import type { FurtherBucket } from '../contracts/settings.ts';
import { s3Uri } from './object-keys.ts';

export type S3Place = { bucket: string; key: string };

const SCHEME = 's3://';

/** Undefined for what is no address of an object. */
export function placeOfObject(uri: string): S3Place | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

export const isS3Uri = (uri: string): boolean => uri.startsWith(SCHEME);

/** As a URL is written, whatever is in the key; `placeOfObject` does not read it back. */
export function shownUri({ bucket, key }: S3Place): string {
  return s3Uri(bucket, key.split('/').map(encodeURIComponent).join('/'));
}

/** @param tenant a job without one may have what all may */
export function mayRead(
  buckets: readonly FurtherBucket[],
  tenant: string | undefined,
  { bucket, key }: S3Place,
): boolean {
  return bucketsOf(buckets, tenant).some(({ name, prefix }) => name === bucket && key.startsWith(prefix));
}

export function bucketsOf(buckets: readonly FurtherBucket[], tenant: string | undefined): FurtherBucket[] {
  return buckets.filter(({ tenants }) => tenants === 'all' || (tenant !== undefined && tenants.includes(tenant)));
}
