import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChdb } from '../chdb.ts';
import type { Connection, Row } from './connection.ts';
import { migrate } from './migrations.ts';
import { firstVersion } from './first-version.fixture.ts';

const directory = await mkdtemp(join(tmpdir(), 'migrations-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the tables of the first version', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await openChdb(join(directory, 'first'));
    for (const statement of firstVersion) await connection.command(statement);
    await migrate(connection);
  });
  afterAll(() => connection.close());

  const one = async (sql: string): Promise<Row | undefined> => (await connection.query(sql))[0];
  const events = { requests: '90000', bytes: '90000000', originBytes: '900000' };

  it('keep their events', async () => {
    expect(await one('SELECT count() AS requests, sum(bytes) AS bytes, sum(originBytes) AS originBytes FROM events')).toEqual(events);
  });

  it('are counted in every roll-up', async () => {
    for (const table of ['traffic_minute', 'traffic_hour', 'traffic_day']) {
      expect(await one(`SELECT sum(requests) AS requests, sum(bytes) AS bytes, sum(originBytes) AS originBytes FROM ${table}`)).toEqual(events);
    }
    expect(await one('SELECT sum(requests) AS requests, sum(bytes) AS bytes, uniqExact(path) AS paths FROM files_day')).toEqual({
      requests: events.requests,
      bytes: events.bytes,
      paths: '7',
    });
    expect(await one('SELECT uniqExact(time) AS hours, min(time) AS first FROM traffic_hour')).toEqual({ hours: '25', first: '2015-05-17 12:00:00' });
  });

  it('tell directories, referrers and families of user agents', async () => {
    expect(await connection.query('SELECT directory, referrerHost, userAgentFamily FROM events GROUP BY ALL ORDER BY userAgentFamily')).toEqual([
      { directory: '/a/', referrerHost: 'www.example.com', userAgentFamily: '' },
      { directory: '/a/', referrerHost: 'www.example.com', userAgentFamily: "it's" },
      { directory: '/a/', referrerHost: 'www.example.com', userAgentFamily: 'wget' },
    ]);
  });

  it('are the same when a migration that stopped half-way runs again', async () => {
    await connection.command('ALTER TABLE migrations DELETE WHERE version > 1 SETTINGS mutations_sync = 2');
    await connection.command('ALTER TABLE traffic_hour DELETE WHERE status = 200 SETTINGS mutations_sync = 2');
    await migrate(connection);
    for (const table of ['traffic_minute', 'traffic_hour', 'traffic_day', 'files_day']) {
      expect(await one(`SELECT sum(requests) AS requests FROM ${table}`)).toEqual({ requests: events.requests });
    }
  });
});

it('refuses the tables of a newer version', async () => {
  const connection = await openChdb(join(directory, 'newer'));
  await migrate(connection);
  await connection.command('INSERT INTO migrations VALUES (1000)');
  await expect(migrate(connection)).rejects.toThrow('written by a newer version');
  await connection.close();
});
