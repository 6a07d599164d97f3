import { Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { StageConfig } from '../stage-config.ts';
import type { DeploymentCalls } from './deployment-calls.ts';

export interface BucketCorsProps {
  readonly bucket: Bucket;
  readonly api: RestApi;
  readonly page: StageConfig['page'];
}

/**
 * Lets the page, and no other site, send files to the bucket and read them by links. The bucket is made before the API whose address
 * the page has, so its template cannot name that: a call of the deployment does (docs/decisions/037-the-page-and-the-bucket.md).
 */
export function bucketCors(calls: DeploymentCalls, { bucket, api, page }: BucketCorsProps): void {
  if (!page) return;
  const { region, urlSuffix } = Stack.of(api);
  const AllowedOrigins = [`https://${api.restApiId}.execute-api.${region}.${urlSuffix}`, ...page.origins];
  const target = { service: 'S3', physicalResourceId: PhysicalResourceId.of(`${bucket.bucketName}-cors`) };
  const put = {
    ...target,
    action: 'PutBucketCors',
    parameters: { Bucket: bucket.bucketName, CORSConfiguration: { CORSRules: [{ ...RULE, AllowedOrigins }] } },
  };
  const remove = {
    ...target,
    action: 'DeleteBucketCors',
    parameters: { Bucket: bucket.bucketName },
    ignoreErrorCodesMatching: 'NoSuchBucket',
  };
  // The right to put them is that to remove them, too.
  const mayPut = new PolicyStatement({ actions: ['s3:PutBucketCORS'], resources: [bucket.bucketArn] });
  calls.make('BucketCors', put, [mayPut], remove);
}

const RULE = {
  // A form and the parts of a file go in, and what links lead to comes out.
  AllowedMethods: ['GET', 'HEAD', 'POST', 'PUT'],
  AllowedHeaders: ['content-type', 'range'],
  ExposeHeaders: ['ETag', 'Content-Range'],
  MaxAgeSeconds: 3600,
};
