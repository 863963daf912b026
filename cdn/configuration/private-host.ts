import { BlockList, isIP, isIPv6 } from 'node:net';

/** Addresses that are no public unicast ones. See the IANA registries of special-purpose addresses (RFC 6890). */
const special = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  special.addSubnet(network, prefix, 'ipv6');

/** Whether a URL's host is, by itself, loopback, link-local, private or otherwise not public: an address, or the name `localhost`. */
export function isPrivateHost(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) === 0) return /^(.*\.)?localhost\.?$/.test(address);
  return special.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
