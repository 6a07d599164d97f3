/** The machine image that the next launch takes, and the model in it. */
import { DescribeImagesCommand, type EC2Client, type Image } from '@aws-sdk/client-ec2';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { bakedModel, MODEL_TAGS } from '../../lib/model.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { modelStages } from '../../lib/stage-models.ts';
import { parameter } from './account.ts';
import { type Check, type Finding, ok, wrong } from './finding.ts';

export type ImageClients = { ec2: EC2Client; ssm: SSMClient };

const BUILD = 'build an image: docs/deploy.md, "Build the image"';

export function imageChecks(stage: StageConfig, clients: ImageClients): Check[] {
  return modelStages(stage).flatMap(({ config, further }) => {
    const image = findImage(config, clients);
    // Looked at by two checks; a failure is told by each of them and by nobody else.
    image.catch(() => undefined);
    const of = further === undefined ? '' : `, ${further}`;
    return [
      { name: `worker image${of}`, look: async () => imageFinding(config, await image) },
      { name: `model${of}`, look: async () => modelFinding(config, await image) },
    ];
  });
}

type Found = { id: string | undefined; image: Image | undefined };

async function findImage(config: StageConfig, { ec2, ssm }: ImageClients): Promise<Found> {
  const id = await parameter(ssm, config.imageParameter);
  if (!id) return { id, image: undefined };
  // Asked by filter: an id of an image that is gone is then no error.
  const question = new DescribeImagesCommand({ Filters: [{ Name: 'image-id', Values: [id] }] });
  return { id, image: (await ec2.send(question)).Images?.[0] };
}

function imageFinding({ imageParameter }: StageConfig, { id, image }: Found): Finding {
  if (!id) return wrong(`no parameter ${imageParameter}`, 'the id of a machine image in it', BUILD);
  if (image?.State === 'available')
    return ok(`${id} of ${image.CreationDate ?? 'an unknown day'}, in ${imageParameter}`);
  return wrong(
    `${imageParameter} names ${id}, which is ${image?.State ?? 'not there'}`,
    'an image that is available',
    BUILD,
  );
}

function modelFinding({ model, image: { build } }: StageConfig, { image }: Found): Finding {
  if (!image) return wrong('no image to look into', `one with ${model.source}`, BUILD);
  const tags = Object.fromEntries((image.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const found = `${tags[MODEL_TAGS.source] ?? 'unnamed'} at ${tags[MODEL_TAGS.revision] ?? 'no revision'}`;
  const wanted = build ? bakedModel(model) : model;
  const isWanted =
    tags[MODEL_TAGS.source] === wanted.source && (!wanted.revision || tags[MODEL_TAGS.revision] === wanted.revision);
  return isWanted
    ? ok(found)
    : wrong(found, `${wanted.source} at ${wanted.revision ?? 'any revision'}, as the stage says`, BUILD);
}
