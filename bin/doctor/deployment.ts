/** The stacks, the bucket, and the code that workers are told to run. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DescribeLaunchTemplateVersionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { HeadBucketCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { UserData } from '../../core/contracts/settings.ts';
import { launchTemplateName, stackNames } from '../../lib/names.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { imageStackName, modelStages } from '../../lib/stage-models.ts';
import { describeStack } from '../stack.ts';
import { type Check, type Finding, ok, wrong } from './finding.ts';

export type DeploymentClients = { cloudFormation: CloudFormationClient; ec2: EC2Client; s3: S3Client };

export function deploymentChecks(config: StageConfig, clients: DeploymentClients): Check[] {
  const { storage, transcription } = stackNames(config.stage);
  const images = modelStages(config).map(({ further }) => imageStackName(config.stage, further));
  const stacks = [storage, transcription, ...(config.image.build ? images : [])];
  return [
    ...stacks.map((name) => ({ name: `stack ${name}`, look: () => stackFinding(name, config, clients) })),
    { name: 'bucket', look: () => bucketFinding(transcription, config, clients) },
    { name: 'worker code', look: () => codeFinding(config, clients) },
  ];
}

const deployOf = ({ stage }: StageConfig) => `npm run build && npx cdk deploy --all -c stage=${stage}`;

async function stackFinding(
  name: string,
  config: StageConfig,
  { cloudFormation }: DeploymentClients,
): Promise<Finding> {
  const status = (await describeStack(cloudFormation, name))?.StackStatus;
  if (!status) return wrong('not deployed', 'the stack', deployOf(config));
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return ok(status);
  return wrong(
    status,
    'CREATE_COMPLETE or UPDATE_COMPLETE',
    `see its events in CloudFormation, then ${deployOf(config)}`,
  );
}

async function bucketFinding(
  name: string,
  config: StageConfig,
  { cloudFormation, s3 }: DeploymentClients,
): Promise<Finding> {
  const stack = await describeStack(cloudFormation, name);
  const Bucket = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'BucketName')?.OutputValue;
  if (!Bucket) return wrong(`stack ${name} names no bucket`, 'its output BucketName', deployOf(config));
  await s3.send(new HeadBucketCommand({ Bucket }));
  return ok(Bucket);
}

async function codeFinding(config: StageConfig, { ec2, s3 }: DeploymentClients): Promise<Finding> {
  const LaunchTemplateName = launchTemplateName(config.stage);
  const question = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateName, Versions: ['$Latest'] });
  const { LaunchTemplateVersions } = await ec2.send(question);
  const text = Buffer.from(LaunchTemplateVersions?.[0]?.LaunchTemplateData?.UserData ?? '', 'base64').toString('utf8');
  const { bucket_name, code } = UserData.parse(JSON.parse(text));
  if (!code) return ok('the copy in the image');
  const isThere = await s3.send(new HeadObjectCommand({ Bucket: bucket_name, Key: code.s3_key })).then(
    () => true,
    (error) => {
      if (error.name === 'NotFound') return false;
      throw error;
    },
  );
  return isThere
    ? ok(code.s3_key)
    : wrong(`no object ${code.s3_key}`, 'the code that workers are told to run', deployOf(config));
}
