import {
  type _Error,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { decodeEventKey } from '../../core/shared/object-keys.ts';
import type { ObjectVersion, ObjectVersions } from '../../core/shared/object-ports.ts';

/** DeleteObjects takes 1,000 versions. */
const BATCH = 1000;
/** Keys travel to DeleteObjects in XML, which cannot hold these characters, or changes them on the way. */
const UNFIT_FOR_XML = /[^\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

type Version = Pick<ObjectVersion, 'key' | 'version_id'>;

/** The versions port on one S3 bucket. Apart from `s3-objects`, as only an operator deletes anything. */
export function s3Versions(client: S3Client, bucket: string): ObjectVersions {
  async function deleteBatch(batch: readonly Version[]): Promise<void> {
    const Objects = batch.map(({ key, version_id }) => ({ Key: key, VersionId: version_id }));
    const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await client.send(command);
    // S3 answers 200 all the same.
    if (Errors[0]) throw refusal(Errors.length, Errors[0]);
  }

  return {
    async listVersions(prefix) {
      const found: ObjectVersion[] = [];
      let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
      while (from) {
        const query = { Bucket: bucket, Prefix: prefix, EncodingType: 'url', ...from } as const;
        const page: ListObjectVersionsCommandOutput = await client.send(new ListObjectVersionsCommand(query));
        const decoded = (key = '') => (page.EncodingType === 'url' ? decodeEventKey(key) : key);
        found.push(...versionsIn(page, decoded));
        from = page.IsTruncated
          ? { KeyMarker: decoded(page.NextKeyMarker), VersionIdMarker: page.NextVersionIdMarker }
          : undefined;
      }
      return found;
    },

    async deleteVersions(versions) {
      const fit = versions.filter(({ key }) => !UNFIT_FOR_XML.test(key));
      for (let from = 0; from < fit.length; from += BATCH) await deleteBatch(fit.slice(from, from + BATCH));
      for (const { key, version_id } of versions.filter(({ key }) => UNFIT_FOR_XML.test(key))) {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: version_id }));
      }
    },
  };
}

function versionsIn(
  { Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput,
  decoded: (key?: string) => string,
): ObjectVersion[] {
  return [
    ...Versions.map(({ Key, VersionId = '', Size = 0 }) => ({
      key: decoded(Key),
      version_id: VersionId,
      kind: 'version' as const,
      size_bytes: Size,
    })),
    ...DeleteMarkers.map(({ Key, VersionId = '' }) => ({
      key: decoded(Key),
      version_id: VersionId,
      kind: 'delete-marker' as const,
      size_bytes: 0,
    })),
  ];
}

function refusal(count: number, { Key, VersionId, Code, Message }: _Error): Error {
  return new Error(`S3 did not delete ${count} version(s), such as ${VersionId} of ${Key}: ${Code}, ${Message}`);
}
