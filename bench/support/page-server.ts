/** The page as its Lambda gives it out, and beside it a stubbed API and bucket, all on one free port of 127.0.0.1. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { ENV } from '../../core/shared/env.ts';
import { PATHS } from '../../local/paths.ts';
import { entryOf } from './bundles.ts';

export type PageServer = { origin: string; page: string; close: () => Promise<void> };
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** What API Gateway calls the stage. */
const STAGE = '/v1';

/**
 * @param answer requests for anything but the page; paths come without the stage
 * @param upgrade sockets, which the page opens at the same origin
 */
export async function servePage(answer: RequestListener, upgrade?: Upgrade): Promise<PageServer> {
  const server = createServer();
  if (upgrade) server.on('upgrade', upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const web = await webLambda(origin);
  server.on('request', (request, response) => {
    const url = request.url?.startsWith(`${STAGE}/`) ? request.url.slice(STAGE.length) : request.url;
    request.url = url ?? '/';
    if (/^\/ui(\/|$|\?)/.test(request.url)) void giveOut(web, request, response);
    else answer(request, response);
  });
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { origin, page: `${origin}${STAGE}/ui`, close };
}

type Lambda = (event: unknown, context: unknown) => Promise<APIGatewayProxyResult>;

/** The bundle itself, as it is deployed; it reads where the bucket and the sockets are when it is loaded. */
async function webLambda(origin: string): Promise<Lambda> {
  const before = { ...process.env };
  Object.assign(process.env, {
    [ENV.bucketName]: 'bucket',
    [ENV.socketUrl]: 'wss://sockets.example.com/live',
    AWS_ENDPOINT_URL: origin,
    AWS_REGION: 'eu-north-1',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  try {
    const { href } = pathToFileURL(entryOf(PATHS.dist, 'web'));
    const { handler } = await import(`${href}?at=${origin}`);
    return handler as Lambda;
  } finally {
    process.env = before;
  }
}

async function giveOut(web: Lambda, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const event = {
    httpMethod: request.method,
    path: new URL(request.url ?? '/', 'http://x').pathname,
    headers: request.headers,
    requestContext: { requestId: 'request' },
  };
  const { statusCode, headers = {}, body } = await web(event, {});
  response.writeHead(statusCode, headers as Record<string, string>).end(body);
}
