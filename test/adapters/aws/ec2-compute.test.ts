import {
  CreateFleetCommand,
  DescribeInstancesCommand,
  EC2Client,
  EC2ServiceException,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ec2Compute } from '../../../adapters/aws/ec2-compute.ts';
import { LaunchUnansweredError } from '../../../core/shared/errors.ts';
import { stubClient } from '../../support/stub-client.ts';

const ec2 = stubClient(EC2Client);
const compute = ec2Compute(new EC2Client({ region: 'eu-north-1' }), {
  stage: 'test',
  launch_template_name: 'worker',
  fleet: { instance_types: ['g4dn.xlarge', 'g5.xlarge'], subnet_ids: ['subnet-a', 'subnet-b'] },
});
const REQUEST = { count: 3, market: 'spot', token: 'test-7-spot' } as const;

describe('a launch', () => {
  it('is one instant fleet over all instance types and subnets', async () => {
    ec2.on(CreateFleetCommand).resolves({});
    await compute.launch(REQUEST);
    const Tags = [{ Key: 'transcription:stage', Value: 'test' }];
    expect(ec2.commandCalls(CreateFleetCommand).map((call) => call.args[0].input)).toEqual([
      {
        Type: 'instant',
        ClientToken: 'test-7-spot',
        LaunchTemplateConfigs: [
          {
            LaunchTemplateSpecification: { LaunchTemplateName: 'worker', Version: '$Latest' },
            Overrides: [
              { InstanceType: 'g4dn.xlarge', SubnetId: 'subnet-a', Priority: 0 },
              { InstanceType: 'g4dn.xlarge', SubnetId: 'subnet-b', Priority: 0 },
              { InstanceType: 'g5.xlarge', SubnetId: 'subnet-a', Priority: 1 },
              { InstanceType: 'g5.xlarge', SubnetId: 'subnet-b', Priority: 1 },
            ],
          },
        ],
        TargetCapacitySpecification: { TotalTargetCapacity: 3, DefaultTargetCapacityType: 'spot' },
        SpotOptions: { AllocationStrategy: 'price-capacity-optimized' },
        OnDemandOptions: { AllocationStrategy: 'prioritized' },
        TagSpecifications: [{ ResourceType: 'fleet', Tags }],
      },
    ]);
  });

  it('tells every instance it got, and every error beside them', async () => {
    ec2.on(CreateFleetCommand).resolves({
      Instances: [
        { InstanceIds: ['i-1', 'i-2'], InstanceType: 'g5.xlarge', Lifecycle: 'spot' },
        { InstanceIds: ['i-3'], InstanceType: 'g4dn.xlarge' },
      ],
      Errors: [
        {
          ErrorCode: 'InsufficientInstanceCapacity',
          ErrorMessage: 'none left',
          LaunchTemplateAndOverrides: { Overrides: { InstanceType: 'g4dn.xlarge', SubnetId: 'subnet-a' } },
        },
        { ErrorCode: 'MaxSpotInstanceCountExceeded' },
      ],
    });
    expect(await compute.launch(REQUEST)).toEqual({
      instances: [
        { instance_id: 'i-1', instance_type: 'g5.xlarge', market: 'spot' },
        { instance_id: 'i-2', instance_type: 'g5.xlarge', market: 'spot' },
        { instance_id: 'i-3', instance_type: 'g4dn.xlarge', market: 'spot' },
      ],
      errors: [
        { code: 'InsufficientInstanceCapacity', message: 'g4dn.xlarge in subnet-a: none left' },
        { code: 'MaxSpotInstanceCountExceeded', message: 'any type in any subnet: no message' },
      ],
    });
  });

  it.each(['RequestLimitExceeded', 'VcpuLimitExceeded', 'UnauthorizedOperation'])(
    'that EC2 refuses with %s throws nothing',
    async (name) => {
      ec2.on(CreateFleetCommand).rejects(answer(name));
      expect(await compute.launch(REQUEST)).toEqual({ instances: [], errors: [{ code: name, message: 'refused' }] });
    },
  );

  it.each([
    ['a timeout', Object.assign(new Error('no answer'), { name: 'TimeoutError' })],
    ['an error of its own', answer('InternalError')],
  ])('that ends in %s is not taken for refused: there may be workers now', async (_what, error) => {
    ec2.on(CreateFleetCommand).rejects(error);
    await expect(compute.launch(REQUEST)).rejects.toBeInstanceOf(LaunchUnansweredError);
  });
});

describe('the instances of a stage', () => {
  it('are found by tag on every page, all but the terminated', async () => {
    const instance = (InstanceId: string, InstanceLifecycle?: 'spot') => ({
      InstanceId,
      InstanceType: 'g5.xlarge' as const,
      LaunchTime: new Date('2026-03-01T12:00:00Z'),
      ...(InstanceLifecycle && { InstanceLifecycle }),
    });
    ec2
      .on(DescribeInstancesCommand)
      .resolvesOnce({ Reservations: [{ Instances: [instance('i-1', 'spot'), instance('i-2')] }], NextToken: 'more' })
      .resolvesOnce({ Reservations: [{ Instances: [instance('i-3')] }, {}] });
    const listed = (instance_id: string, market: string) => ({
      instance_id,
      market,
      instance_type: 'g5.xlarge',
      launched_at: '2026-03-01T12:00:00.000Z',
    });
    expect(await compute.list()).toEqual([
      listed('i-1', 'spot'),
      listed('i-2', 'on-demand'),
      listed('i-3', 'on-demand'),
    ]);
    expect(ec2.commandCalls(DescribeInstancesCommand)[0]?.args[0].input.Filters).toEqual([
      { Name: 'tag:transcription:stage', Values: ['test'] },
      { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
    ]);
  });

  it('are ended by the hundred', async () => {
    ec2.on(TerminateInstancesCommand).resolves({});
    await compute.terminate(Array.from({ length: 230 }, (_, n) => `i-${n}`));
    const ended = ec2.commandCalls(TerminateInstancesCommand).map((call) => call.args[0].input.InstanceIds?.length);
    expect(ended).toEqual([100, 100, 30]);
  });

  it('are ended in one call, and without a call when there are none', async () => {
    ec2.on(TerminateInstancesCommand).resolves({});
    await compute.terminate([]);
    await compute.terminate(['i-1', 'i-2']);
    expect(ec2.commandCalls(TerminateInstancesCommand).map((call) => call.args[0].input)).toEqual([
      { InstanceIds: ['i-1', 'i-2'] },
    ]);
  });

  it('are not asked for one by one when the refusal concerns all', async () => {
    ec2.on(TerminateInstancesCommand).rejects(answer('UnauthorizedOperation'));
    await expect(compute.terminate(['i-1', 'i-2'])).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    expect(ec2.commandCalls(TerminateInstancesCommand)).toHaveLength(1);
  });

  it('are ended one by one when EC2 refuses all for one that is protected', async () => {
    const ended: string[] = [];
    ec2.on(TerminateInstancesCommand).callsFake(async ({ InstanceIds = [] }: { InstanceIds?: string[] }) => {
      if (InstanceIds.includes('i-2')) throw answer('OperationNotPermitted');
      ended.push(...InstanceIds);
    });
    await expect(compute.terminate(['i-1', 'i-2', 'i-3'])).rejects.toThrow('i-2: look for termination protection');
    expect(ended).toEqual(['i-1', 'i-3']);
  });
});

function answer(name: string): EC2ServiceException {
  return new EC2ServiceException({ name, message: 'refused', $fault: 'client', $metadata: {} });
}
