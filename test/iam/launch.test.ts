/**
 * Launching and ending workers: the calls that the Lambdas made, judged by what EC2 would check. What this cannot show is
 * that EC2 checks exactly this; the first launch on AWS does.
 */
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, it } from 'vitest';
import { placeOf } from '../../core/transcript/served-models.ts';
import { stackNames } from '../../lib/names.ts';
import { clientSettings } from '../../local/clients.ts';
import { controlsOf } from '../../local/controls.ts';
import type { Ec2Call } from '../../local/ec2/control.ts';
import { endedJob, fixture, stack, uniqueName, upload } from '../end-to-end/support/client.ts';
import { runReconcile } from '../end-to-end/support/faults.ts';
import { decisionsAbout, policyOf, type Role } from './support/decisions.ts';
import { type LaunchPlaces, needsOf } from './support/ec2-needs.ts';
import { refused } from './support/evaluate.ts';

/** The further model of stack.ts. */
const SECOND = 'second';
const IMAGE_PARAMETER = '/imagebuilder/transcription/worker-image';
let places: LaunchPlaces;
let placesOfSecond: LaunchPlaces;
let calls: Ec2Call[];
let tags: Record<string, string>;

beforeAll(async () => {
  for (const metadata of [{}, { model: SECOND }] as Record<string, string>[]) {
    const key = `transcription_upload/${uniqueName('launch.wav')}`;
    const { derivedId } = await upload(key, fixture('en-short.wav'), metadata);
    await endedJob(derivedId);
  }
  await runReconcile();
  places = await readPlaces('WorkersLaunchTemplate', IMAGE_PARAMETER);
  placesOfSecond = await readPlaces(`WorkersLaunchTemplate${SECOND}`, placeOf(IMAGE_PARAMETER, SECOND));
  calls = await controlsOf(stack).calls();
  tags = await tagsOfAnInstance();
});

const by = (role: Role) => {
  const keys = new Set(decisionsAbout(role).map(({ access_key }) => access_key));
  return calls.filter(({ access_key }) => keys.has(access_key));
};
const terminate = { access_key: '', parameters: { Action: 'TerminateInstances', 'InstanceId.1': 'i-1' } };

describe.each(['ProcessUpload', 'Reconcile'] as const)('role %s', (role) => {
  it('may make the calls that it makes', async () => {
    const made = by(role);
    expect(made.length).toBeGreaterThan(0);
    const needs = made.flatMap((one) => needsOf(one, isForSecond(one) ? placesOfSecond : places, tags));
    expect(await refused(await policyOf(role), needs)).toEqual([]);
  });

  it('may launch nothing but workers', async () => {
    const launch = (changes: Partial<LaunchPlaces>, parameters = {}) =>
      needsOf(
        { ...fleetCall(), parameters: { ...fleetCall().parameters, ...parameters } },
        { ...places, ...changes },
        {},
      );
    const policy = await policyOf(role);
    const actionsRefused = async (...request: Parameters<typeof launch>) =>
      new Set((await refused(policy, launch(...request))).map(({ action }) => action));
    expect(await actionsRefused({})).toEqual(new Set());
    expect(await actionsRefused({ workerRole: 'administrator' })).toEqual(new Set(['iam:PassRole']));
    expect(await actionsRefused({ imageParameter: '/any' })).toEqual(new Set(['ssm:GetParameters']));
    const launches = new Set(['ec2:CreateFleet', 'ec2:RunInstances']);
    expect(await actionsRefused({ securityGroupId: 'sg-any' })).toEqual(launches);
    expect(await actionsRefused({ templateId: 'lt-any' })).toEqual(launches);
    expect(await actionsRefused({}, { 'LaunchTemplateConfigs.1.Overrides.1.InstanceType': 'p5.48xlarge' })).toEqual(
      launches,
    );
  });

  it('may start no instance past the launch template', async () => {
    const instance = { action: 'ec2:RunInstances', resource: 'arn:aws:ec2:us-east-1:000000000000:instance/i-1' };
    const context = { 'ec2:InstanceType': 'g4dn.xlarge' };
    expect(await refused(await policyOf(role), [{ ...instance, context }])).toHaveLength(1);
  });

  it('may not tag what it did not make', async () => {
    const resource = 'arn:aws:ec2:us-east-1:000000000000:instance/i-1';
    expect(await refused(await policyOf(role), [{ action: 'ec2:CreateTags', resource }])).toHaveLength(1);
  });
});

describe('ending instances', () => {
  it('is for reconcile, and for workers of this stage', async () => {
    expect(tags).toMatchObject({ 'transcription:stage': 'local' });
    const [reconcile, processUpload] = [await policyOf('Reconcile'), await policyOf('ProcessUpload')];
    expect(await refused(reconcile, needsOf(terminate, places, tags))).toEqual([]);
    const ofAnother = needsOf(terminate, places, { 'transcription:stage': 'production' });
    expect(await refused(reconcile, ofAnother)).toHaveLength(1);
    expect(await refused(reconcile, needsOf(terminate, places, {}))).toHaveLength(1);
    expect(await refused(processUpload, needsOf(terminate, places, tags))).toHaveLength(1);
  });
});

function fleetCall(): Ec2Call {
  const call = calls.find(({ parameters }) => parameters['Action'] === 'CreateFleet');
  if (!call) throw new Error('nobody launched anything, expected the upload to');
  return call;
}

const isForSecond = ({ parameters }: Ec2Call) =>
  Object.entries(parameters).some(([name, value]) => name.endsWith('LaunchTemplateName') && value.endsWith(SECOND));

/** @param template what its logical id is, but for the hash at its end */
async function readPlaces(template: string, imageParameter: string): Promise<LaunchPlaces> {
  const cloudFormation = new CloudFormationClient(clientSettings(stack.endpoint_url));
  const question = new DescribeStackResourcesCommand({ StackName: stackNames('local').transcription });
  const { StackResources = [] } = await cloudFormation.send(question);
  const idOf = (type: string, name = /./) =>
    StackResources.find(
      ({ ResourceType, LogicalResourceId = '' }) => ResourceType === type && name.test(LogicalResourceId),
    )?.PhysicalResourceId ?? '';
  return {
    templateId: idOf('AWS::EC2::LaunchTemplate', new RegExp(`^${template}[0-9A-F]{8}$`)),
    securityGroupId: idOf('AWS::EC2::SecurityGroup'),
    workerRole: idOf('AWS::IAM::Role', /^WorkersRole/),
    imageParameter,
  };
}

async function tagsOfAnInstance(): Promise<Record<string, string>> {
  const ec2 = new EC2Client(clientSettings(stack.ec2_endpoint_url));
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  const { Tags = [] } = Reservations[0]?.Instances?.[0] ?? {};
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
