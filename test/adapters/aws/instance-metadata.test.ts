import { describe, expect, it } from 'vitest';
import { readInstanceFacts } from '../../../adapters/aws/instance-metadata.ts';
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

async function read(metadata: Metadata) {
  const endpoint = await serve((request, response) => {
    const { method, url = '', headers } = request;
    if (method === 'PUT' && url === '/latest/api/token') {
      const lasts = headers['x-aws-ec2-metadata-token-ttl-seconds'];
      return response.writeHead(lasts ? 200 : 400).end('token-1');
    }
    if (headers['x-aws-ec2-metadata-token'] !== 'token-1') return response.writeHead(401).end();
    return url in metadata ? response.end(metadata[url]) : response.writeHead(404).end();
  });
  return readInstanceFacts({ AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint });
}
