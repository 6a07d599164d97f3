import { DeleteObjectCommand, DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { s3Versions } from '../../../adapters/aws/s3-versions.ts';
import { stubClient } from '../../support/stub-client.ts';

const s3 = stubClient(S3Client);
const objects = s3Versions(new S3Client({}), 'files');

describe('versions of objects', () => {
  it('are listed on every page', async () => {
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({
        Versions: [{ Key: 'a', VersionId: '1', Size: 3 }],
        IsTruncated: true,
        NextKeyMarker: 'a',
        NextVersionIdMarker: '1',
      })
      .resolvesOnce({ DeleteMarkers: [{ Key: 'a', VersionId: '2' }], IsTruncated: false });
    expect(await objects.listVersions('a')).toEqual([
      { key: 'a', version_id: '1', kind: 'version', size_bytes: 3 },
      { key: 'a', version_id: '2', kind: 'delete-marker', size_bytes: 0 },
    ]);
    expect(s3).toHaveReceivedLastCommandWith(ListObjectVersionsCommand, { KeyMarker: 'a', VersionIdMarker: '1' });
  });

  it('that S3 did not delete are an error, though it answers that all went well', async () => {
    s3.on(DeleteObjectsCommand).resolves({
      Errors: [{ Key: 'a', VersionId: '1', Code: 'AccessDenied', Message: 'no' }],
    });
    await expect(objects.deleteVersions([{ key: 'a', version_id: '1' }])).rejects.toThrow(
      'S3 did not delete 1 version(s), such as 1 of a: AccessDenied, no',
    );
  });

  it('of keys that XML cannot hold, or changes, are deleted one by one', async () => {
    s3.on(DeleteObjectsCommand).resolves({}).on(DeleteObjectCommand).resolves({});
    const odd = ['a\u0001', 'a\r', 'a\ufffe', 'a\u0085'];
    await objects.deleteVersions([...odd, 'good å'].map((key) => ({ key, version_id: '1' })));
    expect(s3.commandCalls(DeleteObjectCommand).map((call) => call.args[0].input.Key)).toEqual(odd);
    expect(s3.commandCalls(DeleteObjectsCommand)[0]?.args[0].input.Delete?.Objects).toEqual([
      { Key: 'good å', VersionId: '1' },
    ]);
  });

  it('are asked for with their keys encoded', async () => {
    s3.on(ListObjectVersionsCommand).resolves({
      EncodingType: 'url',
      Versions: [{ Key: 'a%01+b%2B', VersionId: '1', Size: 3 }],
    });
    expect(await objects.listVersions('a')).toMatchObject([{ key: 'a\u0001 b+' }]);
    expect(s3).toHaveReceivedCommandWith(ListObjectVersionsCommand, { EncodingType: 'url' });
  });

  it('are deleted 1,000 at a time', async () => {
    s3.on(DeleteObjectsCommand).resolves({});
    await objects.deleteVersions(Array.from({ length: 2001 }, (_, n) => ({ key: 'a', version_id: String(n) })));
    const batches = s3.commandCalls(DeleteObjectsCommand).map((call) => call.args[0].input.Delete?.Objects?.length);
    expect(batches).toEqual([1000, 1000, 1]);
  });
});
