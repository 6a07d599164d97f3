/** The instance metadata service, version 2 (token first): what an EC2 instance can learn about itself. */
import { type Market, UserData } from '../../core/contracts/settings.ts';
import type { LaunchedInstance } from '../../core/ports.ts';

/** Link-local address of the service on EC2; the SDK's own variable moves it elsewhere. */
const DEFAULT_ENDPOINT = 'http://169.254.169.254';
const TOKEN_SECONDS = '21600';
const TIMEOUT_MS = 5_000;

export type InstanceFacts = { instance: LaunchedInstance; user_data: UserData };

/**
 * @throws Error when the service does not answer, or the user data is not what a launch template of ours carries
 */
export async function readInstanceFacts(environment: NodeJS.ProcessEnv): Promise<InstanceFacts> {
  const get = await openMetadata(environment);
  const [instance_id, instance_type, lifeCycle, userData] = await Promise.all([
    get('meta-data/instance-id'),
    get('meta-data/instance-type'),
    get('meta-data/instance-life-cycle'),
    get('user-data'),
  ]);
  const market: Market = lifeCycle === 'spot' ? 'spot' : 'on-demand';
  return { instance: { instance_id, instance_type, market }, user_data: parseUserData(userData) };
}

/** @throws Error when the service does not answer or the instance has no user data */
export async function readUserData(environment: NodeJS.ProcessEnv): Promise<string> {
  const get = await openMetadata(environment);
  return get('user-data');
}

async function openMetadata(environment: NodeJS.ProcessEnv): Promise<(path: string) => Promise<string>> {
  const endpoint = environment['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? DEFAULT_ENDPOINT;
  const token = await call(endpoint, '/latest/api/token', {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS },
  });
  return (path) => call(endpoint, `/latest/${path}`, { headers: { 'x-aws-ec2-metadata-token': token } });
}

function parseUserData(text: string): UserData {
  try {
    return UserData.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(
      'the user data is not the JSON that this worker expects; was the launch template changed by hand?',
      {
        cause: error,
      },
    );
  }
}

async function call(endpoint: string, path: string, init: RequestInit): Promise<string> {
  const response = await fetch(`${endpoint}${path}`, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`instance metadata ${path} answered ${response.status}, expected 200`);
  return response.text();
}
