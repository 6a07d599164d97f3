/** The contract of compute over the EC2 adapter, against moto's EC2. */
import { CreateLaunchTemplateCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { ec2Compute } from '../../adapters/aws/ec2-compute.ts';
import { clientSettings } from '../../local/clients.ts';
import { defineComputeContract } from './compute.ts';
import { givenMoto } from './emulators.ts';

const ec2 = new EC2Client({ ...clientSettings((await givenMoto()).url), maxAttempts: 1 });
const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
const subnet_ids = Subnets.map((subnet) => subnet.SubnetId ?? '');
await ec2.send(
  new CreateLaunchTemplateCommand({
    LaunchTemplateName: 'worker',
    LaunchTemplateData: { ImageId: 'ami-00000000000000000' },
  }),
);

let stages = 0;
const computeOf = (launch_template_name: string) => {
  // One account for all tests: each has a stage of its own, as deployments have.
  stages += 1;
  const fleet = { instance_types: ['g4dn.xlarge', 'g5.xlarge'], subnet_ids };
  return ec2Compute(ec2, { stage: `test-${stages}`, launch_template_name, fleet });
};

defineComputeContract('EC2', async () => computeOf('worker'));

it('says what is wrong when it cannot launch anything', async () => {
  const outcome = await computeOf('nobody made this').launch({ count: 1, market: 'spot', token: 'test-9-spot' });
  expect(outcome).toEqual({
    instances: [],
    errors: [{ code: expect.stringMatching(/LaunchTemplate/), message: expect.any(String) }],
  });
});
