import { ListObjectVersionsCommand, type ObjectVersion, type S3Client } from '@aws-sdk/client-s3';
import { decodeEventKey } from '../../core/shared/object-keys.ts';
import type { StoredVersion, VersionListing } from '../../core/shared/object-ports.ts';

/** ETags of multipart uploads end with the number of parts. */
const MULTIPART_ETAG = /-\d+"?$/;

/** The versions in one S3 bucket. */
export function s3Listing(client: S3Client, bucket: string): VersionListing {
  return {
    async versionPage(prefix, after) {
      const from = after ? { KeyMarker: after.key, VersionIdMarker: after.version_id } : {};
      // A key may hold characters that XML cannot, and one such key would make the page unreadable.
      const query = { Bucket: bucket, Prefix: prefix, EncodingType: 'url', ...from } as const;
      const page = await client.send(new ListObjectVersionsCommand(query));
      const decoded = (key: string) => (page.EncodingType === 'url' ? decodeEventKey(key) : key);
      const versions = (page.Versions ?? []).flatMap((version) => storedVersion(version, decoded));
      const { NextKeyMarker, NextVersionIdMarker } = page;
      if (!page.IsTruncated || NextKeyMarker === undefined || NextVersionIdMarker === undefined) return { versions };
      return { versions, next: { key: decoded(NextKeyMarker), version_id: NextVersionIdMarker } };
    },
  };
}

/** What was put before the bucket was versioned has the version `null`, which no event names. */
function storedVersion(
  { Key, VersionId, Size, LastModified, ETag }: ObjectVersion,
  decoded: (key: string) => string,
): StoredVersion[] {
  if (Key === undefined || VersionId === undefined || VersionId === 'null' || !LastModified) return [];
  const last_modified = LastModified.toISOString();
  const multipart = MULTIPART_ETAG.test(ETag ?? '');
  return [{ key: decoded(Key), version_id: VersionId, size_bytes: Size ?? 0, last_modified, multipart }];
}
