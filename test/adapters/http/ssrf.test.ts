/**
 * Every known trick to make the service call where only it can, against the real transport with a canary on loopback that
 * must never be reached, and against registration. With the guard taken out, the canary is reached: it is really there.
 */
import type { RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { INTERNET, type Network, webhookTransport } from '../../../adapters/http/webhook-transport.ts';
import { RequestProblem } from '../../../core/shared/errors.ts';
import { serve } from '../../support/http-server.ts';
import { V4_NOTATIONS } from '../../support/ssrf/addresses.ts';
import { type Trick, tricks } from '../../support/ssrf/tricks.ts';
import { givenRegistration, makeWorld } from '../../support/world.ts';

const canary = await listenOnLoopback();
const families = tricks(canary.port);
const RULES = { allow_loopback_http: false, ports: [443, 8443, canary.port] };
const REDIRECTS = redirects(canary.port);

afterAll(() => canary.close());
beforeEach(() => {
  canary.connections = 0;
});

it('are more than five hundred, no two the same', () => {
  const all = Object.values(families).flat();
  const distinct = new Set(all.map((trick) => JSON.stringify(trick)));
  expect(distinct.size).toBe(all.length);
  expect(all.length + REDIRECTS.length).toBeGreaterThanOrEqual(500);
});

describe.each(Object.entries(families))('%s', (_family, all) => {
  it('never reach the canary', async () => {
    const got = await Promise.all(all.map((trick) => post(trick)));
    const let_through = all.filter((_trick, n) => got[n]?.kind !== 'unreachable' || got[n].code !== 'address_refused');
    expect(let_through).toEqual([]);
    expect(canary.connections).toBe(0);
  });

  it('are refused at registration', async () => {
    const accepted = await Promise.all(all.map(async (trick) => ((await isRegistered(trick)) ? [trick] : [])));
    expect(accepted.flat()).toEqual([]);
  });
});

describe('a name that resolves otherwise the second time', () => {
  it('is connected to where its first, checked address is', async () => {
    const receiver = await listenOnLoopback('::1').catch(() => listenOnLoopback('127.0.0.2'));
    const network = rebinding([[receiver.address], ['127.0.0.1']], receiver.address);
    const rules = { ...RULES, ports: [receiver.port] };
    await webhookTransport(rules, network).post(request(`https://receiver.example:${receiver.port}/`));
    expect([receiver.connections, network.lookups]).toEqual([1, 1]);
    // And its second address is refused at the next attempt
    const again = await webhookTransport(rules, network).post(request(`https://receiver.example:${receiver.port}/`));
    expect(again).toMatchObject({ code: 'address_refused' });
    expect(receiver.connections).toBe(1);
    receiver.close();
  });

  it('is checked again when its webhook is sent, whatever it was at registration', async () => {
    const answers = [['93.184.215.14'], ['127.0.0.1']];
    const url = `https://receiver.example:${canary.port}/hook`;
    const world = { ...makeWorld(), callbackRules: RULES, resolveHost: async () => answers.shift() ?? [] };
    await givenRegistration(world, { callback_url: url });
    expect(await post({ url, resolves: answers.shift() ?? [] })).toMatchObject({ code: 'address_refused' });
    expect(canary.connections).toBe(0);
  });
});

describe('a receiver that redirects', () => {
  it.each(REDIRECTS)('with $status to $location is not followed', async ({ status, location }) => {
    const url = await serve(redirecting(status, location));
    const answer = await webhookTransport({ ...RULES, allow_loopback_http: true }).post(request(url));
    expect(answer).toMatchObject({ kind: 'answered', http_status: status });
    expect(canary.connections).toBe(0);
  });
});

describe('without the guard', () => {
  const UNGUARDED = { classify: () => 'public' as const };

  it.each(Object.entries(V4_NOTATIONS))('the canary is reached by 127.0.0.1 %s', async (_name, notation) => {
    await post({ url: `https://${notation('127.0.0.1')}:${canary.port}/` }, UNGUARDED);
    expect(canary.connections).toBe(1);
  });

  it('the canary is reached by a name that resolves to it', async () => {
    await post({ url: `https://receiver.example:${canary.port}/`, resolves: ['127.0.0.1'] }, UNGUARDED);
    expect(canary.connections).toBe(1);
  });

  it('the canary is reached by who follows redirects', async () => {
    const url = await serve(redirecting(307, `http://127.0.0.1:${canary.port}/`));
    await fetch(url, { method: 'POST', body: '{}' }).catch(() => undefined);
    expect(canary.connections).toBe(1);
  });
});

function post(trick: Trick, network: Partial<Network> = {}) {
  const lookup: Network['lookup'] = (_name, _options, callback) =>
    callback(null, found(trick.resolves ?? ['127.0.0.1']));
  return webhookTransport(RULES, { ...INTERNET, timeout_ms: 2000, lookup, ...network }).post(request(trick.url));
}

function request(url: string) {
  return { url, headers: { 'webhook-id': 'msg_1' }, body: '{}' };
}

async function isRegistered({ url, resolves = ['127.0.0.1'] }: Trick): Promise<boolean> {
  const world = { ...makeWorld(), callbackRules: RULES, resolveHost: async () => [...resolves] };
  try {
    await givenRegistration(world, { callback_url: url });
    return true;
  } catch (error) {
    if (!(error instanceof RequestProblem) || error.errors[0]?.pointer !== '/callback_url') throw error;
    return false;
  }
}

function found(addresses: readonly string[]) {
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

/** A resolver of our own that answers otherwise each time. The address of the test's receiver stands for a public one. */
function rebinding(answers: string[][], publicAddress: string): Network & { lookups: number } {
  return {
    ...INTERNET,
    lookups: 0,
    classify: (host) => (host === publicAddress ? 'public' : INTERNET.classify(host)),
    lookup(_name, _options, callback) {
      callback(null, found(answers[Math.min(this.lookups, answers.length - 1)] ?? []));
      this.lookups += 1;
    },
  };
}

function redirects(port: number) {
  const places = [
    `http://127.0.0.1:${port}/`,
    `https://127.0.0.1:${port}/`,
    `//127.0.0.1:${port}/`,
    `http://[::1]:${port}/`,
  ];
  return [300, 301, 302, 303, 305, 307, 308].flatMap((status) => places.map((location) => ({ status, location })));
}

function redirecting(status: number, location: string): RequestListener {
  return (incoming, response) => {
    incoming.resume();
    response.writeHead(status, { location, refresh: `0; url=${location}`, 'alt-svc': `h2="${location}"` }).end();
  };
}

type Canary = { address: string; port: number; connections: number; close(): void };

/** Counts connections: a TCP handshake is already too much. On ::1 at the same port too, where this machine has it. */
async function listenOnLoopback(address?: string): Promise<Canary> {
  const listening: Canary = { address: address ?? '127.0.0.1', port: 0, connections: 0, close: () => {} };
  const servers: Server[] = [];
  const listen = (host: string) =>
    new Promise<void>((resolve, reject) => {
      const server = createTcpServer((socket) => {
        listening.connections += 1;
        socket.destroy();
      });
      server.once('error', reject).listen(listening.port, host, () => {
        listening.port = (server.address() as AddressInfo).port;
        servers.push(server);
        resolve();
      });
    });
  await listen(listening.address);
  if (address === undefined) await listen('::1').catch(() => undefined);
  listening.close = () => {
    for (const server of servers) server.close();
  };
  return listening;
}
