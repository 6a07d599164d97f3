/**
 * One POST to a receiver we do not trust: the address it resolves to is checked and then connected to (a second
 * look-up could answer otherwise), redirects are not followed, and little of the answer is read.
 */
import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { callbackUrlProblem } from '../../core/callback-url.ts';
import type { CallbackRules } from '../../core/contracts/settings.ts';
import type { WebhookResponse, WebhookTransport } from '../../core/ports.ts';
import { classifyHost } from './addresses.ts';

const TIMEOUT_MS = 15_000;
/** Enough for any error page; the answer's body is not used. */
const MAX_ANSWER_BYTES = 64 * 1024;

type Post = { url: string; headers: Record<string, string>; body: string };

export function webhookTransport(rules: CallbackRules): WebhookTransport {
  return {
    async post(request) {
      const begun = performance.now();
      const elapsed = () => performance.now() - begun;
      const problem = callbackUrlProblem(request.url, rules, classifyHost);
      if (problem) return { kind: 'unreachable', error: `the callback URL is refused: ${problem}`, milliseconds: 0 };
      try {
        const answer = await send(request, rules);
        return { kind: 'answered', ...answer, milliseconds: elapsed() };
      } catch (error) {
        return { kind: 'unreachable', error: describe(error), milliseconds: elapsed() };
      }
    },
  };
}

type Answer = Pick<Extract<WebhookResponse, { kind: 'answered' }>, 'http_status' | 'retry_after'>;

function send(request: Post, rules: CallbackRules): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = open(request, rules);
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const retry_after = incoming.headers['retry-after'];
      const answer = { http_status: incoming.statusCode ?? 0, ...(retry_after === undefined ? {} : { retry_after }) };
      // The status is the answer; a body that stalls or breaks off changes nothing.
      incoming.on('error', () => resolve(answer));
      incoming.on('close', () => resolve(answer));
      drain(incoming);
    });
    outgoing.end(request.body);
  });
}

function open({ url, headers, body }: Post, rules: CallbackRules): ClientRequest {
  const { request } = url.startsWith('https:') ? https : http;
  return request(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'transcription-webhook/1' },
    // A connection of its own: a pooled one may be half-closed by a receiver that restarted.
    agent: false,
    lookup: checkedLookup(rules),
    signal: AbortSignal.timeout(TIMEOUT_MS),
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
function checkedLookup(rules: CallbackRules) {
  return (hostname: string, options: LookupOptions, callback: LookupCallback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
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

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const { code } = error as NodeJS.ErrnoException;
  return error.message || code || error.name;
}
