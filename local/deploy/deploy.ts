/** Deploys the very templates of the CDK app to ministack, without the CDK's command line, which takes ten seconds more. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { clientSettings } from '../clients.ts';
import { LocalStackError } from '../errors.ts';
import { assetsOf } from './assembly.ts';
import { publishAssets } from './assets.ts';
import { BOOTSTRAP_STACK, bootstrapTemplate } from './bootstrap.ts';
import { createStack, type DeployedStack, describeStack } from './stacks.ts';
import { setTimeToLive } from './time-to-live.ts';

/** @param folder of the cloud assembly */
export async function deploy(folder: string, endpoint: string): Promise<DeployedStack[]> {
  const assembly = new CloudAssembly(folder);
  const cloudFormation = new CloudFormationClient(clientSettings(endpoint));
  const assets = assetsOf(assembly);
  await createStack(cloudFormation, BOOTSTRAP_STACK, { TemplateBody: bootstrapTemplate(assets) });
  await publishAssets(new S3Client(clientSettings(endpoint)), assets);
  const deployed: DeployedStack[] = [];
  // Each after those it depends on.
  for (const artifact of assembly.stacks) {
    const { stackName, templateFullPath } = artifact;
    const template = assets.find(({ path }) => path === templateFullPath);
    if (!template) throw new LocalStackError(`the assembly ${folder} has no asset for the template of ${stackName}`);
    // Too large for the call itself.
    const place = { TemplateURL: `${endpoint}/${template.bucket}/${template.key}` };
    const stack = await createStack(cloudFormation, stackName, place);
    deployed.push(await describeStack(cloudFormation, artifact, stack));
  }
  await setTimeToLive(deployed, endpoint);
  return deployed;
}
