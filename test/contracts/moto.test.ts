/** The contract of compute over the EC2 adapter, against moto's EC2. */
import { CreateLaunchTemplateCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { ec2Compute } from '../../adapters/aws/ec2-compute.ts';
import { STAGE_TAG } from '../../core/fleet/fleet.ts';
import { clientSettings } from '../../local/clients.ts';
import { defineComputeContract } from './compute.ts';
import { givenMoto } from './emulators.ts';

const ec2 = new EC2Client({ ...clientSettings((await givenMoto()).url), maxAttempts: 1 });
const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
const subnet_ids = Subnets.map((subnet) => subnet.SubnetId ?? '');

let stages = 0;
/** One account for all tests: each has a stage of its own, with its launch template, as deployments have. */
async function givenStage(): Promise<string> {
  stages += 1;
  const stage = `test-${stages}`;
  const TagSpecifications = [{ ResourceType: 'instance' as const, Tags: [{ Key: STAGE_TAG, Value: stage }] }];
  const LaunchTemplateData = { ImageId: 'ami-00000000000000000', TagSpecifications };
  await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: stage, LaunchTemplateData }));
  return stage;
}

const computeOf = (stage: string, launch_template_name: string) =>
  ec2Compute(ec2, {
    stage,
    launch_template_name,
    fleet: { instance_types: ['g4dn.xlarge', 'g5.xlarge'], subnet_ids },
  });

defineComputeContract('EC2', async () => {
  const stage = await givenStage();
  return computeOf(stage, stage);
});

it('says what is wrong when it cannot launch anything', async () => {
  const outcome = await computeOf('test', 'nobody made this').launch({
    count: 1,
    market: 'spot',
    token: 'test-9-spot',
  });
  expect(outcome).toEqual({
    instances: [],
    errors: [{ code: expect.stringMatching(/LaunchTemplate/), message: expect.any(String) }],
  });
});
