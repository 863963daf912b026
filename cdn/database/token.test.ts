import { describe, expect, it } from 'vitest';
import { generateToken, hashToken, sameHash } from './token.ts';

describe('a token', () => {
  it('is a GUID text in lower case', () => {
    expect(generateToken()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  });

  it('differs from every other', () => {
    expect(new Set(Array.from({ length: 1000 }, generateToken)).size).toBe(1000);
  });

  it('hashes to the SHA-256 of its lower-case text', () => {
    expect(hashToken('ABC')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('two hashes', () => {
  it('are the same only when all their digits are', () => {
    const hash = hashToken('abc');
    expect(sameHash(hash, hashToken('ABC'))).toBe(true);
    expect(sameHash(hash, hashToken('abd'))).toBe(false);
    expect(sameHash(hash, hash.slice(1))).toBe(false);
  });
});
