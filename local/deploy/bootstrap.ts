/** What `cdk bootstrap` leaves in an account, as far as the templates ask for it: the version, and asset buckets. */
import type { Asset } from './assembly.ts';

/** A parameter of every template that the CDK makes, and the newest version it could ask for. */
const VERSION = { name: '/cdk-bootstrap/hnb659fds/version', value: '1000' };

export const BOOTSTRAP_STACK = 'CDKToolkit';

export function bootstrapTemplate(assets: Asset[]): string {
  const buckets = [...new Set(assets.map(({ bucket }) => bucket))];
  const bucketResources = buckets.map((BucketName, index) => [
    `Assets${index}`,
    { Type: 'AWS::S3::Bucket', Properties: { BucketName } },
  ]);
  const version = {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: VERSION.name, Type: 'String', Value: VERSION.value },
  };
  return JSON.stringify({ Resources: { ...Object.fromEntries(bucketResources), Version: version } });
}
