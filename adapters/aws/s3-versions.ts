import {
  type _Error,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectVersion, ObjectVersions } from '../../core/shared/ports.ts';

/** DeleteObjects takes 1,000 versions. */
const BATCH = 1000;

/** The versions port on one S3 bucket. Apart from `s3-objects`, as only an operator deletes anything. */
export function s3Versions(client: S3Client, bucket: string): ObjectVersions {
  return {
    async listVersions(prefix) {
      const found: ObjectVersion[] = [];
      let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
      while (from) {
        const page: ListObjectVersionsCommandOutput = await client.send(
          new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...from }),
        );
        found.push(...versionsIn(page));
        from = page.IsTruncated
          ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
          : undefined;
      }
      return found;
    },

    async deleteVersions(versions) {
      for (let from = 0; from < versions.length; from += BATCH) {
        const batch = versions.slice(from, from + BATCH);
        const Objects = batch.map(({ key, version_id }) => ({ Key: key, VersionId: version_id }));
        const { Errors = [] } = await client.send(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
        );
        // S3 answers 200 all the same.
        if (Errors[0]) throw refusal(Errors.length, Errors[0]);
      }
    },
  };
}

function versionsIn({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput): ObjectVersion[] {
  return [
    ...Versions.map(({ Key = '', VersionId = '', Size = 0 }) => ({
      key: Key,
      version_id: VersionId,
      kind: 'version' as const,
      size_bytes: Size,
    })),
    ...DeleteMarkers.map(({ Key = '', VersionId = '' }) => ({
      key: Key,
      version_id: VersionId,
      kind: 'delete-marker' as const,
      size_bytes: 0,
    })),
  ];
}

function refusal(count: number, { Key, VersionId, Code, Message }: _Error): Error {
  return new Error(`S3 did not delete ${count} version(s), such as ${VersionId} of ${Key}: ${Code}, ${Message}`);
}
