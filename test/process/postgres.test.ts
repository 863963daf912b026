import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, hasPostgres, startPostgres } from '@edgegraph/cdn/database/postgres-server.fixture.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleRange } from '../product.ts';
import { ask, end, startProcess } from './process.ts';

describe.skipIf(!hasPostgres)('the product with DATABASE_URL', { timeout: 60_000 }, () => {
  let server: PostgresServer;
  let url: string;
  let directory: string;
  beforeAll(async () => {
    server = await startPostgres();
    url = await server.createDatabase();
    directory = await mkdtemp(join(tmpdir(), 'edgegraph-'));
  });
  afterAll(async () => {
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const query = `{ viewer { login } customer { traffic(range: ${sampleRange}) { total { requests } } } }`;
  const answer = { data: { viewer: { login: 'admin@example.com' }, customer: { traffic: { total: { requests: '8000' } } } } };

  it('answers the first query with its users in PostgreSQL, also after a restart', async () => {
    const settings = { DATABASE_URL: url, DATA_DIR: directory };
    const first = await startProcess(settings);
    const token = /shown this once: (\S+)/.exec(first.output)?.[1] ?? '';
    expect(await ask(first.url, token, query)).toEqual(answer);
    expect(await readdir(directory)).not.toContain('configuration.sqlite');
    expect(await end(first, 'SIGTERM')).toBe(0);
    const again = await startProcess(settings);
    expect(await ask(again.url, token, query)).toEqual(answer);
    expect(await end(again, 'SIGTERM')).toBe(0);
  });

  it('answers again after the PostgreSQL server was restarted', async () => {
    const running = await startProcess({ DATABASE_URL: url, DATA_DIR: directory, ADMIN_TOKEN: 'a-token-to-keep' });
    expect(await ask(running.url, 'a-token-to-keep', query)).toEqual(answer);
    await server.restart();
    expect(await ask(running.url, 'a-token-to-keep', query)).toEqual(answer);
    await end(running, 'SIGTERM');
  });

  it('does not start on one that is wrong, and says so without its password', async () => {
    const { port, password } = new URL(url);
    const guessed = url.replace(password, 'my-guess');
    const started = startProcess({ DATABASE_URL: guessed, DATA_DIR: directory });
    await expect(started).rejects.toThrow(`DATABASE_URL postgres://postgres@127.0.0.1:${port}/`);
    await expect(started).rejects.toThrow('refuses this user or password');
    await expect(started).rejects.not.toThrow(/my-guess| at .*\.ts:/);
    const unescaped = startProcess({ DATABASE_URL: 'postgres://me:12/my-guess@127.0.0.1/edgegraph', DATA_DIR: directory });
    await expect(unescaped).rejects.toThrow('DATABASE_URL must be postgres://user:password@host:5432/database');
    await expect(unescaped).rejects.not.toThrow('my-guess');
  });
});
