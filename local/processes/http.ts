import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HttpAnswer = { status: number; type?: string; body?: string | undefined };
export type HttpHandler = (request: IncomingMessage, body: string) => Promise<HttpAnswer> | HttpAnswer;
export type HttpService = { url: string; close: () => Promise<void> };

/** An HTTP server on a free loopback port; a handler that throws is answered with 500 and its message. */
export async function serveHttp(handler: HttpHandler): Promise<HttpService> {
  const server = createServer((request, response) => void answerTo(request, response, handler));
  // Idle connections are closed by clients alone: one that Node closes after 5 s, as a Lambda's next call comes, is a call lost.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closeServer(server) };
}

async function answerTo(request: IncomingMessage, response: ServerResponse, handler: HttpHandler): Promise<void> {
  const answer = await readBody(request)
    .then((body) => handler(request, body))
    .catch((error: Error): HttpAnswer => ({ status: 500, body: `${error.message}\n` }));
  response.writeHead(answer.status, { 'content-type': answer.type ?? 'text/plain' }).end(answer.body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
