/** A receiver of webhooks on this machine: keeps what it gets, and can be slow, unwilling or down. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from './wait.ts';

export type ReceivedWebhook = {
  receivedAt: Date;
  path: string;
  headers: IncomingHttpHeaders;
  /** The exact bytes, which the signatures are over. */
  body: Buffer;
};

/** `breakOff` ends the connection in place of an answer. */
export type Behaviour = {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  delayMs?: number;
  breakOff?: boolean;
};

export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  #server: Server | undefined;
  #port = 0;
  #behaviourTo: (webhook: ReceivedWebhook) => Behaviour = () => ({});

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await receiver.comeBack();
    return receiver;
  }

  /** Any path below it is received too. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`;
  }

  /** From now on answers so, all or each as it deserves; nothing given is 200 at once. */
  behave(behaviour: Behaviour | ((webhook: ReceivedWebhook) => Behaviour) = {}): void {
    this.#behaviourTo = typeof behaviour === 'function' ? behaviour : () => behaviour;
  }

  /** Refuses connections until it comes back at the same address. */
  async goDown(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  async comeBack(): Promise<void> {
    const server = createServer((request, response) => void this.#receive(request, response));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await wholeBody(request);
    if (!bytes) return;
    const webhook = { receivedAt: new Date(), path: request.url ?? '', headers: request.headers, body: bytes };
    this.received.push(webhook);
    const { status = 200, headers = {}, body, delayMs = 0, breakOff } = this.#behaviourTo(webhook);
    await sleep(delayMs);
    if (breakOff) request.socket.destroy();
    else response.writeHead(status, headers).end(body);
  }

  /** The first webhook that is wanted, as soon as it is there; without a condition, the first of all. */
  async waitFor(wanted: (webhook: ReceivedWebhook) => boolean, limitMs: number): Promise<ReceivedWebhook> {
    return waitFor(`a webhook at ${this.url}`, () => this.received.find(wanted), { limitMs });
  }
}

/** Undefined when the sender was gone before its end: then nothing was sent. */
async function wholeBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** The body as JSON. */
export const contentOf = <T>(webhook: ReceivedWebhook): T => JSON.parse(webhook.body.toString('utf8')) as T;
