/** Once a day: deletes machine images of the workers that nobody goes back to any more. */
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { ec2 } from '../../adapters/aws/clients/ec2.ts';
import { ssm } from '../../adapters/aws/clients/ssm.ts';
import { machineImages } from '../../adapters/aws/machine-images.ts';
import { log, logger } from '../../adapters/observability/log.ts';
import { oldImages } from '../../core/operate/old-images.ts';
import { ENV, readEnv } from '../../core/shared/env.ts';

const env = readEnv(
  {
    [ENV.imageName]: z.string(),
    [ENV.imageParameter]: z.string(),
    [ENV.imagesKept]: z.coerce.number().int().min(1),
  },
  process.env,
);

/** An image that cannot be deleted keeps no other, and fails the run so that it is seen; tomorrow comes another. */
export async function handler(_event: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  const images = machineImages({ ec2: ec2(), ssm: ssm() }, { name: env.IMAGE_NAME, parameter: env.IMAGE_PARAMETER });
  const [all, inUse] = await Promise.all([images.list(), images.inUse()]);
  const old = oldImages(all, { keep: env.IMAGES_KEPT, inUse });
  const removals = await Promise.allSettled(old.map(({ id }) => images.remove(id)));
  const reasons = removals.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  log.info('old images looked for', { images: all.length, in_use: inUse, deleted: old.length - reasons.length });
  if (reasons.length > 0) throw new AggregateError(reasons, `${reasons.length} images could not be deleted`);
}
