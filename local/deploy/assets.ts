/** Puts the Lambdas' bundles and the templates where CloudFormation looks for them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';
import type { Asset } from './assembly.ts';

export async function publishAssets(s3: S3Client, assets: Asset[]): Promise<void> {
  const puts = assets.map(
    (asset) => new PutObjectCommand({ Bucket: asset.bucket, Key: asset.key, Body: bytesOf(asset) }),
  );
  await Promise.all(puts.map((put) => s3.send(put)));
}

function bytesOf({ path, packaging }: Asset): Uint8Array {
  return packaging === 'zip' ? zipFolder(path) : readFileSync(path);
}

/** Stored, not compressed: it goes no further than this machine. */
function zipFolder(folder: string): Uint8Array {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return zipSync(Object.fromEntries(files.map((file) => [relative(folder, file), readFileSync(file)])), { level: 0 });
}
