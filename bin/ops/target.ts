/** Which deployment a command is meant for, and where its parts are. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { parseJson } from '../../core/shared/json.ts';
import type { ServedModels } from '../../core/transcript/served-models.ts';
import { stackNames } from '../../lib/names.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { loadStage } from '../../lib/stages/index.ts';
import { forgetRealAws } from '../../local/environment.ts';
import type { Outputs } from '../../local/outputs.ts';
import { PATHS } from '../../local/paths.ts';
import { outputsOfRunning } from '../../local/state-directory.ts';
import { describeStack } from '../stack.ts';
import { EXIT, OperatorError } from './operator-error.ts';

/** `models`: by name, the default first. */
export type Deployment = { table: string; bucket: string; queues: Record<QueueName, string>; models: ServedModels };
export type QueueName = 'uploads' | 'jobs' | 'deliveries';
export const QUEUE_NAMES: readonly QueueName[] = ['uploads', 'jobs', 'deliveries'];

export type Target = {
  place: 'aws' | 'local';
  stage: string;
  region: string;
  config: StageConfig;
  /** Names and URLs of its parts; asks CloudFormation, so commands that need none of them do not call it. */
  deployment: () => Promise<Deployment>;
};

type TargetOptions = {
  stage?: string | undefined;
  region?: string | undefined;
  profile?: string | undefined;
  local?: boolean | undefined;
  stateDir?: string | undefined;
};

/**
 * Finds the deployment and sets this process's AWS environment to it, before any client is made.
 *
 * @throws OperatorError when it is not said which one, or when it is not there
 */
export async function findTarget(options: TargetOptions): Promise<Target> {
  const { stage, local, stateDir: stateDirectory } = options;
  if (stage !== undefined && (local || stateDirectory !== undefined)) {
    throw new OperatorError(
      '--stage is for AWS, --local and --state-dir are for this machine; give one of them',
      EXIT.usage,
    );
  }
  if (stage !== undefined) return awsTarget(stage, options);
  const outputs = await outputsOfRunning(stateDirectory ?? PATHS.state);
  if (outputs) return localTarget(outputs);
  if (local || stateDirectory !== undefined) {
    throw new OperatorError(`no local stack is up in ${stateDirectory ?? PATHS.state}; start one with \`npm start\``);
  }
  throw new OperatorError(
    'which deployment? Give --stage production (AWS), or start a local one with `npm start`',
    EXIT.usage,
  );
}

async function awsTarget(stage: string, { region: wanted, profile }: TargetOptions): Promise<Target> {
  const config = loadStage(stage);
  if (profile) process.env['AWS_PROFILE'] = profile;
  const region = wanted ?? (await regionOfTheCli()) ?? config.region;
  process.env['AWS_REGION'] = region;
  return { place: 'aws', stage, region, config, deployment: () => deploymentOf(config, region) };
}

/** The AWS CLI reads AWS_DEFAULT_REGION too, which the SDK does not know; both read the profile. */
async function regionOfTheCli(): Promise<string | undefined> {
  const named = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  return named ?? (await new CloudFormationClient({}).config.region().catch(() => undefined));
}

async function deploymentOf(config: StageConfig, region: string): Promise<Deployment> {
  const name = stackNames(config.stage).transcription;
  const stack = await describeStack(new CloudFormationClient({ region }), name);
  if (!stack) {
    throw new OperatorError(
      `no stack ${name} in ${region}; the stage file says ${config.region}. Give --region, or --profile of its account`,
    );
  }
  const outputs = new Map(stack.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const output = (key: string) => {
    const value = outputs.get(key);
    if (value) return value;
    throw new OperatorError(`stack ${name} has no output ${key}; is it ${stack.StackStatus}? Deploy it again`);
  };
  const [uploads, jobs, deliveries] = ['UploadsQueueUrl', 'JobsQueueUrl', 'DeliveriesQueueUrl'].map(output);
  return {
    table: output('TableName'),
    bucket: output('BucketName'),
    queues: { uploads: uploads ?? '', jobs: jobs ?? '', deliveries: deliveries ?? '' },
    // Absent where a version is deployed that knew one model.
    models: servedModels(
      z
        .string()
        .array()
        .safeParse(parseJson(outputs.get('Models') ?? '')).data ?? [config.model.name],
    ),
  };
}

function servedModels([name = '', ...others]: readonly string[]): ServedModels {
  return [{ name }, ...others.map((other) => ({ name: other }))];
}

function localTarget(outputs: Outputs): Target {
  // Nothing of the operator's real account may be reached from here on.
  forgetRealAws();
  Object.assign(process.env, {
    AWS_REGION: outputs.region,
    AWS_ACCESS_KEY_ID: outputs.aws_access_key_id,
    AWS_SECRET_ACCESS_KEY: outputs.aws_secret_access_key,
    AWS_ENDPOINT_URL: outputs.endpoint_url,
    AWS_ENDPOINT_URL_EC2: outputs.ec2_endpoint_url,
  });
  const queues = {
    uploads: outputs.uploads_queue_url,
    jobs: outputs.jobs_queue_url,
    deliveries: outputs.deliveries_queue_url,
  };
  const config = loadStage('local');
  const models = servedModels(outputs.models);
  const deployment = async () => ({ table: outputs.table, bucket: outputs.bucket, queues, models });
  return { place: 'local', stage: config.stage, region: outputs.region, config, deployment };
}
