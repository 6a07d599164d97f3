/** The instance metadata service, version 2 (token first): what an EC2 instance can learn about itself. */
import * as z from 'zod';
import { type Market, UserData } from '../../core/contracts/settings.ts';
import { parseJson } from '../../core/shared/json.ts';
import type { LaunchedInstance } from '../../core/shared/ports.ts';

/** Link-local address of the service on EC2; the SDK's own variable moves it elsewhere. */
const DEFAULT_ENDPOINT = 'http://169.254.169.254';
const TOKEN_SECONDS = '21600';
const TOKEN_PATH = 'api/token';
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

/** What EC2 announces about an instance's end; undefined while it announces nothing. */
export type Notices = {
  /** Spot takes the instance back at this time, two minutes after it says so. */
  interruption: string | undefined;
  /** The instance is more likely than others to be taken back. */
  rebalance: string | undefined;
};

/**
 * @returns a function that asks for the notices as they are now
 * @throws Error when the service does not answer
 */
export async function openNotices(environment: NodeJS.ProcessEnv): Promise<() => Promise<Notices>> {
  const ask = await openService(environment);
  const time = async (path: string, name: string) => {
    const answer = await ask(path);
    return answer.status === 404 ? undefined : timeIn(parseJson(await textOf(answer, path)), name);
  };
  return async () => ({
    interruption: await time('meta-data/spot/instance-action', 'time'),
    rebalance: await time('meta-data/events/recommendations/rebalance', 'noticeTime'),
  });
}

/** @throws Error when the service does not answer or the instance has no user data */
export async function readUserData(environment: NodeJS.ProcessEnv): Promise<string> {
  const get = await openMetadata(environment);
  return get('user-data');
}

async function openMetadata(environment: NodeJS.ProcessEnv): Promise<(path: string) => Promise<string>> {
  const ask = await openService(environment);
  return async (path) => textOf(await ask(path), path);
}

/** Asks with a token; a worker may outlive the token, and then gets another. */
async function openService(environment: NodeJS.ProcessEnv): Promise<(path: string) => Promise<Response>> {
  const endpoint = environment['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? DEFAULT_ENDPOINT;
  const send = (path: string, init: RequestInit) =>
    fetch(`${endpoint}/latest/${path}`, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const newToken = async () => {
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS };
    return textOf(await send(TOKEN_PATH, { method: 'PUT', headers }), TOKEN_PATH);
  };
  let token = await newToken();
  const get = (path: string) => send(path, { headers: { 'x-aws-ec2-metadata-token': token } });
  return async (path) => {
    const answer = await get(path);
    if (answer.status !== 401) return answer;
    token = await newToken();
    return get(path);
  };
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

async function textOf(response: Response, path: string): Promise<string> {
  if (!response.ok) throw new Error(`instance metadata /latest/${path} answered ${response.status}, expected 200`);
  return response.text();
}

/** A notice without a readable time is a notice all the same. */
function timeIn(notice: unknown, name: string): string {
  const parsed = z.object({ [name]: z.string() }).safeParse(notice);
  return (parsed.success && parsed.data[name]) || 'a time that was not said';
}
