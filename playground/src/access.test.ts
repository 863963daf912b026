import { describe, expect, it } from 'vitest';
import { type Access, accessFrom, explainAccess, isAccepted } from './access.ts';

describe('the answer to a question for the schema', () => {
  it.each<[number, Access]>([
    [200, 'granted'],
    [400, 'withheld'],
    [401, 'refused'],
    [503, 'unreachable'],
  ])('with status %i means %s', (status, access) => {
    expect(accessFrom(new Response(null, { status }))).toBe(access);
  });

  it('is unreachable if there was none', () => {
    expect(accessFrom(null)).toBe('unreachable');
  });
});

describe('a token', () => {
  it('is accepted once the server has answered to it, with its schema or without', () => {
    const all: Access[] = ['asking', 'granted', 'refused', 'withheld', 'unreachable'];
    expect(all.filter(isAccepted)).toEqual(['granted', 'withheld']);
  });
});

describe('an explanation', () => {
  it('tells a missing token from a refused one', () => {
    expect(explainAccess('refused', '')).toMatch(/^This graph answers only to a token/);
    expect(explainAccess('refused', '3f0c-91')).toMatch(/^The server refused this token/);
  });

  it('never contains the token', () => {
    for (const access of ['refused', 'withheld', 'unreachable'] as const) {
      expect(explainAccess(access, '3f0c-91')).not.toContain('3f0c-91');
    }
  });

  it('is left out where nothing is wrong', () => {
    expect(explainAccess('asking', '')).toBeNull();
    expect(explainAccess('granted', '3f0c-91')).toBeNull();
  });
});
