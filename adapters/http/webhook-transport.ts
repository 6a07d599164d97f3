/**
 * One POST to a receiver we do not trust: the address it resolves to is checked and then connected to (a second
 * look-up could answer otherwise), redirects are not followed, and little of the answer is read.
 */
import { type LookupAddress, type LookupAllOptions, type LookupOptions, lookup } from 'node:dns';
import type { CallbackRules } from '../../core/contracts/settings.ts';
import type { WebhookTransport } from '../../core/shared/ports.ts';
import { type ClassifyHost, callbackUrlProblem, mayConnect } from '../../core/webhook/callback-url.ts';
import { classifyHost } from './addresses.ts';
import { postOnce } from './post-once.ts';
import { RefusedAddressError, transportFailure } from './transport-errors.ts';

export type Network = {
  /** For an attempt in all. */
  timeout_ms: number;
  lookup(name: string, options: LookupAllOptions, callback: LookupAllCallback): void;
  classify: ClassifyHost;
  /** Certificates that are trusted in place of the system's. */
  ca?: string;
};
type LookupAllCallback = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

export const INTERNET: Network = { timeout_ms: 15_000, lookup, classify: classifyHost };

export function webhookTransport(rules: CallbackRules, network = INTERNET): WebhookTransport {
  return {
    async post(request) {
      const begun = performance.now();
      const elapsed = () => performance.now() - begun;
      try {
        const target = checkedTarget(request.url, rules, network);
        const { timeout_ms, ca } = network;
        const answer = await postOnce({ ...request, target, lookup: checkedLookup(rules, network), timeout_ms, ca });
        return { kind: 'answered', ...answer, milliseconds: elapsed() };
      } catch (error) {
        return { kind: 'unreachable', ...transportFailure(error, network.timeout_ms), milliseconds: elapsed() };
      }
    },
  };
}

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
