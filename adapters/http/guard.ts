/**
 * What stands between a URL that a client gave and a connection: the URL is one that may be called, as it came and as it is
 * called, and the address it resolves to is checked and then connected to (a second look-up could answer otherwise).
 */
import { type LookupAddress, type LookupAllOptions, type LookupOptions, lookup } from 'node:dns';
import type { CallbackRules } from '../../core/contracts/settings.ts';
import { type ClassifyHost, callbackUrlProblem, mayConnect } from '../../core/webhook/callback-url.ts';
import { classifyHost } from './addresses.ts';
import { RefusedAddressError } from './transport-errors.ts';

export type Network = {
  lookup(name: string, options: LookupAllOptions, callback: LookupAllCallback): void;
  classify: ClassifyHost;
  /** Certificates that are trusted in place of the system's. */
  ca?: string;
};
type LookupAllCallback = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

export const INTERNET: Network = { lookup, classify: classifyHost };

/** @throws RefusedAddressError when the URL is none that may be called, as it came or as it is called */
export function checkedTarget(url: string, rules: CallbackRules, network: Network): URL {
  const check = (text: string) => {
    const problem = callbackUrlProblem(text, rules, network.classify);
    if (problem) throw new RefusedAddressError(`the URL is refused: ${problem}`);
    return new URL(text);
  };
  const target = check(url);
  // The dot of a fully qualified name means nothing to a TLS server. Without it, a host may read as an address.
  target.hostname = target.hostname.replace(/\.$/, '');
  return check(target.href);
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** Resolves a name once and refuses it when any of its addresses is not public. */
export function checkedLookup(rules: CallbackRules, network: Network) {
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
