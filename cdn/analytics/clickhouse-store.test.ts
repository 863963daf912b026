import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClickHouseStore } from './clickhouse-store.ts';
import type { Exclusively } from './clickhouse/appender.ts';
import { fingerprints } from './clickhouse/fingerprints.fixture.ts';
import { connectRemote } from './clickhouse/remote.ts';
import { type ClickHouseServer, credentials, startClickHouse } from './clickhouse-server.fixture.ts';
import { event, noon } from './event.fixture.ts';
import type { AnalyticsStore } from './store.ts';
import { describeStore } from './store.suite.ts';

const directory = await mkdtemp(join(tmpdir(), 'clickhouse-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

let server: ClickHouseServer;
beforeAll(async () => {
  server = await startClickHouse(join(directory, 'server'));
});
afterAll(() => server.close());

/** A lock for all sources, as PostgreSQL's is for each. */
let last: Promise<unknown> = Promise.resolve();
const exclusively: Exclusively = (_sources, work) => {
  const result = last.then(work);
  last = result.catch(() => {});
  return result;
};

const open = (): Promise<AnalyticsStore> => openClickHouseStore({ url: server.url, cluster: null, exclusively });

const events = (source: string, first: number, length: number) =>
  Array.from({ length }, (_, index) => event({ source, sequence: first + index, time: noon + index * 1000 }));

async function inexact(): Promise<string[]> {
  const connection = connectRemote(server.url);
  const found = await fingerprints(connection);
  await connection.close();
  return found.flatMap(({ table, stored, counted }) => (isDeepStrictEqual(stored, counted) ? [] : [table]));
}

const stored = async (source: string): Promise<unknown> => (await server.query(`SELECT toUInt32(count()) AS count FROM events WHERE source = '${source}'`))[0];

describe('two processes on one ClickHouse', () => {
  it('count once what an edge sends first to one and then to the other', async () => {
    const [one, other] = [await open(), await open()];
    await one.append(events('moving', 1, 100));
    await other.append(events('moving', 51, 100));
    await one.append(events('moving', 1, 200));
    expect(await stored('moving')).toEqual({ count: 200 });
    expect([await one.position('moving'), await other.position('moving')]).toEqual([200, 200]);
    expect(await inexact()).toEqual([]);
    await one.close();
    await other.close();
  });

  it('count once what both append at the same time', async () => {
    const stores = [await open(), await open()];
    await Promise.all([0, 40, 80].flatMap((first) => stores.map((store) => store.append(events('both', first + 1, 60)))));
    expect(await stored('both')).toEqual({ count: 140 });
    expect(await inexact()).toEqual([]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('make up for what one of them stored and did not count, and do so once', async () => {
    const one = await open();
    server.loseAnswerTo('INSERT INTO events');
    await expect(one.append(events('lost', 1, 100))).rejects.toThrow("can't be reached");
    // The other hears of the same events while the first is gone.
    const other = await open();
    await other.append(events('lost', 1, 150));
    expect(await stored('lost')).toEqual({ count: 150 });
    expect(await inexact()).toEqual([]);
    await Promise.all([one.append(events('lost', 1, 150)), open().then((third) => third.close())]);
    expect(await inexact()).toEqual([]);
    await one.close();
    await other.close();
  });
});

describe('an answer that is lost', () => {
  it.each(['INSERT INTO events', 'INSERT INTO appended'])('to %s costs nothing', async (statement) => {
    const source = `answer of ${statement}`;
    const store = await open();
    server.loseAnswerTo(statement);
    await expect(store.append(events(source, 1, 50))).rejects.toThrow("can't be reached");
    await store.append(events(source, 1, 80));
    expect(await stored(source)).toEqual({ count: 80 });
    expect(await inexact()).toEqual([]);
    await store.close();
  });
});

describe('a ClickHouse that is away', () => {
  it('is named without user and password, when the store is opened and afterwards', async () => {
    const { port } = new URL(server.url);
    const sockets = new Set<Socket>();
    const door = createServer((socket) => {
      sockets.add(socket.on('error', () => {}));
      socket.pipe(connect(Number(port), '127.0.0.1')).on('error', () => {}).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(door, 'listening');
    // Listening on a port, which has such an address.
    const url = server.url.replace(`:${port}/`, `:${(door.address() as AddressInfo).port}/`);
    const store = await openClickHouseStore({ url, cluster: null, exclusively });
    door.close();
    for (const socket of sockets) socket.destroy();
    const said = await Promise.all([
      store.append(events('away', 1, 1)).catch(String),
      store.position('away').catch(String),
      openClickHouseStore({ url, cluster: null, exclusively }).catch(String),
    ]);
    for (const text of said) {
      expect(text).toMatch(/ClickHouse at http:\/\/127\.0\.0\.1:\d+\/default can't be reached: ECONN(REFUSED|RESET)/);
      expect(text).not.toContain(credentials.user);
      expect(text).not.toMatch(/secret/);
    }
    await store.close().catch(() => {});
  });

  it('that refuses the password says so without it', async () => {
    const url = server.url.replace(encodeURIComponent(credentials.password), 'wrong-word');
    const error = await openClickHouseStore({ url, cluster: null, exclusively }).catch((cause: unknown) => cause);
    expect(String(error)).toContain('refused a statement: AUTHENTICATION_FAILED (code 516)');
    expect(String(error)).not.toContain('wrong-word');
  });
});

// Last, since it deletes requests that roll-ups still count.
describe('ClickHouse over HTTP', () => {
  describeStore((onAppended) => openClickHouseStore({ url: server.url, cluster: null, exclusively }, { onAppended }));
});
