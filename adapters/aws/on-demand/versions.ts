import type { ObjectVersions } from '../../../core/shared/object-ports.ts';
import { onDemand } from './on-demand.ts';

/** Most runs have nothing to remove. */
export function versionsOnDemand(bucketName: string): ObjectVersions {
  return onDemand({ listVersions: true, deleteVersions: true }, async () => {
    const [{ s3 }, { s3Versions }] = await Promise.all([import('../clients/s3.ts'), import('../s3-versions.ts')]);
    return s3Versions(s3(), bucketName);
  });
}
