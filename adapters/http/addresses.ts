import ipaddr from 'ipaddr.js';
import type { AddressKind } from '../../core/callback-url.ts';

/**
 * The kind of an IP literal; undefined for anything else. Public is only what is globally routable unicast: every other
 * range (private, link-local with the metadata service, shared, multicast, reserved, and IPv6 forms that carry an IPv4
 * address) is private to us.
 *
 * @param host an address without brackets; IPv4 in decimal, octal or hex notation counts too
 */
export function classifyHost(host: string): AddressKind {
  if (!ipaddr.isValid(host)) return undefined;
  const range = ipaddr.process(host).range();
  if (range === 'loopback') return 'loopback';
  return range === 'unicast' ? 'public' : 'private';
}
