import { describe, expect, it } from 'vitest';
import { isForbidden } from './address-guard.ts';

describe('an origin', () => {
  it.each([
    ['loopback', ['127.0.0.1', '127.255.0.1', '::1']],
    ['link-local', ['169.254.1.1', 'fe80::1', 'fe80::1%eth0']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1']],
    ['unique local', ['fc00::1', 'fd12:3456::1']],
    ['carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
    ['multicast', ['224.0.0.1', '239.1.1.1', 'ff02::1']],
    ['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
    ['broadcast or reserved', ['255.255.255.255', '240.0.0.1', '192.0.0.192', '198.18.0.1', '192.0.2.1', '2001:db8::1']],
    ['metadata', ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16']],
    ['IPv4-mapped', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:168.63.129.16']],
    ['translated by NAT64', ['64:ff9b::7f00:1', '64:ff9b::10.0.0.1']],
    ['tunnelled', ['2002:7f00:1::', '2001::1']],
    ['IPv4-compatible', ['::127.0.0.1', '::7f00:1']],
    ['unreadable', ['', 'localhost', '1.2.3']],
  ])('may not be at an address that is %s', (_, addresses) => {
    expect(addresses.filter((address) => !isForbidden(address))).toEqual([]);
  });

  it('may be at a public address', () => {
    const addresses = ['93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:93.184.215.14', '64:ff9b::5db8:d70e'];
    expect(addresses.filter(isForbidden)).toEqual([]);
  });
});
