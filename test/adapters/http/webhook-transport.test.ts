import type { RequestListener } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { INTERNET, type Network, webhookTransport } from '../../../adapters/http/webhook-transport.ts';
import { bodyOf, serve } from '../../support/http-server.ts';

const LOCAL = { allow_loopback_http: true, ports: [443, 8443] };
const PUBLIC_ONLY = { allow_loopback_http: false, ports: [443, 8443] };
const BODY = JSON.stringify({ text: 'Hej då' });

const makeNetwork = (network: Partial<Network> = {}): Network => ({ ...INTERNET, ...network });
const makePost = (url: string) => ({ url, headers: { 'webhook-id': 'msg_1' }, body: BODY });

async function post(listener: RequestListener, network: Partial<Network> = {}) {
  return webhookTransport(LOCAL, makeNetwork(network)).post(makePost(`${await serve(listener)}/hook?a=1`));
}

const answering =
  (status: number, headers: Record<string, string> = {}): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, headers).end('thank you');
  };

/** Linux lets a connection's two ends hold some 10 MB, unless told otherwise. */
const MOST_IN_SOCKETS = 32_000_000;

describe('a post', () => {
  it('carries the body and the headers, byte for byte', async () => {
    let received = {};
    await post(async (request, response) => {
      const { method, url, headers } = request;
      received = {
        method,
        url,
        id: headers['webhook-id'],
        length: headers['content-length'],
        body: await bodyOf(request),
      };
      response.end();
    });
    expect(received).toEqual({
      method: 'POST',
      url: '/hook?a=1',
      id: 'msg_1',
      length: String(Buffer.byteLength(BODY)),
      body: BODY,
    });
  });

  it.each([200, 204, 400, 410, 500])('answered %d says so', async (status) => {
    expect(await post(answering(status))).toEqual({
      kind: 'answered',
      http_status: status,
      milliseconds: expect.any(Number),
    });
  });

  it('answered with Retry-After passes it on', async () => {
    expect(await post(answering(503, { 'retry-after': '120' }))).toMatchObject({
      http_status: 503,
      retry_after: '120',
    });
  });

  it.each([301, 302, 307, 308])('answered with the redirect %d goes no further', async (status) => {
    let requests = 0;
    const elsewhere = await serve((_request, response) => {
      requests += 1;
      response.end();
    });
    expect(await post(answering(status, { location: elsewhere }))).toMatchObject({ http_status: status });
    expect(requests).toBe(0);
  });

  it('that nobody answers in time is unreachable', async () => {
    expect(await post(() => {}, { timeout_ms: 50 })).toMatchObject({
      kind: 'unreachable',
      code: 'timeout',
      error: 'no answer within 0.05 s',
      milliseconds: expect.any(Number),
    });
  });

  it('whose answer never ends counts by its status', async () => {
    const endless: RequestListener = (_request, response) => {
      response.writeHead(200);
      response.write('and');
    };
    expect(await post(endless, { timeout_ms: 200 })).toMatchObject({ kind: 'answered', http_status: 200 });
  });

  it('whose answer is huge is not read to its end', async () => {
    let written = 0;
    const huge: RequestListener = (_request, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        written += chunk.length;
        if (!response.destroyed && written < 10 * MOST_IN_SOCKETS) response.write(chunk, more);
      };
      more();
    };
    expect(await post(huge)).toMatchObject({ kind: 'answered', http_status: 200 });
    // 64 KB are read; what else left the receiver lies in the buffers of two sockets
    expect(written).toBeLessThan(MOST_IN_SOCKETS);
  });

  it.each([
    ['before an answer', 'connection_failed', (response: { destroy(): void }) => response.destroy()],
    [
      'with words that are no HTTP',
      'invalid_answer',
      (response: { socket: { end(text: string): void } | null; destroy(): void }) =>
        response.socket?.end('hello\r\n\r\n'),
    ],
  ])('whose connection ends %s is unreachable', async (_how, code, breakOff) => {
    expect(await post((_request, response) => breakOff(response))).toMatchObject({
      kind: 'unreachable',
      code,
      error: expect.stringMatching(/./),
    });
  });

  it('to a port where nobody listens is unreachable', async () => {
    const answer = await webhookTransport(LOCAL).post(makePost('http://127.0.0.1:1/'));
    expect(answer).toMatchObject({
      kind: 'unreachable',
      code: 'connection_failed',
      error: 'the connection failed (ECONNREFUSED)',
      detail: expect.stringContaining('127.0.0.1'),
    });
  });

  it('over https to a server that speaks none is unreachable', async () => {
    const url = (await serve(answering(200))).replace('http:', 'https:');
    expect(await webhookTransport(LOCAL).post(makePost(url))).toMatchObject({
      kind: 'unreachable',
      code: 'tls_failed',
    });
  });

  it('whose answer has more headers than anyone needs is unreachable', async () => {
    const headers = { 'x-long': 'x'.repeat(32 * 1024) };
    expect(await post(answering(200, headers))).toMatchObject({ kind: 'unreachable', code: 'invalid_answer' });
  });

  it('whose name server never answers ends in time', async () => {
    const answer = webhookTransport(PUBLIC_ONLY, makeNetwork({ timeout_ms: 50, lookup: () => {} }));
    expect(await answer.post(makePost('https://receiver.example/'))).toMatchObject({ code: 'timeout' });
  });

  it('leaves out the fragment, and the dot that ends a full name', async () => {
    let seen: unknown;
    const url = await serve((request, response) => {
      seen = { url: request.url, host: request.headers.host };
      response.end();
    });
    const named = `${url.replace('127.0.0.1', 'LOCALHOST.')}/hook#fragment`;
    expect(await webhookTransport(LOCAL).post(makePost(named))).toMatchObject({ http_status: 200 });
    expect(seen).toEqual({ url: '/hook', host: `localhost:${new URL(url).port}` });
  });
});

describe('an address that is not public', () => {
  it.each([
    'http://127.0.0.1/',
    'https://127.0.0.1/',
    'https://169.254.169.254/',
    'https://[::ffff:127.0.0.1]/',
    'https://2130706433/',
  ])('%s is refused without a connection', async (url) => {
    const answer = await webhookTransport(PUBLIC_ONLY).post(makePost(url));
    expect(answer).toMatchObject({ kind: 'unreachable', code: 'address_refused' });
  });

  it.each([
    ['10.0.0.1', PUBLIC_ONLY],
    ['127.0.0.1', PUBLIC_ONLY],
    ['::1', PUBLIC_ONLY],
    ['169.254.169.254', LOCAL],
  ])('%s is refused when a public name has it, be it among others', async (address, rules) => {
    const network = makeNetwork({ lookup: resolvingTo('93.184.215.14', address) });
    const answer = await webhookTransport(rules, network).post(makePost('https://receiver.example/'));
    expect(answer).toMatchObject({
      kind: 'unreachable',
      code: 'address_refused',
      error: expect.not.stringContaining(address),
      detail: `receiver.example is ${address}, which is not public`,
    });
  });

  it('cannot slip in between the check and the connection: a name is looked up once', async () => {
    const url = (await serve(answering(200))).replace('127.0.0.1', 'localhost');
    const found = vi.fn(resolvingTo('10.0.0.1')).mockImplementationOnce(resolvingTo('127.0.0.1'));
    expect(await webhookTransport(LOCAL, makeNetwork({ lookup: found })).post(makePost(url))).toMatchObject({
      http_status: 200,
    });
    expect(found).toHaveBeenCalledTimes(1);
  });

  it('is not what a name that cannot be found is told', async () => {
    const failing: Network['lookup'] = (_name, _options, callback) =>
      callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), []);
    const answer = await webhookTransport(PUBLIC_ONLY, makeNetwork({ lookup: failing })).post(
      makePost('https://receiver.example/'),
    );
    expect(answer).toMatchObject({
      kind: 'unreachable',
      code: 'name_not_found',
      error: 'the host name could not be resolved (ENOTFOUND)',
    });
  });
});

function resolvingTo(...addresses: string[]): Network['lookup'] {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return (_name, _options, callback) => callback(null, found);
}
