import type { Objects } from '../../../core/shared/object-ports.ts';
import { onDemand } from './on-demand.ts';

/** S3's client is a fifth of what a Lambda would load. */
export function objectsOnDemand(bucketName: string): Objects {
  return onDemand({ head: true, getText: true, put: true, download: true, presign: true }, async () => {
    const [{ s3 }, { s3Objects }] = await Promise.all([import('../clients/s3.ts'), import('../s3-objects.ts')]);
    return s3Objects(s3(), bucketName);
  });
}
