import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { listingOnDemand } from '../../../adapters/aws/on-demand/listing.ts';
import { objectsOnDemand } from '../../../adapters/aws/on-demand/objects.ts';
import { sealerOnDemand } from '../../../adapters/aws/on-demand/sealer.ts';

const s3 = mockClient(S3Client);
const kms = mockClient(KMSClient);
afterEach(() => {
  s3.reset();
  kms.reset();
});

describe('ports on demand', () => {
  it('pass calls on to the adapter that they load', async () => {
    s3.on(HeadObjectCommand, { Bucket: 'bucket', Key: 'key', VersionId: 'v1' }).resolves({ ContentLength: 7 });
    const objects = objectsOnDemand('bucket');
    expect(await objects.head('key', 'v1')).toEqual({ size_bytes: 7, metadata: {} });
    expect(await objects.head('key', 'v1')).toEqual({ size_bytes: 7, metadata: {} });
    expect(s3).toHaveReceivedCommandTimes(HeadObjectCommand, 2);
  });

  it('are objects like any other: they can be spread, joined and awaited', async () => {
    s3.on(HeadObjectCommand).resolves({ ContentLength: 7 });
    const ports = await Promise.resolve({ ...objectsOnDemand('bucket'), ...listingOnDemand('bucket') });
    expect(Object.keys(ports)).toEqual(['head', 'getText', 'put', 'download', 'presign', 'versionPage']);
    expect(await ports.head('key')).toMatchObject({ size_bytes: 7 });
    expect(await Promise.resolve(sealerOnDemand('arn:key'))).toMatchObject({ seal: expect.any(Function) });
    expect(s3).toHaveReceivedCommandTimes(HeadObjectCommand, 1);
  });

  it('pass on what the adapter throws', async () => {
    kms.on(DecryptCommand).rejects(new Error('AccessDenied for the test'));
    await expect(sealerOnDemand('arn:key').unseal('c2VhbGVk', 'callback-1')).rejects.toThrow('AccessDenied');
  });
});
