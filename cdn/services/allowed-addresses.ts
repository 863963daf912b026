import { BlockList, isIPv6 } from 'node:net';

/** Whether an IP address is one of those that a token may be used from. */
export type IsAllowed = (address: string | undefined) => boolean;

/** Of the IP addresses and ranges; none means any address, even an unknown one. IPv4 is recognised within IPv6, too. */
export function allowedAddresses(ranges: readonly string[]): IsAllowed {
  if (ranges.length === 0) return () => true;
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    if (prefix === undefined) list.addAddress(network, family(network));
    else list.addSubnet(network, Number(prefix), family(network));
  }
  return (address) => {
    // What stands behind % is an interface of this machine.
    const [plain = ''] = (address ?? '').split('%');
    return list.check(plain, family(plain));
  };
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');
