import ipaddr from 'ipaddr.js';
import type { AddressKind } from '../../core/webhook/callback-url.ts';

/** All that IANA has handed out as global unicast; addresses that carry an IPv4 address (mapped apart) lie outside or are reserved. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * The kind of an IP literal; undefined for anything else. Public is only what is globally routable unicast: every other
 * range (private, link-local with the metadata service, shared, multicast, reserved, and the IPv6 forms that carry an
 * IPv4 address: 6to4, Teredo, NAT64, compatible, translated) is private to us. A mapped IPv4 address is that address.
 *
 * @param host an address without brackets; IPv4 in decimal, octal or hex notation counts too
 */
export function classifyHost(host: string): AddressKind {
  if (!ipaddr.isValid(host)) return undefined;
  const address = ipaddr.process(host);
  const range = address.range();
  if (range === 'loopback') return 'loopback';
  const global = address instanceof ipaddr.IPv4 || address.match(GLOBAL_IPV6);
  return global && range === 'unicast' ? 'public' : 'private';
}
