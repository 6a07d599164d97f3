/**
 * One POST to a receiver we do not trust: the address it resolves to is checked and then connected to (a second
 * look-up could answer otherwise), redirects are not followed, and little of the answer is read.
 */
import { type LookupAddress, type LookupAllOptions, type LookupOptions, lookup } from 'node:dns';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { callbackUrlProblem } from '../../core/callback-url.ts';
import type { CallbackRules } from '../../core/contracts/settings.ts';
import type { WebhookResponse, WebhookTransport } from '../../core/ports.ts';
import { classifyHost } from './addresses.ts';

/** Enough for any error page; the answer's body is not used. */
const MAX_ANSWER_BYTES = 64 * 1024;

export type Network = {
  /** For an attempt in all. */
  timeout_ms: number;
  lookup(name: string, options: LookupAllOptions, callback: LookupAllCallback): void;
};
type LookupAllCallback = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

const INTERNET: Network = { timeout_ms: 15_000, lookup };

type Post = { url: string; headers: Record<string, string>; body: string };

export function webhookTransport(rules: CallbackRules, network = INTERNET): WebhookTransport {
  return {
    async post(request) {
      const begun = performance.now();
      const elapsed = () => performance.now() - begun;
      const problem = callbackUrlProblem(request.url, rules, classifyHost);
      if (problem) return { kind: 'unreachable', error: `the callback URL is refused: ${problem}`, milliseconds: 0 };
      try {
        const answer = await send(request, rules, network);
        return { kind: 'answered', ...answer, milliseconds: elapsed() };
      } catch (error) {
        return { kind: 'unreachable', error: describe(error, network), milliseconds: elapsed() };
      }
    },
  };
}

type Answer = Pick<Extract<WebhookResponse, { kind: 'answered' }>, 'http_status' | 'retry_after'>;

function send(request: Post, rules: CallbackRules, network: Network): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = open(request, rules, network);
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const retry_after = incoming.headers['retry-after'];
      const answer = { http_status: incoming.statusCode ?? 0, ...(retry_after === undefined ? {} : { retry_after }) };
      // The status is the answer; a body that stalls or breaks off changes nothing.
      outgoing.off('error', reject).on('error', () => resolve(answer));
      incoming.on('error', () => resolve(answer));
      incoming.on('close', () => resolve(answer));
      drain(incoming);
    });
    outgoing.end(request.body);
  });
}

function open({ url, headers, body }: Post, rules: CallbackRules, network: Network): ClientRequest {
  const { request } = url.startsWith('https:') ? https : http;
  return request(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'transcription-webhook/1' },
    // A connection of its own: a pooled one may be half-closed by a receiver that restarted.
    agent: false,
    lookup: checkedLookup(rules, network),
    signal: AbortSignal.timeout(network.timeout_ms),
  });
}

function drain(incoming: IncomingMessage): void {
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) incoming.destroy();
  });
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** Resolves a name once and refuses it when any of its addresses is not public. */
function checkedLookup(rules: CallbackRules, network: Network) {
  return (hostname: string, options: LookupOptions, callback: LookupCallback) => {
    network.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const refused = addresses.find(({ address }) => !isAllowed(address, rules));
      if (refused) return callback(new Error(`${hostname} resolves to ${refused.address}, which is not public`), []);
      const [first] = addresses;
      if (options.all || !first) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

function isAllowed(address: string, rules: CallbackRules): boolean {
  const kind = classifyHost(address);
  return kind === 'public' || (kind === 'loopback' && rules.allow_loopback_http);
}

function describe(error: unknown, network: Network): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return `no answer within ${network.timeout_ms / 1000} s`;
  const { code } = error as NodeJS.ErrnoException;
  return error.message || code || error.name;
}
