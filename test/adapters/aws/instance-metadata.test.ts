import { describe, expect, it } from 'vitest';
import { openNotices, readInstanceFacts } from '../../../adapters/aws/instance-metadata.ts';
import { serve } from '../../support/http-server.ts';
import { makeUserData } from '../../support/user-data.ts';

type Metadata = Record<string, string>;

const makeMetadata = (metadata: Metadata = {}): Metadata => ({
  '/latest/meta-data/instance-id': 'i-123',
  '/latest/meta-data/instance-type': 'g5.xlarge',
  '/latest/meta-data/instance-life-cycle': 'spot',
  '/latest/user-data': JSON.stringify(makeUserData()),
  ...metadata,
});

describe('an instance', () => {
  it('learns who it is and what to do, with a token', async () => {
    const facts = await read(makeMetadata());
    expect(facts).toEqual({
      instance: { instance_id: 'i-123', instance_type: 'g5.xlarge', market: 'spot' },
      user_data: makeUserData(),
    });
  });

  it.each(['on-demand', 'scheduled', 'capacity-block'])('of life cycle %s is on demand', async (lifeCycle) => {
    const { instance } = await read(makeMetadata({ '/latest/meta-data/instance-life-cycle': lifeCycle }));
    expect(instance.market).toBe('on-demand');
  });

  it.each(['', 'no json', '{}', '#!/bin/bash', JSON.stringify({ ...makeUserData(), schema: 2 })])(
    'with the user data "%.20s" says what is wrong',
    async (userData) => {
      await expect(read(makeMetadata({ '/latest/user-data': userData }))).rejects.toThrow('launch template');
    },
  );

  it('without user data says which path is missing', async () => {
    const { '/latest/user-data': _none, ...metadata } = makeMetadata();
    await expect(read(metadata)).rejects.toThrow('/latest/user-data answered 404');
  });
});

describe('the notices of an instance', () => {
  const INTERRUPTION = '/latest/meta-data/spot/instance-action';
  const REBALANCE = '/latest/meta-data/events/recommendations/rebalance';

  it('are none while EC2 answers 404', async () => {
    const notices = await openNotices(await serveMetadata({}));
    expect(await notices()).toEqual({ interruption: undefined, rebalance: undefined });
  });

  it.each([
    ['terminate', '{"action":"terminate","time":"2026-03-01T12:02:00Z"}', '2026-03-01T12:02:00Z'],
    ['stop', '{"action":"stop","time":"2026-03-01T12:02:00Z"}', '2026-03-01T12:02:00Z'],
    ['something unreadable', 'soon', 'a time that was not said'],
  ])('announce an interruption that will %s', async (_action, body, interruption) => {
    const metadata: Metadata = {};
    const notices = await openNotices(await serveMetadata(metadata));
    metadata[INTERRUPTION] = body;
    expect(await notices()).toEqual({ interruption, rebalance: undefined });
  });

  it('announce a rebalance', async () => {
    const notices = await openNotices(await serveMetadata({ [REBALANCE]: '{"noticeTime":"2026-03-01T12:00:00Z"}' }));
    expect(await notices()).toEqual({ interruption: undefined, rebalance: '2026-03-01T12:00:00Z' });
  });

  it('are read with another token once the first has expired', async () => {
    const token = { value: 'token-1' };
    const notices = await openNotices(await serveMetadata({ [INTERRUPTION]: '{"time":"soon"}' }, token));
    token.value = 'token-2';
    expect(await notices()).toMatchObject({ interruption: 'soon' });
  });

  it('are read when a token is given again that was refused once', async () => {
    const token = { value: 'token-1', status: 200 };
    const notices = await openNotices(await serveMetadata({ [INTERRUPTION]: '{"time":"soon"}' }, token));
    Object.assign(token, { value: 'token-2', status: 403 });
    await expect(notices()).rejects.toThrow('/latest/api/token answered 403');
    token.status = 200;
    expect(await notices()).toMatchObject({ interruption: 'soon' });
  });

  it('that EC2 fails to give are a failure, not none', async () => {
    const endpoint = await serve((request, response) =>
      request.method === 'PUT' ? response.end('token-1') : response.writeHead(500).end(),
    );
    const notices = await openNotices({ AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint });
    await expect(notices()).rejects.toThrow('answered 500');
  });
});

async function read(metadata: Metadata) {
  return readInstanceFacts(await serveMetadata(metadata));
}

async function serveMetadata(metadata: Metadata, token: { value: string; status?: number } = { value: 'token-1' }) {
  const endpoint = await serve((request, response) => {
    const { method, url = '', headers } = request;
    if (method === 'PUT' && url === '/latest/api/token') {
      const lasts = headers['x-aws-ec2-metadata-token-ttl-seconds'];
      return response.writeHead(lasts ? (token.status ?? 200) : 400).end(token.value);
    }
    if (headers['x-aws-ec2-metadata-token'] !== token.value) return response.writeHead(401).end();
    return url in metadata ? response.end(metadata[url]) : response.writeHead(404).end();
  });
  return { AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint };
}
