/**
 * What EC2 checks of a caller, by the Service Authorization Reference ("Actions, resources, and condition keys for Amazon
 * EC2") and the user guide's "EC2 Fleet prerequisites". The emulator of EC2 checks nothing, so its calls are judged here.
 */
import type { Ec2Call } from '../../../local/ec2/control.ts';
import type { AccessRequest } from './evaluate.ts';

const HERE = 'us-east-1:000000000000';
const ec2 = (resource: string, account = '000000000000') => `arn:aws:ec2:us-east-1:${account}:${resource}`;

export type LaunchPlaces = { templateId: string; securityGroupId: string; workerRole: string; imageParameter: string };

/** @param tags of the instances that the call ends */
export function needsOf({ parameters }: Ec2Call, places: LaunchPlaces, tags: Record<string, string>): AccessRequest[] {
  switch (parameters['Action']) {
    case 'CreateFleet':
      return launchNeeds(parameters, places);
    case 'DescribeInstances':
      return [{ action: 'ec2:DescribeInstances', resource: '*' }];
    case 'TerminateInstances':
      return endNeeds(valuesOf(parameters, /^InstanceId\.\d+$/), tags);
    default:
      throw new Error(`nobody said what ${parameters['Action']} needs; add it here, and its grant beside its caller`);
  }
}

/** @param tags of the instances */
export function endNeeds(instanceIds: string[], tags: Record<string, string>): AccessRequest[] {
  const context = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`ec2:ResourceTag/${key}`, value]));
  return instanceIds.map((id) => ({ action: 'ec2:TerminateInstances', resource: ec2(`instance/${id}`), context }));
}

function launchNeeds(parameters: Record<string, string>, places: LaunchPlaces): AccessRequest[] {
  const types = valuesOf(parameters, /\.InstanceType$/);
  const subnets = valuesOf(parameters, /\.SubnetId$/);
  const used = [
    ec2(`launch-template/${places.templateId}`),
    ec2(`security-group/${places.securityGroupId}`),
    ...subnets.map((id) => ec2(`subnet/${id}`)),
    ec2('image/ami-1', ''),
    ec2('snapshot/snap-1', ''),
  ];
  // As in a decoded authorization message of EC2; a request without a template has no such key.
  const template = { 'ec2:LaunchTemplate': ec2(`launch-template/${places.templateId}`) };
  const made = ['fleet/fleet-1', 'network-interface/eni-1', 'volume/vol-1', 'spot-instances-request/sir-1'].map((id) =>
    ec2(id),
  );
  const launches = ['ec2:CreateFleet', 'ec2:RunInstances'].flatMap((action) => [
    ...[...used, ...made].map((resource) => ({ action, resource })),
    ...types.map((type) => ({
      action,
      resource: ec2('instance/i-1'),
      context: { 'ec2:InstanceType': type, ...(action === 'ec2:RunInstances' && template) },
    })),
  ]);
  const tagged = ['instance/i-1', 'volume/vol-1', 'fleet/fleet-1', 'spot-instances-request/sir-1'];
  return [
    ...launches,
    ...tagged.map((id) => ({
      action: 'ec2:CreateTags',
      resource: ec2(id),
      context: { 'ec2:CreateAction': id.startsWith('fleet') ? 'CreateFleet' : 'RunInstances' },
    })),
    ...passing(places.workerRole),
    { action: 'ssm:GetParameters', resource: `arn:aws:ssm:${HERE}:parameter${places.imageParameter}` },
  ];
}

function passing(role: string): AccessRequest[] {
  return [
    {
      action: 'iam:PassRole',
      resource: `arn:aws:iam::000000000000:role/${role}`,
      context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    },
    ...['spot/AWSServiceRoleForEC2Spot', 'ec2fleet/AWSServiceRoleForEC2Fleet'].map((one) => {
      const [service, name] = one.split('/');
      return {
        action: 'iam:CreateServiceLinkedRole',
        resource: `arn:aws:iam::000000000000:role/aws-service-role/${service}.amazonaws.com/${name}`,
        context: { 'iam:AWSServiceName': `${service}.amazonaws.com` },
      };
    }),
  ];
}

function valuesOf(parameters: Record<string, string>, name: RegExp): string[] {
  return [...new Set(Object.keys(parameters).filter((key) => name.test(key)))].map((key) => parameters[key] as string);
}
