/** Receivers that do what none should. What they write is bytes, not HTTP as a library would have it. */
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** What becomes of the attempt: a status, or the code of an attempt without one. */
export type HostileReceiver = { name: string; is: (socket: Socket) => void; leaves: number | string };

const OK = 'HTTP/1.1 200 OK\r\n';
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
const MEGABYTE = 1024 * 1024;

export const HOSTILE_RECEIVERS: HostileReceiver[] = [
  ...leaving(101, {
    '101 and a connection that stays': onRequest(say(SWITCH)),
    '101 and bytes of the other protocol': onRequest(say(`${SWITCH}\x81\x05hello`)),
    '101 and the end': onRequest(say(SWITCH, 'end')),
    '101 and a reset': onRequest(say(SWITCH, 'reset')),
    '101 that names no protocol': onRequest(say('HTTP/1.1 101 X\r\n\r\n')),
    '101 for HTTP/2': onRequest(say(SWITCH.replace('Upgrade: x', 'Upgrade: h2c'))),
    '101 before it has read the request': (socket) => socket.write(SWITCH),
    '101 after hints': onRequest(say(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${SWITCH}`)),
  }),
  ...leaving(200, {
    '101 after the answer': onRequest(say(`${OK}Content-Length: 2\r\n\r\nok${SWITCH}`)),
    'an answer to CONNECT, and a tunnel': onRequest(say('HTTP/1.1 200 Connection established\r\n\r\n')),
    'an upgrade with another status': onRequest(say(`${OK}Connection: Upgrade\r\nUpgrade: x\r\n\r\n`)),
    'a body without an end': onRequest(flood(`${OK}\r\n`, 'x'.repeat(MEGABYTE))),
    'a body that stalls': onRequest(say(`${OK}Content-Length: 9\r\n\r\nok`)),
    'a body that drips': onRequest(drip(`${OK}\r\n`)),
    'a body that breaks off': onRequest(say(`${OK}Content-Length: 9\r\n\r\nok`, 'end')),
    'a body that is reset': onRequest(say(`${OK}Content-Length: 9\r\n\r\nok`, 'reset')),
    'chunks of no size': onRequest(say(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n`)),
    'chunks without an end': onRequest(flood(`${OK}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'.repeat(1000))),
    'a gzip bomb': onRequest(say(`${OK}Content-Encoding: gzip\r\n\r\n${bomb()}`, 'end')),
    'a length and chunks': onRequest(
      say(`${OK}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n`),
    ),
    'a length twice': onRequest(say(`${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok`)),
    'a folded header': onRequest(say(`${OK}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\nok`)),
    'a space before a colon': onRequest(say(`${OK}Server : x\r\nContent-Length: 2\r\n\r\nok`)),
    'bare line feeds': onRequest(say('HTTP/1.1 200 OK\nServer: x\nContent-Length: 2\n\nok')),
    'a malformed header after a hint': onRequest(say(`HTTP/1.1 103 Early Hints\r\n\r\n${OK}Server : x\r\n\r\n`)),
    'a second answer': onRequest(say(`${OK}Content-Length: 0\r\n\r\n${OK}Content-Length: 0\r\n\r\n`)),
  }),
  ...leaving('invalid_answer', {
    'interim answers without end': onRequest(flood('', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000))),
    'headers without end': onRequest(flood(OK, 'X-A: b\r\n'.repeat(1000))),
    'one huge header': onRequest(say(`${OK}X-A: ${'x'.repeat(MEGABYTE)}\r\n\r\n`)),
    'words that are no HTTP': onRequest(say('hello\r\n\r\n')),
    'bytes that are no text': onRequest(say('\x00\xff\xfe'.repeat(100))),
    'the preface of HTTP/2': onRequest(say('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')),
    'frames of HTTP/2': onRequest(say('\x00\x00\x00\x04\x00\x00\x00\x00\x00')),
    'a status of two digits': onRequest(say('HTTP/1.1 20 X\r\n\r\n')),
  }),
  ...leaving('timeout', {
    'no answer': () => {},
    'interim answers alone, slowly': onRequest(drip('', 'HTTP/1.1 100 Continue\r\n\r\n')),
    'a status line that stops': onRequest(say('HTTP/1.1 20')),
    'headers that stop': onRequest(say(`${OK}X-A: `)),
    'headers that drip': onRequest(drip(`${OK}X-A: `)),
    'one interim answer': onRequest(say('HTTP/1.1 100 Continue\r\n\r\n')),
  }),
  ...leaving('connection_failed', {
    'the end at once': (socket) => socket.end(),
    'a reset at once': reset,
    'the end after the request': onRequest((socket) => socket.end()),
    'a reset after the request': onRequest(reset),
    'a reset amid the headers': onRequest(say(`${OK}X-A: `, 'reset')),
    'the end amid the headers': onRequest(say(`${OK}X-A: `, 'end')),
  }),
];

/** A real server on a free port of 127.0.0.1, gone with its connections when the test is. */
export async function receive(is: HostileReceiver['is'], tls?: TlsOptions): Promise<number> {
  const connections = new Set<Socket>();
  const meet = (socket: Socket) => {
    connections.add(socket.on('error', () => {}));
    is(socket);
  };
  const server: Server = tls ? createTlsServer(tls, meet).on('tlsClientError', () => {}) : createServer(meet);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of connections) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as { port: number }).port;
}

function leaving(leaves: number | string, receivers: Record<string, HostileReceiver['is']>): HostileReceiver[] {
  return Object.entries(receivers).map(([name, is]) => ({ name, is, leaves }));
}

function onRequest(then: HostileReceiver['is']): HostileReceiver['is'] {
  return (socket) => void socket.once('data', () => then(socket)).resume();
}

function say(text: string, after?: 'end' | 'reset'): HostileReceiver['is'] {
  return (socket) =>
    socket.write(text, 'latin1', () => {
      if (after === 'end') socket.end();
      if (after === 'reset') reset(socket);
    });
}

/** Over TLS Node only closes. */
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

function flood(begin: string, chunk: string): HostileReceiver['is'] {
  return (socket) => {
    socket.write(begin);
    const more = () => {
      if (!socket.destroyed) socket.write(chunk, more);
    };
    more();
  };
}

function drip(begin: string, drop = 'x'): HostileReceiver['is'] {
  return (socket) => {
    socket.write(begin);
    const drops = setInterval(() => socket.write(drop), 5);
    socket.on('close', () => clearInterval(drops));
  };
}

function bomb(): string {
  return gzipSync(Buffer.alloc(20 * MEGABYTE)).toString('latin1');
}
