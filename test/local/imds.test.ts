import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MetadataService, startMetadataService } from '../../local/ec2/imds.ts';

const facts = {
  instanceId: 'i-0123',
  instanceType: 'g5.xlarge',
  market: 'spot',
  zone: 'us-east-1a',
  imageId: 'ami-1',
  launchedAt: '2026-01-01T00:00:00.000Z',
  userData: '{"schema":1}',
} as const;

let service: MetadataService;
const credentials = {
  Code: 'Success',
  Type: 'AWS-HMAC',
  LastUpdated: '2026-01-01T00:00:00.000Z',
  AccessKeyId: 'ASIA',
  SecretAccessKey: 'secret',
  Token: 'token',
  Expiration: '2026-01-01T01:00:00.000Z',
} as const;
beforeAll(async () => {
  service = await startMetadataService(facts, { name: 'workers', credentials: async () => credentials });
});
afterAll(() => service.close());

const TTL = 'x-aws-ec2-metadata-token-ttl-seconds';
const askToken = (ttl: Record<string, string>) =>
  fetch(`${service.url}/latest/api/token`, { method: 'PUT', headers: ttl });

async function get(path: string): Promise<{ status: number; body: string }> {
  const token = await (await askToken({ [TTL]: '60' })).text();
  const answer = await fetch(`${service.url}${path}`, { headers: { 'x-aws-ec2-metadata-token': token } });
  return { status: answer.status, body: await answer.text() };
}

describe('metadata service', () => {
  it.each([
    ['/latest/user-data', facts.userData],
    ['/latest/meta-data/instance-id', 'i-0123'],
    ['/latest/meta-data/instance-type', 'g5.xlarge'],
    ['/latest/meta-data/instance-life-cycle', 'spot'],
    ['/latest/meta-data/placement/availability-zone', 'us-east-1a'],
    ['/latest/meta-data/placement/region', 'us-east-1'],
  ])('answers %s', async (path, body) => {
    expect(await get(path)).toEqual({ status: 200, body });
  });

  it('describes the instance', async () => {
    const { body } = await get('/latest/dynamic/instance-identity/document');
    expect(JSON.parse(body)).toMatchObject({ instanceId: 'i-0123', region: 'us-east-1' });
  });

  it('has the credentials of the role of the instance, and of no other', async () => {
    const path = '/latest/meta-data/iam/security-credentials/';
    expect(await get(path)).toEqual({ status: 200, body: 'workers' });
    expect(JSON.parse((await get(`${path}workers`)).body)).toEqual(credentials);
    expect(await get(`${path}administrator`)).toMatchObject({ status: 404 });
  });

  it('knows nothing else', async () => {
    expect(await get('/latest/meta-data/hostname')).toMatchObject({ status: 404 });
  });

  it('gives nothing without a token, or for a token of its own invention', async () => {
    const path = `${service.url}/latest/user-data`;
    expect((await fetch(path)).status).toBe(401);
    expect((await fetch(path, { headers: { 'x-aws-ec2-metadata-token': 'made-up' } })).status).toBe(401);
  });

  it.each([{}, { [TTL]: '0' }, { [TTL]: '21601' }, { [TTL]: 'x' }])(
    'gives no token for the lifetime %j',
    async (ttl) => {
      expect((await askToken(ttl)).status).toBe(400);
    },
  );

  it('tells of an interruption from then on', async () => {
    const path = '/latest/meta-data/spot/instance-action';
    expect(await get(path)).toMatchObject({ status: 404 });
    service.interrupt({ action: 'terminate', time: '2026-01-01T00:02:00Z' });
    expect(JSON.parse((await get(path)).body)).toEqual({ action: 'terminate', time: '2026-01-01T00:02:00Z' });
  });

  it('tells of a rebalance from then on', async () => {
    const path = '/latest/meta-data/events/recommendations/rebalance';
    expect(await get(path)).toMatchObject({ status: 404 });
    service.recommendRebalance('2026-01-01T00:00:00Z');
    expect(JSON.parse((await get(path)).body)).toEqual({ noticeTime: '2026-01-01T00:00:00Z' });
  });
});
