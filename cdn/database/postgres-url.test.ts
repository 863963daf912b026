import { describe, expect, it } from 'vitest';
import { isPostgresUrl, withoutPassword } from './postgres-url.ts';

describe('the URL of a PostgreSQL database', () => {
  it.each([
    'postgres://me:secret@db.example.com:5432/edgegraph',
    'postgresql://me@[::1]/edgegraph?sslmode=verify-full',
    'postgres:///edgegraph?host=/run/postgresql',
    'postgres://me:a%2Fb%40c%23@db/edgegraph',
  ])('may be %s', (url) => expect(isPostgresUrl(url)).toBe(true));

  it.each([
    'mysql://me@db/edgegraph',
    'db.example.com/edgegraph',
    'postgres://db.example.com',
    'postgres://db.example.com/',
    'postgres://me:12/secret@db/edgegraph',
    'postgres://me:12#secret@db/edgegraph',
    'postgres://me:12?secret@db/edgegraph',
    '',
  ])('is not %j', (url) => expect(isPostgresUrl(url)).toBe(false));

  it('is shown without what may be secret', () => {
    expect(withoutPassword('postgres://me:secret@db.example.com:5433/edgegraph?password=secret')).toBe('postgres://me@db.example.com:5433/edgegraph');
    expect(withoutPassword('postgres:///edgegraph?host=/run/postgresql')).toBe('postgres:///edgegraph');
  });
});
