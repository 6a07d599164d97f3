import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { TABLE } from '../core/contracts/rows.ts';
import { GuardedQueue } from './constructs/guarded-queue.ts';
import { JobsTable } from './constructs/jobs-table.ts';
import { UploadBucket } from './constructs/upload-bucket.ts';
import { physicalName } from './names.ts';
import type { StageConfig } from './stage-config.ts';
import { EVENT_MAX_RECEIVES, EVENT_VISIBILITY } from './timeouts.ts';

export interface StorageStackProps extends StackProps {
  readonly config: StageConfig;
}

/** What must not be lost. The `uploads` queue stands here because the bucket notifies it; elsewhere would be a circle. */
export class StorageStack extends Stack {
  readonly bucket: Bucket;
  readonly table: TableV2;
  readonly uploads: GuardedQueue;
  /** Seals callback secrets in the table. */
  readonly secretsKey: Key;

  constructor(scope: Construct, id: string, props: StorageStackProps) {
    super(scope, id, props);
    const { config } = props;
    // What a failed first deployment made goes again: it is empty, and its name would be in the way of the next.
    const removalPolicy =
      config.removal === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

    this.uploads = new GuardedQueue(this, 'Uploads', {
      name: physicalName('transcription-uploads', config.stage),
      visibility: EVENT_VISIBILITY,
      maxReceives: EVENT_MAX_RECEIVES,
    });
    this.bucket = new UploadBucket(this, 'Files', {
      ...(config.bucketName && { bucketName: config.bucketName }),
      retention: config.retention,
      removalPolicy,
      uploads: this.uploads.queue,
    }).bucket;
    this.table = new JobsTable(this, 'Jobs', {
      tableName: physicalName(TABLE.name, config.stage),
      removalPolicy,
      deletionProtection: config.removal === 'retain',
    }).table;
    this.secretsKey = new Key(this, 'SecretsKey', {
      description: `seals the callback secrets of transcription stage ${config.stage}`,
      enableKeyRotation: true,
      removalPolicy,
    });
  }
}
