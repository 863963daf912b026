import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/** The origin is where none may be. It does not tell the address, since a customer could learn a network by it. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';

  constructor() {
    super("The origin's address is private or reserved.");
  }
}

/** Azure's, the one metadata service at a public address; the others' are link-local, unique local or reserved. */
const metadataService = '168.63.129.16';

/**
 * Whether no origin may be at an IP address unless its customer was trusted with it: anything but public unicast, so loopback,
 * link-local, private, unique local, carrier-grade NAT, multicast, unspecified, reserved and metadata services, also where
 * IPv6 stands for one of them. What is no address is forbidden.
 */
export function isForbidden(address: string): boolean {
  if (isIP(address) === 0) return true;
  // Reads IPv4 that is mapped into IPv6 as IPv4.
  const read = ipaddr.process(address);
  const range = read.range();
  if (range === 'rfc6052') return isForbidden(translated(read.toByteArray()));
  return range !== 'unicast' || read.toString() === metadataService || (read.kind() === 'ipv6' && !isGlobal(read));
}

/** All global unicast of today; what lies beside it has no name of its own. See RFC 4291, section 2.4. */
const isGlobal = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean => address.match(ipaddr.parseCIDR('2000::/3'));

/** The IPv4 address that NAT64 makes of the last four bytes. See RFC 6052, section 2.2. */
const translated = (bytes: readonly number[]): string => bytes.slice(-4).join('.');
