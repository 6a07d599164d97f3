/** CloudFormation's part: creates a stack, waits for it, and says what it made. */
import {
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { LocalStackError } from '../errors.ts';
import { waitFor } from '../wait.ts';

export type DeployedResource = { logicalId: string; type: string; physicalId: string; properties: unknown };
export type DeployedStack = { name: string; resources: DeployedResource[]; outputs: Record<string, string> };

type Template = { Resources: Record<string, { Type: string; Properties?: unknown }> };

const LIMIT_MS = 60_000;

export const resourcesOfType = (stacks: DeployedStack[], type: string) =>
  stacks.flatMap(({ resources }) => resources.filter((resource) => resource.type === type));

/** The template itself up to 51,200 bytes, or the address of an object that holds it. */
export type TemplatePlace = { TemplateBody: string } | { TemplateURL: string };

/** @throws LocalStackError naming every resource that failed and why */
export async function createStack(
  cloudFormation: CloudFormationClient,
  name: string,
  place: TemplatePlace,
): Promise<Stack> {
  await cloudFormation.send(
    new CreateStackCommand({ StackName: name, Capabilities: ['CAPABILITY_NAMED_IAM'], ...place }),
  );
  return waitFor(`stack ${name}`, () => whenCreated(cloudFormation, name), { limitMs: LIMIT_MS, everyMs: 20 });
}

/** What CloudFormation made of each resource of the template. */
export async function describeStack(
  cloudFormation: CloudFormationClient,
  { stackName: name, template }: CloudFormationStackArtifact,
  stack: Stack,
): Promise<DeployedStack> {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: name }));
  const resources = StackResources.map(({ LogicalResourceId = '', ResourceType = '', PhysicalResourceId = '' }) => ({
    logicalId: LogicalResourceId,
    type: ResourceType,
    physicalId: PhysicalResourceId,
    properties: (template as Template).Resources[LogicalResourceId]?.Properties ?? {},
  }));
  return { name, resources, outputs: outputsOf(stack) };
}

async function whenCreated(cloudFormation: CloudFormationClient, name: string): Promise<Stack | undefined> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
  const stack = Stacks?.[0];
  if (stack?.StackStatus === 'CREATE_COMPLETE') return stack;
  if (stack?.StackStatus === 'CREATE_IN_PROGRESS') return undefined;
  throw new LocalStackError(`stack ${name} ended as ${stack?.StackStatus}:\n${await failures(cloudFormation, name)}`);
}

async function failures(cloudFormation: CloudFormationClient, name: string): Promise<string> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: name }));
  return StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.includes('FAILED'))
    .map((event) => `  ${event.LogicalResourceId} (${event.ResourceType}): ${event.ResourceStatusReason}`)
    .join('\n');
}

function outputsOf({ Outputs = [] }: Stack): Record<string, string> {
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}
