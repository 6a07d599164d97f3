/** The instance metadata service of one instance: version 2 only, as the launch template demands on AWS. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ACCOUNT, REGION } from '../environment.ts';
import { type HttpAnswer, type HttpService, serveHttp } from '../processes/http.ts';
import type { InstanceRole } from './instance-role.ts';

export type InstanceFacts = {
  instanceId: string;
  instanceType: string;
  market: 'spot' | 'on-demand';
  zone: string;
  imageId: string;
  launchedAt: string;
  userData: string;
};

export type InterruptionNotice = { action: 'terminate'; time: string };

export type MetadataService = HttpService & {
  interrupt: (notice: InterruptionNotice) => void;
  recommendRebalance: (noticeTime: string) => void;
};

type Notices = { interruption?: InterruptionNotice; rebalance?: { noticeTime: string } };

const LONGEST_TOKEN_SECONDS = 21_600;
const NOT_FOUND: HttpAnswer = { status: 404 };
const ok = (body: string): HttpAnswer => ({ status: 200, body });

/** @param role whose credentials an instance finds there; without one it finds none */
export async function startMetadataService(facts: InstanceFacts, role?: InstanceRole): Promise<MetadataService> {
  const tokens = new Map<string, number>();
  const notices: Notices = {};
  const service = await serveHttp((request) => {
    if (request.method === 'PUT' && request.url === '/latest/api/token') return newToken(request, tokens);
    if (!hasToken(request, tokens)) return { status: 401 };
    if (request.method !== 'GET') return { status: 405 };
    return (role && roleCredentials(request.url ?? '', role)) ?? metadata(request.url ?? '', facts, notices);
  });
  const interrupt = (told: InterruptionNotice) => {
    notices.interruption = told;
  };
  const recommendRebalance = (noticeTime: string) => {
    notices.rebalance = { noticeTime };
  };
  return { ...service, interrupt, recommendRebalance };
}

function newToken(request: IncomingMessage, tokens: Map<string, number>): HttpAnswer {
  const seconds = Number(request.headers['x-aws-ec2-metadata-token-ttl-seconds']);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_TOKEN_SECONDS) return { status: 400 };
  const token = randomBytes(32).toString('base64url');
  tokens.set(token, Date.now() + seconds * 1000);
  return ok(token);
}

function hasToken(request: IncomingMessage, tokens: Map<string, number>): boolean {
  const token = request.headers['x-aws-ec2-metadata-token'];
  return typeof token === 'string' && (tokens.get(token) ?? 0) > Date.now();
}

const CREDENTIALS = '/latest/meta-data/iam/security-credentials/';

function roleCredentials(path: string, role: InstanceRole): Promise<HttpAnswer> | HttpAnswer | undefined {
  if (path === CREDENTIALS) return ok(role.name);
  if (path !== `${CREDENTIALS}${role.name}`) return undefined;
  return role.credentials().then((credentials) => ok(JSON.stringify(credentials, null, 2)));
}

function metadata(path: string, facts: InstanceFacts, { interruption, rebalance }: Notices): HttpAnswer {
  const values: Record<string, string | undefined> = {
    '/latest/user-data': facts.userData,
    '/latest/meta-data/instance-id': facts.instanceId,
    '/latest/meta-data/instance-type': facts.instanceType,
    '/latest/meta-data/instance-life-cycle': facts.market,
    '/latest/meta-data/ami-id': facts.imageId,
    '/latest/meta-data/placement/region': REGION,
    '/latest/meta-data/placement/availability-zone': facts.zone,
    '/latest/meta-data/spot/instance-action': interruption && JSON.stringify(interruption),
    '/latest/meta-data/events/recommendations/rebalance': rebalance && JSON.stringify(rebalance),
    '/latest/dynamic/instance-identity/document': JSON.stringify(identityDocument(facts), null, 2),
  };
  const value = values[path];
  return value === undefined ? NOT_FOUND : ok(value);
}

function identityDocument(facts: InstanceFacts) {
  return {
    accountId: ACCOUNT,
    architecture: 'x86_64',
    availabilityZone: facts.zone,
    imageId: facts.imageId,
    instanceId: facts.instanceId,
    instanceType: facts.instanceType,
    pendingTime: facts.launchedAt,
    privateIp: '127.0.0.1',
    region: REGION,
    version: '2017-09-30',
  };
}
