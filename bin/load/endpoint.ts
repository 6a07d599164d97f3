/** Where the load is sent, and with which key. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { stackNames } from '../../lib/names.ts';
import { PATHS } from '../../local/paths.ts';
import { outputsOfRunning } from '../../local/state-directory.ts';
import { EXIT, OperatorError } from '../ops/operator-error.ts';
import { findTarget } from '../ops/target.ts';
import { describeStack } from '../stack.ts';

export type EndpointOptions = {
  endpoint?: string | undefined;
  stage?: string | undefined;
  region?: string | undefined;
  profile?: string | undefined;
  key?: string | undefined;
  stateDir?: string | undefined;
};

/** @throws OperatorError when there is no service, or no key for it */
export async function findEndpoint(options: EndpointOptions): Promise<{ endpoint: string; apiKey: string }> {
  const { endpoint, stage, stateDir = PATHS.state } = options;
  if (endpoint !== undefined) return { endpoint, apiKey: keyOf(options) };
  if (stage !== undefined) return { endpoint: await apiUrlOf(options), apiKey: keyOf(options) };
  const outputs = await outputsOfRunning(stateDir);
  if (outputs) return { endpoint: outputs.api_url, apiKey: options.key ?? outputs.api_key };
  throw new OperatorError(
    `no local stack is up in ${stateDir}; start one with \`npm start\`, or give --endpoint or --stage`,
    EXIT.usage,
  );
}

function keyOf({ key = process.env['KEY'] }: EndpointOptions): string {
  if (key) return key;
  throw new OperatorError('no API key; give it in the environment as KEY (docs/deploy.md), or as --key', EXIT.usage);
}

async function apiUrlOf(options: EndpointOptions): Promise<string> {
  const { config, region } = await findTarget({ ...options, stateDir: undefined });
  const name = stackNames(config.stage).transcription;
  const stack = await describeStack(new CloudFormationClient({ region }), name);
  const url = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue;
  if (url) return url;
  throw new OperatorError(`no stack ${name} with an output ApiUrl in ${region}; give --region, or --endpoint`);
}
