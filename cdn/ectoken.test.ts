import { describe, expect, it } from 'vitest';
import { encryptToken } from './ectoken.ts';

describe('a token', () => {
  it('is byte for byte what the public Python library makes with the same key and nonce', () => {
    // The example of https://github.com/Edgio/ectoken, README.md.
    const published = '26oBaqCbdLyJD5RjsHBYGsIDQGOehPo2rZfGwGey-ubhciakzPwRIdQ';
    const nonce = Buffer.from(published, 'base64url').subarray(0, 12);
    expect(encryptToken('MY_SECRET_KEY', 'MY_COOL_TOKEN', nonce)).toBe(published);
  });

  it('is another one each time', () => {
    expect(encryptToken('key', 'ec_expire=1')).not.toBe(encryptToken('key', 'ec_expire=1'));
  });
});
