/** What a client with the upload policy may do, and what not. */
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixture, stack, uniqueName } from '../end-to-end/support/client.ts';
import { givenUploader } from './support/users.ts';

const Bucket = stack.bucket;
const own = `transcription_upload/${uniqueName('own.wav')}`;
let client: S3Client;
beforeAll(async () => {
  client = await givenUploader();
});

describe('a client', () => {
  it('uploads in one piece', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: own, Body: fixture('en-short.wav') }));
  });

  it('uploads in parts', async () => {
    const Key = `transcription_upload/${uniqueName('parts.wav')}`;
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const part = { Bucket, Key, UploadId, PartNumber: 1 };
    const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: fixture('en-short.wav') }));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
  });

  it.each([
    ['list the bucket', () => client.send(new ListObjectsV2Command({ Bucket, Prefix: 'transcription_upload/' }))],
    ['read an upload, not even its own', () => client.send(new GetObjectCommand({ Bucket, Key: own }))],
    ['read results', () => client.send(new GetObjectCommand({ Bucket, Key: 'results/any/file.json' }))],
    ['delete an upload', () => client.send(new DeleteObjectCommand({ Bucket, Key: own }))],
    ['write code for workers', () => client.send(new PutObjectCommand({ Bucket, Key: 'scripts/x.mjs', Body: 'x' }))],
    ['write results', () => client.send(new PutObjectCommand({ Bucket, Key: 'results/x.json', Body: 'x' }))],
    ['write webhooks', () => client.send(new PutObjectCommand({ Bucket, Key: 'deliveries/x.json', Body: 'x' }))],
    ['write beside the prefix', () => client.send(new PutObjectCommand({ Bucket, Key: 'x.wav', Body: 'x' }))],
  ])('may not %s', async (_what, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
