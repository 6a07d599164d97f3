/** Gives moto what CloudFormation made in ministack: the launch templates, and which subnets stand for which. */
import {
  CreateLaunchTemplateCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { LocalStackError } from '../errors.ts';
import { SubnetMap } from './subnet-map.ts';

/** moto wants an image and checks none; on AWS the launch template names an SSM parameter that holds one. */
const IMAGE = 'ami-00000000000000000';

/**
 * Makes the stack's launch templates in moto under the same names.
 *
 * @param rewriteUserData makes the addresses inside user data reachable from a worker process
 */
export async function copyLaunchTemplates(
  from: EC2Client,
  to: EC2Client,
  templateIds: string[],
  rewriteUserData: (userData: string) => string,
): Promise<void> {
  for (const id of templateIds) {
    const { name, data } = await readLaunchTemplate(from, id);
    const userData = rewriteUserData(Buffer.from(data.UserData ?? '', 'base64').toString('utf8'));
    const copy = new CreateLaunchTemplateCommand({
      LaunchTemplateName: name,
      LaunchTemplateData: {
        ImageId: IMAGE,
        UserData: Buffer.from(userData).toString('base64'),
        TagSpecifications: data.TagSpecifications?.filter(({ ResourceType }) => ResourceType === 'instance'),
      },
    });
    await to.send(copy);
  }
}

export async function mapSubnets(from: EC2Client, to: EC2Client, subnetIds: string[]): Promise<SubnetMap> {
  const [stack, moto] = await Promise.all([
    readSubnets(from, new DescribeSubnetsCommand({ SubnetIds: subnetIds })),
    readSubnets(to, new DescribeSubnetsCommand({})),
  ]);
  return new SubnetMap(stack, moto);
}

async function readLaunchTemplate(
  ec2: EC2Client,
  id: string,
): Promise<{ name: string; data: ResponseLaunchTemplateData }> {
  const question = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: ['$Latest'] });
  const version = (await ec2.send(question)).LaunchTemplateVersions?.[0];
  if (version?.LaunchTemplateName && version.LaunchTemplateData) {
    return { name: version.LaunchTemplateName, data: version.LaunchTemplateData };
  }
  throw new LocalStackError(`ministack has no launch template ${id} although the stack defines it; see its log`);
}

async function readSubnets(ec2: EC2Client, question: DescribeSubnetsCommand) {
  const { Subnets = [] } = await ec2.send(question);
  return Subnets.map(({ SubnetId = '', AvailabilityZone = '' }) => ({ id: SubnetId, zone: AvailabilityZone }));
}
