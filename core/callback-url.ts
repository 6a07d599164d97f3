/** Which callback URLs a registration accepts; the transport checks the address again when it connects. */
import type { CallbackRules } from './contracts/settings.ts';

/** What an address literal stands for; undefined for a host name. */
export type AddressKind = 'public' | 'loopback' | 'private' | undefined;
export type ClassifyHost = (host: string) => AddressKind;

/** Names that never leave the machine or the VPC (RFC 6761, RFC 6762, AWS's internal zones). */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|localdomain)\.?$/;

/**
 * Undefined when the URL may be called, else what is wrong with it, for the client.
 *
 * @param url as the client sent it
 * @param classify tells the kind of an IP literal, in any notation that `URL` normalises
 */
export function callbackUrlProblem(url: string, rules: CallbackRules, classify: ClassifyHost): string | undefined {
  const parsed = parse(url);
  if (!parsed) return 'expected an absolute URL such as https://example.com/webhook';
  if (parsed.username !== '' || parsed.password !== '') return 'expected a URL without user name and password';
  const kind = hostKind(parsed.hostname, classify);
  if (kind === 'loopback' && rules.allow_loopback_http) return schemeProblem(parsed, ['https:', 'http:']);
  if (kind === 'loopback' || kind === 'private')
    return 'expected a public host, not a private, loopback or link-local one';
  return schemeProblem(parsed, ['https:']);
}

function schemeProblem(url: URL, allowed: string[]): string | undefined {
  return allowed.includes(url.protocol) ? undefined : 'expected https://';
}

function hostKind(hostname: string, classify: ClassifyHost): AddressKind {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host.endsWith('.localhost')) return 'loopback';
  if (LOCAL_NAME.test(host)) return 'private';
  return classify(host);
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
