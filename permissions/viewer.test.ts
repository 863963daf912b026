import { describe, expect, it } from 'vitest';
import { tokenOf } from './viewer.ts';

const token = '12345678-1234-1234-1234-1234567890ab';

describe('the token of an Authorization header', () => {
  it.each([`TOK:${token}`, `TOK: ${token}`, `tok:${token}`, `Tok:\t${token}`, `TOK:${token.toUpperCase()}`])(
    'is in "%s", in lower case',
    (header) => {
      expect(tokenOf(header)).toBe(token);
    },
  );

  it.each([
    undefined,
    '',
    'TOK:',
    'TOK: ',
    token,
    `TOK ${token}`,
    `Bearer ${token}`,
    ` TOK:${token}`,
    `TOK:${token} `,
    `TOK:${token} ${token}`,
  ])('is not in %o', (header) => {
    expect(tokenOf(header)).toBeUndefined();
  });

  it('is all that stands behind the colon, so that a quoted one is another token', () => {
    expect(tokenOf(`TOK:"${token}"`)).toBe(`"${token}"`);
  });
});
