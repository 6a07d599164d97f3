import ipaddr from 'ipaddr.js';
import type { AddressKind } from '../../core/callback-url.ts';

/** `::127.0.0.1`: long deprecated (RFC 4291), and ordinary unicast to the library. */
const IPV4_COMPATIBLE = ipaddr.IPv6.parseCIDR('::/96');

/**
 * The kind of an IP literal; undefined for anything else. Public is only what is globally routable unicast: every other
 * range (private, link-local with the metadata service, shared, multicast, reserved, and IPv6 forms that carry an IPv4
 * address) is private to us.
 *
 * @param host an address without brackets; IPv4 in decimal, octal or hex notation counts too
 */
export function classifyHost(host: string): AddressKind {
  if (!ipaddr.isValid(host)) return undefined;
  const address = ipaddr.process(host);
  const range = address.range();
  if (range === 'loopback') return 'loopback';
  if (address instanceof ipaddr.IPv6 && address.match(IPV4_COMPATIBLE)) return 'private';
  return range === 'unicast' ? 'public' : 'private';
}
