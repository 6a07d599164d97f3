/** The files that the CDK's stacks need in a bucket, and where there. */
import { join } from 'node:path';
import { AssetManifestArtifact, type CloudAssembly, EnvironmentPlaceholders } from 'aws-cdk-lib/cx-api';
import { ACCOUNT, REGION } from '../environment.ts';

export type Asset = { path: string; packaging: 'zip' | 'file'; bucket: string; key: string };

const PLACE = { accountId: ACCOUNT, region: REGION, partition: 'aws' };

export function assetsOf({ artifacts, directory }: CloudAssembly): Asset[] {
  return artifacts.filter(AssetManifestArtifact.isAssetManifestArtifact).flatMap(({ contents }) => {
    const { files = {} }: typeof contents = EnvironmentPlaceholders.replace(contents, PLACE);
    return Object.values(files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ bucketName, objectKey }) => ({
        path: join(directory, source.path ?? ''),
        packaging: source.packaging ?? 'file',
        bucket: bucketName,
        key: objectKey,
      })),
    );
  });
}
