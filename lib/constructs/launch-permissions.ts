import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { STAGE_TAG } from '../../core/fleet/fleet.ts';
import type { Network } from './network.ts';

export interface LaunchPermissionsProps {
  readonly launchTemplateIds: readonly [string, ...string[]];
  readonly workerRole: Role;
  readonly network: Network;
  /** Nothing else is launched, whatever a request asks for. */
  readonly instanceTypes: readonly string[];
  /** Name the SSM parameters with the images; EC2 reads them with the caller's rights. */
  readonly imageParameters: readonly string[];
}

/** All that CreateFleet needs, for these launch templates, these subnets and this role. */
export function launchStatements(stack: Stack, props: LaunchPermissionsProps): PolicyStatement[] {
  const instances = ec2Arn(stack, 'instance', '*');
  const madeBeside = ['fleet', 'volume', 'network-interface', 'spot-instances-request'].map((type) =>
    ec2Arn(stack, type, '*'),
  );
  const templates = props.launchTemplateIds.map((id) => ec2Arn(stack, 'launch-template', id));
  const used = [
    ...templates,
    ec2Arn(stack, 'security-group', props.network.workers.securityGroupId),
    ...props.network.subnetIds.map((subnetId) => ec2Arn(stack, 'subnet', subnetId)),
    // Public images and their snapshots have no account; which image it is, the parameter says.
    ...['image', 'snapshot'].map((type) => ec2Arn(stack, type, '*', '')),
  ];
  // If it exists: a fleet of several types is judged type by type by RunInstances, and CreateFleet may name none.
  const ofOurTypes = { StringEqualsIfExists: { 'ec2:InstanceType': props.instanceTypes } };
  return [
    new PolicyStatement({ actions: ['ec2:CreateFleet', 'ec2:RunInstances'], resources: [...used, ...madeBeside] }),
    new PolicyStatement({ actions: ['ec2:CreateFleet'], resources: [instances], conditions: ofOurTypes }),
    new PolicyStatement({
      actions: ['ec2:RunInstances'],
      resources: [instances],
      // A fleet cannot do without a launch template, and may use ours alone; an instance by itself could (decision 23).
      conditions: {
        ...ofOurTypes,
        ArnEquals: { 'ec2:LaunchTemplate': templates.length === 1 ? templates[0] : templates },
      },
    }),
    new PolicyStatement({
      actions: ['ec2:CreateTags'],
      resources: [instances, ...madeBeside],
      conditions: { StringEquals: { 'ec2:CreateAction': ['CreateFleet', 'RunInstances'] } },
    }),
    new PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [props.workerRole.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    }),
    new PolicyStatement({
      actions: ['ssm:GetParameters'],
      resources: props.imageParameters.map((name) =>
        stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) }),
      ),
    }),
    firstLaunchInAccount(stack),
  ];
}

/** The rights of whoever ends workers that do not end themselves: any of this stage, none of anything else. */
export function terminateStatements(stack: Stack, stage: string): PolicyStatement[] {
  return [
    // EC2 lets no Describe call be narrowed to a resource.
    new PolicyStatement({ actions: ['ec2:DescribeInstances'], resources: ['*'] }),
    new PolicyStatement({
      actions: ['ec2:TerminateInstances'],
      resources: [ec2Arn(stack, 'instance', '*')],
      conditions: { StringEquals: { [`ec2:ResourceTag/${STAGE_TAG}`]: stage } },
    }),
  ];
}

/** An account that never used spot or fleets lacks the roles with which EC2 acts for it; the first launch makes them. */
function firstLaunchInAccount(stack: Stack): PolicyStatement {
  const serviceRoles = {
    'spot.amazonaws.com': 'AWSServiceRoleForEC2Spot',
    'ec2fleet.amazonaws.com': 'AWSServiceRoleForEC2Fleet',
  };
  return new PolicyStatement({
    actions: ['iam:CreateServiceLinkedRole'],
    resources: Object.entries(serviceRoles).map(([service, role]) =>
      stack.formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: `aws-service-role/${service}/${role}`,
      }),
    ),
    conditions: { StringEquals: { 'iam:AWSServiceName': Object.keys(serviceRoles) } },
  });
}

function ec2Arn(stack: Stack, type: string, id: string, account?: string): string {
  return Arn.format(
    {
      service: 'ec2',
      resource: type,
      resourceName: id,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      ...(account !== undefined && { account }),
    },
    stack,
  );
}
