import { describe, expect, it } from 'vitest';
import { decryptToken, encryptToken, tokenKey } from './ectoken.ts';

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

describe('what is read of a token', () => {
  const key = tokenKey('MY_SECRET_KEY');

  it('are the parameters that the public Python library put in', () => {
    expect(decryptToken(key, '26oBaqCbdLyJD5RjsHBYGsIDQGOehPo2rZfGwGey-ubhciakzPwRIdQ')).toBe('MY_COOL_TOKEN');
  });

  it('is nothing if the key is another, a character has changed, or it is no token', () => {
    const token = encryptToken('MY_SECRET_KEY', 'ec_expire=1');
    expect(decryptToken(key, token)).toBe('ec_expire=1');
    for (let at = 0; at < token.length; at += 1) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'Q' : 'A'}${token.slice(at + 1)}`;
      expect(decryptToken(key, changed)).toBeNull();
    }
    for (const none of ['', 'a=1', '!', token.slice(4), `${token}!`]) expect(decryptToken(key, none)).toBeNull();
    expect(decryptToken(tokenKey('other'), token)).toBeNull();
  });
});
