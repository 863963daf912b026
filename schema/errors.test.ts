import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { badUserInput, errorStatus, forbidden, internalError, serviceUnavailable } from './errors.ts';

describe('docs/errors.md', () => {
  it('has a line for each code with its status, and for no other', () => {
    const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
    const lines = [...page.matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)].map(([, code, status]) => [code, Number(status)]);
    expect(Object.fromEntries(lines)).toEqual(errorStatus);
    expect(lines).toHaveLength(Object.keys(errorStatus).length);
  });
});

describe('an error', () => {
  it('says what was missing and the remedy', () => {
    expect(forbidden({ method: 'PUT', module: 'PURGE_LOAD' }).toJSON()).toEqual({
      message: 'Needs PUT on PURGE_LOAD; an administrator grants it on the Users page.',
      extensions: { code: 'FORBIDDEN', status: 403, requires: { method: 'PUT', module: 'PURGE_LOAD' } },
    });
  });

  it('names each problem of an input', () => {
    expect(badUserInput('Bad.', [{ path: 'input.name', message: 'is taken.' }]).extensions).toEqual({
      code: 'BAD_USER_INPUT',
      status: 400,
      problems: [{ path: 'input.name', message: 'is taken.' }],
    });
  });

  it('keeps its cause for the log and tells the client nothing of it', () => {
    const cause = new Error('connect ECONNREFUSED 10.0.0.7:5432');
    for (const error of [serviceUnavailable('mcc', cause), internalError(cause)]) {
      expect(error.originalError).toBe(cause);
      expect(JSON.stringify(error)).not.toContain('10.0.0.7');
    }
  });
});
