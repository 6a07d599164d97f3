/** What a link can do that the API signs: its role's rights are the most that whoever has one gets. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixture, stack, uniqueName } from '../end-to-end/support/client.ts';
import { givenRightsOf } from './support/users.ts';

const Bucket = stack.bucket;
let api: S3Client;
beforeAll(async () => {
  api = await givenRightsOf('Api');
});

async function inParts(Key: string) {
  const { UploadId } = await api.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const place = { Bucket, Key, UploadId };
  const part = await api.send(new UploadPartCommand({ ...place, PartNumber: 1, Body: fixture('en-short.wav') }));
  return { place, Parts: [{ ETag: part.ETag, PartNumber: 1 }] };
}

describe('the role that signs links', () => {
  it('sends uploads, in one and in parts, and breaks them off', async () => {
    const key = (name: string) => `transcription_upload/${uniqueName(name)}`;
    await api.send(new PutObjectCommand({ Bucket, Key: key('one.wav'), Body: fixture('en-short.wav') }));
    const { place, Parts } = await inParts(key('parts.wav'));
    await api.send(new CompleteMultipartUploadCommand({ ...place, MultipartUpload: { Parts } }));
    const other = await inParts(key('given-up.wav'));
    await api.send(new AbortMultipartUploadCommand(other.place));
  });

  it.each([
    ['write code for workers', () => api.send(new PutObjectCommand({ Bucket, Key: 'scripts/x.mjs', Body: 'x' }))],
    ['write checkpoints', () => api.send(new PutObjectCommand({ Bucket, Key: 'checkpoints/x.json', Body: 'x' }))],
    ['write beside the prefix', () => api.send(new PutObjectCommand({ Bucket, Key: 'x.wav', Body: 'x' }))],
    ['begin parts of code', () => api.send(new CreateMultipartUploadCommand({ Bucket, Key: 'scripts/x.mjs' }))],
    ['begin parts beside the prefix', () => api.send(new CreateMultipartUploadCommand({ Bucket, Key: 'x.wav' }))],
    ['read a checkpoint', () => api.send(new GetObjectCommand({ Bucket, Key: 'checkpoints/x.json' }))],
    ['delete an upload', () => api.send(new DeleteObjectCommand({ Bucket, Key: 'transcription_upload/any.wav' }))],
  ])('may not %s', async (_what, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
