import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStore as openPostgres } from '../database/postgres.ts';
import { type PostgresServer, hasPostgres, startPostgres } from '../database/postgres-server.fixture.ts';
import { openStore as openSqlite } from '../database/sqlite.ts';
import { concurrentChangesSuite } from './concurrent-changes.suite.ts';

describe('in an SQLite file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgegraph-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  concurrentChangesSuite(async () => {
    const place = join(folder, 'db.sqlite');
    return { store: await openSqlite(place), place };
  });
});

describe.skipIf(!hasPostgres)('in PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  concurrentChangesSuite(async () => {
    const place = await server.createDatabase();
    return { store: await openPostgres(place), place };
  });
});
