/** Keys of the account's own, which roles of this service have no right to: with them instances end at launch and copies fail. */
import { type EC2Client, GetEbsDefaultKmsKeyIdCommand } from '@aws-sdk/client-ec2';
import { GetBucketEncryptionCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { type Check, type Finding, ok, warning } from './finding.ts';

export type KeyClients = { ec2: EC2Client; s3: S3Client; sts: STSClient };

/** What EC2 names its own key. */
const KEY_OF_AWS = /alias\/aws\/ebs$/;
const SEE = 'see docs/deploy.md, "An account with keys of its own"';

export function keyChecks(config: StageConfig, clients: KeyClients): Check[] {
  return [
    { name: 'key of disks', look: () => diskKey(clients.ec2) },
    { name: 'key of deployments', look: () => assetsKey(config, clients) },
  ];
}

async function diskKey(ec2: EC2Client): Promise<Finding> {
  const { KmsKeyId = 'alias/aws/ebs' } = await ec2.send(new GetEbsDefaultKmsKeyIdCommand({}));
  if (KEY_OF_AWS.test(KmsKeyId)) return ok(KmsKeyId);
  return warning(`disks are encrypted with ${KmsKeyId}`, 'a key that EC2’s roles for spot and fleets may use', SEE);
}

async function assetsKey({ region }: StageConfig, { s3, sts }: KeyClients): Promise<Finding> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  const Bucket = `cdk-hnb659fds-assets-${Account}-${region}`;
  const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  const { KMSMasterKeyID } = ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault ?? {};
  if (!KMSMasterKeyID) return ok(`${Bucket}, with a key of AWS`);
  const found = `${Bucket} is encrypted with ${KMSMasterKeyID}`;
  return warning(found, 'a key that the roles which copy the worker and build the image may use', SEE);
}
