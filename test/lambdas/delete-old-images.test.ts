import { DeregisterImageCommand, DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, it } from 'vitest';
import { CONTEXT } from '../support/lambda-events.ts';
import { stubClient } from '../support/stub-client.ts';

Object.assign(process.env, { IMAGE_NAME: 'transcription-worker', IMAGE_PARAMETER: '/image', IMAGES_KEPT: '2' });
const { handler } = await import('../../lambdas/delete-old-images/handler.ts');
const ec2 = stubClient(EC2Client);
const ssm = stubClient(SSMClient);
const removed = () => ec2.commandCalls(DeregisterImageCommand).map((call) => call.args[0].input);

beforeEach(() => {
  const image = (day: number) => ({ ImageId: `ami-${day}`, CreationDate: `2026-11-0${day}T10:00:00.000Z` });
  ec2
    .on(DescribeImagesCommand)
    .resolves({ Images: [1, 2].map(image), NextToken: 'more' })
    .on(DescribeImagesCommand, { NextToken: 'more' })
    .resolves({ Images: [3, 4].map(image) });
  ec2.on(DeregisterImageCommand).resolves({});
  ssm.on(GetParameterCommand, { Name: '/image' }).resolves({ Parameter: { Value: 'ami-1' } });
});

describe('a run', () => {
  it('deletes what is neither new nor in use, with its snapshots', async () => {
    await handler({}, CONTEXT);
    expect(removed()).toEqual([{ ImageId: 'ami-2', DeleteAssociatedSnapshots: true }]);
    expect(ec2).toHaveReceivedCommandWith(DescribeImagesCommand, {
      Owners: ['self'],
      Filters: [{ Name: 'tag:Name', Values: ['transcription-worker'] }],
    });
  });

  it('deletes nothing before the first build has written the parameter', async () => {
    ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: 'no', $metadata: {} }));
    await handler({}, CONTEXT);
    expect(removed()).toEqual([]);
  });

  it('goes on past an image that cannot be deleted, and fails to say so', async () => {
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: 'ami-4' } });
    ec2.on(DeregisterImageCommand, { ImageId: 'ami-2' }).rejects(new Error('in use by another account'));
    await expect(handler({}, CONTEXT)).rejects.toThrow('1 images could not be deleted');
    expect(removed().map(({ ImageId }) => ImageId)).toEqual(['ami-2', 'ami-1']);
  });
});
