import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  NoSuchUpload,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { ObjectMissingError } from '../../core/shared/errors.ts';
import type { PartsUpload, UploadLinks } from '../../core/shared/object-ports.ts';

/** The links port on one S3 bucket: whoever has a link acts with the rights of this client's credentials. */
export function s3UploadLinks(client: S3Client, bucket: string): UploadLinks {
  const at = ({ key, upload_id }: PartsUpload) => ({ Bucket: bucket, Key: key, UploadId: upload_id });

  return {
    async post({ key, size_bytes, content_type }, { seconds }) {
      return createPresignedPost(client, {
        Bucket: bucket,
        Key: key,
        Fields: { 'Content-Type': content_type },
        Conditions: [
          ['content-length-range', size_bytes, size_bytes],
          ['eq', '$Content-Type', content_type],
        ],
        Expires: seconds,
      });
    },

    async beginParts({ key, content_type }) {
      const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: content_type });
      const { UploadId } = await client.send(command);
      if (UploadId === undefined) throw new Error('S3 began an upload in parts and gave no id');
      return UploadId;
    },

    async partLinks(upload, numbers, { seconds }) {
      const link = (number: number) =>
        getSignedUrl(client, new UploadPartCommand({ ...at(upload), PartNumber: number }), { expiresIn: seconds });
      return Promise.all(numbers.map(link));
    },

    async partsOf(upload) {
      const parts: { number: number; size_bytes: number; etag: string }[] = [];
      let after: string | undefined;
      do {
        const page = await unlessOver(client.send(new ListPartsCommand({ ...at(upload), PartNumberMarker: after })));
        if (!page) return undefined;
        for (const { PartNumber: number = 0, Size: size_bytes = 0, ETag: etag = '' } of page.Parts ?? [])
          parts.push({ number, size_bytes, etag });
        after = page.IsTruncated ? page.NextPartNumberMarker : undefined;
      } while (after !== undefined);
      return parts;
    },

    async completeParts(upload, parts) {
      const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
      const command = new CompleteMultipartUploadCommand({ ...at(upload), MultipartUpload: { Parts } });
      if (!(await unlessOver(client.send(command)))) throw new ObjectMissingError('the upload in parts is over');
    },

    async abortParts(upload) {
      await unlessOver(client.send(new AbortMultipartUploadCommand(at(upload))));
    },
  };
}

async function unlessOver<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  return answer.catch((error) => {
    if (isOver(error)) return undefined;
    throw error;
  });
}

function isOver(error: unknown): boolean {
  return error instanceof NoSuchUpload || (error instanceof S3ServiceException && error.name === 'NoSuchUpload');
}
