/** Reads from the deployed stacks what a client has to know. */
import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { clientSettings } from '../clients.ts';
import { DUMMY_CREDENTIALS, REGION } from '../environment.ts';
import { LocalStackError } from '../errors.ts';
import type { Outputs } from '../outputs.ts';
import { type DeployedStack, resourcesOfType } from './stacks.ts';

export type Deployment = Omit<Outputs, 'ec2_endpoint_url' | 'engine_python' | 'cloud_python' | 'cloud_pid' | 'logs'>;

export async function describeDeployment(stacks: DeployedStack[], endpoint: string): Promise<Deployment> {
  const output = outputReader(stacks);
  const reachable = (url: string) => url.replace('://localhost:', '://127.0.0.1:');
  return {
    api_url: apiUrl(output('ApiId'), stacks, endpoint),
    api_key: await apiKeyValue(output('ApiKeyId'), endpoint),
    bucket: output('BucketName'),
    table: output('TableName'),
    endpoint_url: endpoint,
    region: REGION,
    aws_access_key_id: DUMMY_CREDENTIALS.accessKeyId,
    aws_secret_access_key: DUMMY_CREDENTIALS.secretAccessKey,
    uploads_queue_url: reachable(output('UploadsQueueUrl')),
    jobs_queue_url: reachable(output('JobsQueueUrl')),
    deliveries_queue_url: reachable(output('DeliveriesQueueUrl')),
    models: JSON.parse(output('Models')),
    reconcile_function: output('ReconcileFunctionName'),
  };
}

function outputReader(stacks: DeployedStack[]): (name: string) => string {
  const all = Object.assign({}, ...stacks.map(({ outputs }) => outputs)) as Record<string, string>;
  return (name) => {
    const value = all[name];
    if (value) return value;
    throw new LocalStackError(`the stacks have no output ${name}; they have ${Object.keys(all).join(', ')}`);
  };
}

/** The address in the stack's own output is on amazonaws.com; this is where ministack answers for it. */
function apiUrl(apiId: string, stacks: DeployedStack[], endpoint: string): string {
  const stage = resourcesOfType(stacks, 'AWS::ApiGateway::Stage')[0]?.properties as { StageName?: string } | undefined;
  return `${endpoint}/restapis/${apiId}/${stage?.StageName}/_user_request_`;
}

async function apiKeyValue(apiKey: string, endpoint: string): Promise<string> {
  const gateway = new APIGatewayClient(clientSettings(endpoint));
  const { value } = await gateway.send(new GetApiKeyCommand({ apiKey, includeValue: true }));
  if (value) return value;
  throw new LocalStackError(`API key ${apiKey} has no value, expected API Gateway to have made one`);
}
