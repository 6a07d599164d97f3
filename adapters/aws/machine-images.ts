import { DeregisterImageCommand, type EC2Client, paginateDescribeImages } from '@aws-sdk/client-ec2';
import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import type { MachineImage } from '../../core/operate/old-images.ts';

/** The account's own images of one name, and the parameter that says which of them launches take. */
export function machineImages(clients: { ec2: EC2Client; ssm: SSMClient }, place: { name: string; parameter: string }) {
  return {
    async list(): Promise<MachineImage[]> {
      const question = { Owners: ['self'], Filters: [{ Name: 'tag:Name', Values: [place.name] }] };
      const images: MachineImage[] = [];
      for await (const { Images = [] } of paginateDescribeImages({ client: clients.ec2 }, question)) {
        images.push(
          ...Images.map(({ ImageId = '', CreationDate = '' }) => ({ id: ImageId, created_at: CreationDate })),
        );
      }
      return images;
    },

    /** Undefined before the first build. */
    async inUse(): Promise<string | undefined> {
      try {
        return (await clients.ssm.send(new GetParameterCommand({ Name: place.parameter }))).Parameter?.Value;
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },

    /** With its snapshots. Instances that run from it go on. */
    async remove(id: string): Promise<void> {
      await clients.ec2.send(new DeregisterImageCommand({ ImageId: id, DeleteAssociatedSnapshots: true }));
    },
  };
}
