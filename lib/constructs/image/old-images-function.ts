import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { ENV } from '../../../core/shared/env.ts';
import type { StageConfig } from '../../stage-config.ts';
import { ServiceFunction } from '../service-function.ts';
import { oldImagesStatements } from './image-permissions.ts';

export interface OldImagesProps {
  readonly config: StageConfig;
  readonly codeRoot: string;
  /** Tag `Name` of the stage's images. */
  readonly name: string;
}

/**
 * Deletes old images once a day. Image Builder's own lifecycle policies count the images of one version of a recipe, and every
 * content of ours is a recipe of its own; its events of finished builds come by best effort only.
 */
export function oldImagesFunction(scope: Construct, { config, codeRoot, name }: OldImagesProps): ServiceFunction {
  const oldImages = new ServiceFunction(scope, 'OldImages', {
    name: 'delete-old-images',
    codeRoot,
    timeout: Duration.minutes(5),
    logRetentionDays: config.logRetentionDays,
    environment: {
      [ENV.imageName]: name,
      [ENV.imageParameter]: config.imageParameter,
      [ENV.imagesKept]: String(config.image.keep),
    },
    permissions: oldImagesStatements(Stack.of(scope), name, config.imageParameter),
  });
  new Rule(scope, 'EveryDay', {
    description: 'deletes old images of the transcription workers',
    schedule: Schedule.rate(Duration.days(1)),
    targets: [new LambdaFunction(oldImages.handler, { retryAttempts: 0 })],
  });
  return oldImages;
}
