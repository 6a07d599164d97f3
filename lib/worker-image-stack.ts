import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { placeOf } from '../core/transcript/served-models.ts';
import { componentDocument } from './constructs/image/image-component.ts';
import { ImagePipeline } from './constructs/image/image-pipeline.ts';
import { oldImagesFunction } from './constructs/image/old-images-function.ts';
import { engineVariables } from './engine-image.ts';
import { bakedModel } from './model.ts';
import { launchTemplateName } from './names.ts';
import type { ModelStage } from './stage-models.ts';

const WORKER_AMI = fileURLToPath(new URL('../worker-ami', import.meta.url));
/** The worker's sources come as bundles, tests stay behind, and so does what tools leave lying around. */
const NOT_IN_THE_IMAGE = ['worker', 'engines/*/tests', 'engines/contract', '**/__pycache__', '**/.*', '**/*.egg-info'];

export interface WorkerImageStackProps extends StackProps {
  /** Whose image it is; `config` names its model and its parameter. */
  readonly model: ModelStage;
  /** Folder with the worker's bundles, made by `npm run build`. */
  readonly codeRoot: string;
}

/**
 * How the workers' machine image is made. Deploying it builds nothing: an operator starts the pipeline, and the id of an
 * image that passed its test goes to the SSM parameter that every launch reads.
 */
export class WorkerImageStack extends Stack {
  constructor(scope: Construct, id: string, props: WorkerImageStackProps) {
    super(scope, id, props);
    const { codeRoot } = props;
    const { config, further } = props.model;
    const scripts = new Asset(this, 'Scripts', { path: WORKER_AMI, exclude: NOT_IN_THE_IMAGE });
    const worker = new Asset(this, 'Worker', { path: join(codeRoot, 'worker'), exclude: ['*.map'] });
    const logs = new LogGroup(this, 'WorkerLogs', {
      logGroupName: config.imageParameter,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const model = bakedModel(config.model);
    const environment = {
      ...engineVariables(config.model),
      MODEL_ID: model.source,
      MODEL_REVISION: model.revision,
      MAX_LIFETIME_SECONDS: String(config.maxLifetimeSeconds),
      LOG_GROUP: config.imageParameter,
    };
    // Components and recipes cannot be changed, so their names change with what they are made of.
    const contents = JSON.stringify([scripts.assetHash, worker.assetHash, environment, config.image.sizeGib]);
    const version = createHash('sha256').update(contents).digest('hex').slice(0, 12);
    const name = placeOf(launchTemplateName(config.stage), further);
    const place = ({ s3BucketName: bucketName, s3ObjectKey: objectKey }: Asset) => ({ bucketName, objectKey });
    const document = componentDocument({
      imageFolder: join(WORKER_AMI, 'image'),
      scripts: place(scripts),
      worker: place(worker),
      environment,
    });
    const component = new CfnComponent(this, 'Component', {
      name: `${name}-${version}`,
      version: '1.0.0',
      platform: 'Linux',
      data: this.toJsonString(document),
    });
    const { pipeline } = new ImagePipeline(this, 'Image', {
      config,
      name,
      version,
      component,
      assets: [scripts, worker],
      model,
    });

    oldImagesFunction(this, { config, codeRoot, name });

    const output = (outputId: string, value: string, description: string) =>
      new CfnOutput(this, outputId, { value, description });
    output('ImagePipelineArn', pipeline.attrArn, 'makes the image of the workers');
    output('ImageParameter', config.imageParameter, 'holds the id of the newest image that passed its test');
    output('WorkerLogGroup', logs.logGroupName, 'one stream an instance');
    output(
      'FirstBuildImage',
      `aws imagebuilder start-image-pipeline-execution --region ${config.region} --image-pipeline-arn ${pipeline.attrArn}`,
      'starts a build, which takes about 40 minutes',
    );
  }
}
