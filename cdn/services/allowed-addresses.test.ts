import { describe, expect, it } from 'vitest';
import { allowedAddresses } from './allowed-addresses.ts';

describe('no ranges', () => {
  it('allow every address, even an unknown one', () => {
    for (const address of ['192.0.2.1', '2001:db8::1', undefined]) expect(allowedAddresses([])(address)).toBe(true);
  });
});

describe('addresses and ranges', () => {
  const isAllowed = allowedAddresses(['192.0.2.0/24', '198.51.100.7', '2001:db8::/32', 'fe80::/10']);

  it.each(['192.0.2.0', '192.0.2.255', '198.51.100.7', '2001:db8:ffff::1', '2001:DB8::', '::ffff:192.0.2.9', 'fe80::1%eth0'])('allow %s', (address) => {
    expect(isAllowed(address)).toBe(true);
  });

  it.each(['192.0.3.0', '198.51.100.8', '2001:db9::1', '::ffff:192.0.3.1', '', 'localhost', undefined])('refuse %s', (address) => {
    expect(isAllowed(address)).toBe(false);
  });

  it('allow everything in a range of no bits', () => {
    expect(allowedAddresses(['0.0.0.0/0'])('203.0.113.1')).toBe(true);
    expect(allowedAddresses(['0.0.0.0/0'])('2001:db8::1')).toBe(false);
  });
});
