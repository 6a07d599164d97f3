import type { VersionListing } from '../../../core/shared/object-ports.ts';
import { onDemand } from './on-demand.ts';

/** The bucket is searched once an hour; the other runs need none of it. */
export function listingOnDemand(bucketName: string): VersionListing {
  return onDemand({ versionPage: true }, async () => {
    const [{ s3 }, { s3Listing }] = await Promise.all([import('../clients/s3.ts'), import('../s3-listing.ts')]);
    return s3Listing(s3(), bucketName);
  });
}
