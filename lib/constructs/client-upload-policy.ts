import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { UPLOAD_PREFIX } from '../../core/shared/object-keys.ts';

/** For the IAM user or role of a client: it may upload, and read, list or delete nothing. */
export function clientUploadPolicy(scope: Construct, bucket: Bucket): ManagedPolicy {
  return new ManagedPolicy(scope, 'ClientUploadPolicy', {
    description: 'Upload audio for transcription',
    statements: [
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
        resources: [bucket.arnForObjects(`${UPLOAD_PREFIX}*`)],
      }),
    ],
  });
}
