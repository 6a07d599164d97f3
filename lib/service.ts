import type { App } from 'aws-cdk-lib';
import { stackNames } from './names.ts';
import type { StageConfig } from './stage-config.ts';
import { imageStackName, modelStages } from './stage-models.ts';
import { StorageStack } from './storage-stack.ts';
import { TranscriptionStack } from './transcription-stack.ts';
import { WorkerImageStack } from './worker-image-stack.ts';

export interface ServiceProps {
  readonly config: StageConfig;
  /** Folder with one bundle per Lambda, made by `npm run build`. */
  readonly codeRoot: string;
}

/** The whole deployment of one stage. The account is left to whoever deploys, so no look-up is ever made. */
export function defineService(app: App, { config, codeRoot }: ServiceProps) {
  const env = { region: config.region };
  const names = stackNames(config.stage);
  const storage = new StorageStack(app, names.storage, {
    config,
    env,
    description: "Transcription: uploads, results and jobs. Holds clients' data",
    terminationProtection: config.removal === 'retain',
  });
  const transcription = new TranscriptionStack(app, names.transcription, {
    config,
    storage,
    codeRoot,
    env,
    description: 'Transcription: API, Lambdas, queues and workers',
  });
  if (!config.image.build) return { storage, transcription };
  const [image, ...furtherImages] = modelStages(config).map(
    (model) =>
      new WorkerImageStack(app, imageStackName(config.stage, model.further), {
        model,
        codeRoot,
        env,
        description: 'Transcription: how the machine image of the workers is made',
      }),
  );
  return { storage, transcription, image, furtherImages };
}
