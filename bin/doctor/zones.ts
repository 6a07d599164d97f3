/** Which of the stage's instance types its zones have: not every zone has every type, and no launch says so beforehand. */
import { DescribeInstanceTypeOfferingsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { StageConfig } from '../../lib/stage-config.ts';
import { type Check, type Finding, ok, wrong } from './finding.ts';

type Offered = (zone: string, types: readonly string[]) => string[];

export function zoneChecks(config: StageConfig, { ec2 }: { ec2: EC2Client }): Check[] {
  const offered = readOffers(config, ec2);
  // Looked at by two checks; a failure is told by each of them and by nobody else.
  offered.catch(() => undefined);
  const { image, zones } = config;
  return [
    { name: 'types by zone', look: async () => workersFinding(config, await offered) },
    ...(image.build
      ? [{ name: 'types for the image', look: async () => buildFinding(image, zones[0] as string, await offered) }]
      : []),
  ];
}

async function readOffers({ instanceTypes, image }: StageConfig, ec2: EC2Client): Promise<Offered> {
  const Values = [...new Set([...instanceTypes, ...image.instanceTypes])];
  const { InstanceTypeOfferings = [] } = await ec2.send(
    new DescribeInstanceTypeOfferingsCommand({
      LocationType: 'availability-zone',
      Filters: [{ Name: 'instance-type', Values }],
    }),
  );
  const there = new Set(InstanceTypeOfferings.map(({ Location, InstanceType }) => `${Location} ${InstanceType}`));
  return (zone, types) => types.filter((type) => there.has(`${zone} ${type}`));
}

function workersFinding({ zones, instanceTypes }: StageConfig, offered: Offered): Finding {
  const found = zones.map((zone) => `${zone}: ${offered(zone, instanceTypes).join(', ') || 'none'}`).join('; ');
  const empty = zones.filter((zone) => offered(zone, instanceTypes).length === 0);
  const nowhere = instanceTypes.filter((type) => zones.every((zone) => offered(zone, [type]).length === 0));
  if (empty.length === 0 && nowhere.length === 0) return ok(found);
  return wrong(
    found,
    'each zone with a type of the stage, each type in a zone of it',
    `in the stage file leave out ${[...empty, ...nowhere].join(', ')}, or name other types in instanceTypes`,
  );
}

function buildFinding(image: StageConfig['image'], first: string, offered: Offered): Finding {
  const zone = image.zone ?? first;
  const types = offered(zone, image.instanceTypes);
  if (types.length > 0) return ok(`${zone}: ${types.join(', ')}`);
  return wrong(
    `${zone} has none of ${image.instanceTypes.join(', ')}`,
    'a type that an image is built on, in the zone it is built in',
    'set image.zone in the stage file to a zone that has one',
  );
}
