import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type { WorkerCode as CodeSettings } from '../../core/contracts/settings.ts';
import { SCRIPTS_PREFIX, workerCodeKey } from '../../core/shared/object-keys.ts';
import type { DeploymentCalls } from './deployment-calls.ts';
import { writeObjects } from './permissions.ts';

export interface WorkerCodeProps {
  /** Folder with the bundles, made by `npm run build`. */
  readonly codeRoot: string;
  /** The service's bucket; workers may read below `scripts/` and nobody but this deployment may write there. */
  readonly bucket: Bucket;
  readonly calls: DeploymentCalls;
}

/**
 * The worker's code in the service's own bucket, under its sha256. Copied there from the deployment's assets by one call
 * of S3, and never deleted: instances that started before a deployment still read the version they were told of.
 */
export class WorkerCode extends Construct {
  /** What the workers' user data says of it. */
  readonly settings: CodeSettings;
  /** The copy: no launch may name code that is not there yet. */
  readonly published: Construct;

  constructor(scope: Construct, id: string, { codeRoot, bucket, calls }: WorkerCodeProps) {
    super(scope, id);
    const file = workerBundle(codeRoot);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    this.settings = { s3_key: workerCodeKey(sha256), sha256 };

    const asset = new Asset(this, 'Bundle', { path: file });
    const copy = {
      service: 'S3',
      action: 'CopyObject',
      parameters: {
        Bucket: bucket.bucketName,
        Key: this.settings.s3_key,
        CopySource: `${asset.s3BucketName}/${asset.s3ObjectKey}`,
      },
      physicalResourceId: PhysicalResourceId.of(sha256),
      outputPaths: ['CopyObjectResult.ETag'],
    };
    const readAsset = new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: [asset.bucket.arnForObjects(asset.s3ObjectKey)],
    });
    this.published = calls.make('WorkerCode', copy, [readAsset, writeObjects(bucket, SCRIPTS_PREFIX)]);
  }
}

function workerBundle(codeRoot: string): string {
  const file = join(codeRoot, 'worker/worker.mjs');
  if (existsSync(file)) return file;
  throw new Error(`no worker at ${file}, expected its bundle there; run npm run build first`);
}
