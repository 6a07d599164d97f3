import type { UploadLinks } from '../../../core/shared/object-ports.ts';
import { onDemand } from './on-demand.ts';

/** For those who send a file by links, who are few of all that call the API. */
export function uploadLinksOnDemand(bucketName: string): UploadLinks {
  const names = {
    post: true,
    beginParts: true,
    partLinks: true,
    partsOf: true,
    completeParts: true,
    abortParts: true,
  } as const;
  return onDemand<UploadLinks>(names, async () => {
    const [{ s3 }, { s3UploadLinks }] = await Promise.all([
      import('../clients/s3.ts'),
      import('../s3-upload-links.ts'),
    ]);
    return s3UploadLinks(s3(), bucketName);
  });
}
