import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { INTERNET, webhookTransport } from '../../../adapters/http/webhook-transport.ts';
import type { WebhookResponse } from '../../../core/shared/ports.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { HOSTILE_RECEIVERS, receive } from '../../support/hostile-receivers.ts';
import { describeWith } from '../../support/needs.ts';

const LIMIT_MS = 500;

async function post(url: string, ca?: string): Promise<WebhookResponse> {
  const rules = { allow_loopback_http: true, ports: [443, Number(new URL(url).port)] };
  const network = { ...INTERNET, timeout_ms: LIMIT_MS, ...(ca && { ca }) };
  return webhookTransport(rules, network).post({ url, headers: {}, body: '{"text":"Hej"}' });
}

const leftBy = (response: WebhookResponse) => (response.kind === 'answered' ? response.http_status : response.code);

describe('a post ends, with an answer or without, at a receiver that sends', () => {
  it.each(HOSTILE_RECEIVERS)('$name', async ({ is, leaves }) => {
    expect(leftBy(await post(`http://127.0.0.1:${await receive(is)}/hook`))).toBe(leaves);
  });
});

describeWith('openssl')('a post ends at a trusted receiver that sends over TLS', () => {
  let certificate: ReturnType<typeof makeCertificate>;
  beforeAll(() => {
    certificate = makeCertificate();
  });

  it.each(HOSTILE_RECEIVERS)('$name', async ({ is, leaves }) => {
    const port = await receive(is, certificate);
    expect(leftBy(await post(`https://localhost:${port}/hook`, certificate.cert))).toBe(leaves);
  });
});

describe('a post ends at a receiver whose TLS', () => {
  it.each<[string, (socket: Socket) => void, string]>([
    ['never begins', (socket) => void socket.resume(), 'timeout'],
    ['stops amid a record', (socket) => void socket.once('data', () => socket.write('\x16\x03\x03\x40')), 'timeout'],
    ['is none', (socket) => void socket.once('data', () => socket.write('HTTP/1.1 101 X\r\n\r\n')), 'tls_failed'],
    ['is noise', (socket) => void socket.once('data', () => socket.write(randomBytes(4096))), 'tls_failed'],
    ['ends', (socket) => void socket.once('data', () => socket.end()), 'connection_failed'],
    ['is reset', (socket) => void socket.once('data', () => socket.resetAndDestroy()), 'connection_failed'],
  ])('%s', async (_how, is, leaves) => {
    expect(leftBy(await post(`https://127.0.0.1:${await receive(is)}/hook`))).toBe(leaves);
  });
});
