/**
 * One POST to a receiver we do not trust: the address it resolves to is checked and then connected to (a second
 * look-up could answer otherwise), redirects are not followed, and little of the answer is read.
 */
import { type LookupAddress, type LookupAllOptions, type LookupOptions, lookup } from 'node:dns';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { CallbackRules } from '../../core/contracts/settings.ts';
import type { WebhookResponse, WebhookTransport } from '../../core/shared/ports.ts';
import { type ClassifyHost, callbackUrlProblem, mayConnect } from '../../core/webhook/callback-url.ts';
import { classifyHost } from './addresses.ts';
import { RefusedAddressError, transportFailure } from './transport-errors.ts';

/** Enough for any error page; the answer's body is not used. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** Node's own default, said here so that no flag of the process widens it. */
const MAX_HEADER_BYTES = 16 * 1024;

export type Network = {
  /** For an attempt in all. */
  timeout_ms: number;
  lookup(name: string, options: LookupAllOptions, callback: LookupAllCallback): void;
  classify: ClassifyHost;
};
type LookupAllCallback = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

export const INTERNET: Network = { timeout_ms: 15_000, lookup, classify: classifyHost };

type Post = { url: string; headers: Record<string, string>; body: string };

export function webhookTransport(rules: CallbackRules, network = INTERNET): WebhookTransport {
  return {
    async post(request) {
      const begun = performance.now();
      const elapsed = () => performance.now() - begun;
      try {
        const answer = await send(checkedTarget(request.url, rules, network), request, rules, network);
        return { kind: 'answered', ...answer, milliseconds: elapsed() };
      } catch (error) {
        return { kind: 'unreachable', ...transportFailure(error, network.timeout_ms), milliseconds: elapsed() };
      }
    },
  };
}

type Answer = Pick<Extract<WebhookResponse, { kind: 'answered' }>, 'http_status' | 'retry_after'>;

/** @throws RefusedAddressError when the URL is none that may be called, as it came or as it is called */
function checkedTarget(url: string, rules: CallbackRules, network: Network): URL {
  const check = (text: string) => {
    const problem = callbackUrlProblem(text, rules, network.classify);
    if (problem) throw new RefusedAddressError(`the callback URL is refused: ${problem}`);
    return new URL(text);
  };
  const target = check(url);
  // The dot of a fully qualified name means nothing to a TLS server. Without it, a host may read as an address.
  target.hostname = target.hostname.replace(/\.$/, '');
  return check(target.href);
}

function send(target: URL, request: Post, rules: CallbackRules, network: Network): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = open(target, request, rules, network);
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

function open(target: URL, { headers, body }: Post, rules: CallbackRules, network: Network): ClientRequest {
  const { request } = target.protocol === 'https:' ? https : http;
  return request(target, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'transcription-webhook/1' },
    // A connection of its own: a pooled one may be half-closed by a receiver that restarted.
    agent: false,
    lookup: checkedLookup(rules, network),
    maxHeaderSize: MAX_HEADER_BYTES,
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
      const refused = addresses.find(({ address }) => !mayConnect(address, rules, network.classify));
      if (refused)
        return callback(new RefusedAddressError(`${hostname} is ${refused.address}, which is not public`), []);
      const [first] = addresses;
      if (options.all || !first) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
