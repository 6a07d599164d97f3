import { Aws, Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { CHECKPOINTS_PREFIX, DELIVERIES_PREFIX, RESULTS_PREFIX, UPLOAD_PREFIX } from '../../core/shared/object-keys.ts';
import type { StageConfig } from '../stage-config.ts';

export interface UploadBucketProps {
  /** @default - CloudFormation makes a name; bucket names are unique in all of AWS */
  readonly bucketName?: string;
  readonly retention: StageConfig['retention'];
  readonly removalPolicy: RemovalPolicy;
  /** Told of every object that arrives under the upload prefix. */
  readonly uploads: Queue;
}

/** Uploads, results and webhook bodies, and beside it the bucket that records who read what. */
export class UploadBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: UploadBucketProps) {
    super(scope, id);
    const closed: BucketProps = {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy: props.removalPolicy,
    };
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...closed,
      // Versions, so that whoever can delete logs cannot make them unread.
      versioned: true,
      lifecycleRules: [
        { id: 'access-logs', expiration: Duration.days(props.retention.accessLogDays) },
        { id: 'old-versions', noncurrentVersionExpiration: Duration.days(props.retention.oldVersionDays) },
        { id: 'delete-markers', expiredObjectDeleteMarker: true },
      ],
    });
    this.bucket = new Bucket(this, 'Bucket', {
      ...closed,
      ...(props.bucketName && { bucketName: props.bucketName }),
      versioned: true,
      serverAccessLogsBucket: accessLogs as IBucket,
      lifecycleRules: lifecycle(props.retention),
    });
    notify(this.bucket, props.uploads, props.bucketName);
  }
}

function lifecycle(retention: StageConfig['retention']): LifecycleRule[] {
  const expire = (id: string, prefix: string, days: number) => ({ id, prefix, expiration: Duration.days(days) });
  return [
    expire('uploads', UPLOAD_PREFIX, retention.uploadDays),
    expire('results', RESULTS_PREFIX, retention.resultDays),
    expire('deliveries', DELIVERIES_PREFIX, retention.deliveryDays),
    // Each replaces the one before, which nobody will ask for.
    {
      ...expire('checkpoints', CHECKPOINTS_PREFIX, retention.checkpointDays),
      noncurrentVersionExpiration: Duration.days(1),
    },
    { id: 'old-versions', noncurrentVersionExpiration: Duration.days(retention.oldVersionDays) },
    { id: 'delete-markers', expiredObjectDeleteMarker: true },
    { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(retention.unfinishedUploadDays) },
  ];
}

/**
 * Written as a property of the bucket, where the CDK's own `addEventNotification` would deploy a helper Lambda. S3 tries
 * the queue when the bucket is made, so the queue's policy comes first and cannot refer to the bucket: it takes the name that
 * the stage gives, or else what CloudFormation lets the names of this stack's buckets begin with.
 */
function notify(bucket: Bucket, uploads: Queue, name: string | undefined): void {
  const source = Stack.of(bucket).formatArn({
    service: 's3',
    region: '',
    account: '',
    resource: name ?? beginningOfNames(bucket),
  });
  const allowed = uploads.grantSendMessages(
    new ServicePrincipal('s3.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, ArnLike: { 'aws:SourceArn': source } },
    }),
  );
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = {
    queueConfigurations: [
      {
        event: 's3:ObjectCreated:*',
        queue: uploads.queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value: UPLOAD_PREFIX }] } },
      },
    ],
  };
  allowed.applyBefore(resource);
}

/** CloudFormation makes `<stack>-<logical id>-<random>` of it in lower case, and shortens the stack to 24 characters. */
function beginningOfNames(bucket: Bucket): string {
  return `${Stack.of(bucket).stackName.toLowerCase().slice(0, 24)}*`;
}
