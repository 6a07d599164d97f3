/** Which callback URLs a registration accepts; the transport asks again, and checks every address, when it sends. */
import type { CallbackRules } from '../contracts/settings.ts';

/** What an address literal stands for; undefined for a host name. */
export type AddressKind = 'public' | 'loopback' | 'private' | undefined;
export type ClassifyHost = (host: string) => AddressKind;
/** The addresses a name has now; none when that is not known within a short time. Never throws. */
export type ResolveHost = (host: string) => Promise<string[]>;

/** RFC 1035, 2.3.4. */
const MAX_HOST_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;
/** What parsers of URLs strip or read differently from one another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const AMBIGUOUS = /[\u0000-\u0020\u007f\\]/;
/** Names that never leave the machine or its network: RFC 6761, 6762 (with appendix G), 8375, AWS's internal zones. */
const LOCAL_NAME = /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa)$/;

const NOT_PUBLIC = 'expected a public host, not a private, loopback or link-local one';

/**
 * Undefined when the URL may be called, else what is wrong with it, for the client.
 *
 * @param url as the client sent it
 * @param classify tells the kind of an IP literal, in any notation that `URL` normalises
 */
export function callbackUrlProblem(url: string, rules: CallbackRules, classify: ClassifyHost): string | undefined {
  const parsed = parse(url);
  const [, authority = ''] = /^\w+:\/\/([^/?#]+)/.exec(url) ?? [];
  if (AMBIGUOUS.test(url)) return 'expected a URL without spaces, control characters and backslashes';
  if (!parsed || authority === '') return 'expected an absolute URL such as https://example.com/webhook';
  if (authority.includes('@')) return 'expected a URL without user name and password';
  if (authority.includes('%')) return 'expected a host without percent-encoding';
  const host = hostOf(parsed);
  if (host.split('.').includes('')) return 'expected a host without empty labels';
  if (host.length > MAX_HOST_LENGTH) return `expected a host of at most ${MAX_HOST_LENGTH} characters`;
  if (host.split('.').some((label) => label.length > MAX_LABEL_LENGTH))
    return `expected a host of which no part between dots has more than ${MAX_LABEL_LENGTH} characters`;
  const kind = hostKind(host, classify);
  if (kind === 'loopback' && rules.allow_loopback_http) return schemeProblem(parsed, ['https:', 'http:']);
  if (kind === 'loopback' || kind === 'private') return NOT_PUBLIC;
  return schemeProblem(parsed, ['https:']) ?? portProblem(parsed, rules);
}

/** The same for what the host's name stands for at this moment. A name that cannot be resolved now may be so later. */
export async function callbackHostProblem(
  url: string,
  rules: CallbackRules,
  { classify, resolve }: { classify: ClassifyHost; resolve: ResolveHost },
): Promise<string | undefined> {
  const host = hostOf(new URL(url));
  if (hostKind(host, classify) !== undefined) return undefined;
  const addresses = await resolve(host);
  return addresses.every((address) => mayConnect(address, rules, classify)) ? undefined : NOT_PUBLIC;
}

/** Whether a connection to this address may be made. */
export function mayConnect(address: string, rules: CallbackRules, classify: ClassifyHost): boolean {
  const kind = classify(address);
  return kind === 'public' || (kind === 'loopback' && rules.allow_loopback_http);
}

/** Not `URL.canParse`: once V8 has optimised it, Node 20.20 refuses every URL with a letter such as ö in it. */
function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** Without brackets and without the dot that ends a fully qualified name. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function hostKind(host: string, classify: ClassifyHost): AddressKind {
  const kind = classify(host);
  if (kind !== undefined) return kind;
  if (host === 'localhost' || host.endsWith('.localhost')) return 'loopback';
  // A name of one label is looked up in the search domains of our own network.
  return LOCAL_NAME.test(host) || !host.includes('.') ? 'private' : undefined;
}

function schemeProblem(url: URL, allowed: string[]): string | undefined {
  return allowed.includes(url.protocol) ? undefined : 'expected https://';
}

function portProblem(url: URL, { ports }: CallbackRules): string | undefined {
  const port = url.port === '' ? 443 : Number(url.port);
  return ports.includes(port) ? undefined : `expected port ${ports.join(' or ')}`;
}
