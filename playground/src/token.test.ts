import { describe, expect, it } from 'vitest';
import { tokenIn } from './token.ts';

describe('what was pasted into the token field', () => {
  it('is the token itself', () => {
    expect(tokenIn('3f0c-91')).toBe('3f0c-91');
  });

  it('loses blanks, line ends and invisible characters', () => {
    expect(tokenIn('\u200b 3f0c-91\r\n')).toBe('3f0c-91');
  });

  it('may be a copied header, whole or its value', () => {
    expect(tokenIn('Authorization: TOK:3f0c-91')).toBe('3f0c-91');
    expect(tokenIn('tok: 3f0c-91')).toBe('3f0c-91');
  });
});
