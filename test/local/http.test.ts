import { expect, it } from 'vitest';
import { serveHttp } from '../../local/processes/http.ts';

it('a local service closes no connection that a client may be about to use', async () => {
  const service = await serveHttp(() => ({ status: 200 }));
  const { headers } = await fetch(service.url);
  await service.close();
  // Where there is a time after which it would, Node says so.
  expect([headers.get('connection'), headers.get('keep-alive')]).toEqual(['keep-alive', null]);
});
