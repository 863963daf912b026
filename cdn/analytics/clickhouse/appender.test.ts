import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChdb } from '../chdb.ts';
import type { RequestEvent } from '../event.ts';
import { event, noon } from '../event.fixture.ts';
import { Appender } from './appender.ts';
import type { Connection } from './connection.ts';
import { fingerprints } from './fingerprints.fixture.ts';
import { migrate } from './migrations.ts';
import { countEvents } from './rollups.ts';

const directory = await mkdtemp(join(tmpdir(), 'appender-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

let connection: Connection;
beforeAll(async () => {
  connection = await openChdb(directory);
  await migrate(connection);
});
afterAll(() => connection.close());

const appended: RequestEvent[] = [];
const appenderOver = (over: Connection): Appender =>
  new Appender({ connection: over, writer: 0, exclusively: null, onAppended: (events) => appended.push(...events) });

const events = (source: string, first: number, length: number): RequestEvent[] =>
  Array.from({ length }, (_, index) => event({ source, sequence: first + index, time: noon + index * 1000, cnameId: index % 3 }));

/** The roll-ups that count something else than what is stored. */
async function inexact(): Promise<string[]> {
  return (await fingerprints(connection)).flatMap(({ table, stored, counted }) => (isDeepStrictEqual(stored, counted) ? [] : [table]));
}

const stored = async (source: string): Promise<number> =>
  Number((await connection.query('SELECT count() AS count FROM events WHERE source = {source:String}', { source }))[0]?.count);

/** What can become of a statement whose answer is an error. */
const faults: Readonly<Record<string, (over: Connection) => Partial<Connection>>> = {
  'before it stores the batch': () => ({ insert: () => Promise.reject(new Error('fault')) }),
  'after it has stored the batch': (over) => ({
    insert: async (...given) => {
      await over.insert(...given);
      throw new Error('fault');
    },
  }),
  'before it counts the batch': () => ({ command: () => Promise.reject(new Error('fault')) }),
  'after it has counted the batch': (over) => ({
    command: async (...given) => {
      await over.command(...given);
      throw new Error('fault');
    },
  }),
  'after it has counted the batch in some roll-ups': (over) => ({
    command: async (_sql, parameters, settings) => {
      await over.command(countEvents('writer = {writer:UInt32} AND batch = {batch:UInt64}', 2 + 8), parameters, settings);
      throw new Error('fault');
    },
  }),
};

describe.each(Object.keys(faults))('an append that fails %s', (name) => {
  const source = `edge-${Object.keys(faults).indexOf(name)}`;

  it('rejects, and counts once when it is appended again, in this process or the next', async () => {
    let broken = true;
    const fault = faults[name]?.(connection);
    const over: Connection = {
      ...connection,
      insert: (...given) => ((broken && fault?.insert) || connection.insert)(...given),
      command: (...given) => ((broken && fault?.command) || connection.command)(...given),
    };
    const appender = appenderOver(over);
    await expect(appender.append(events(source, 1, 100))).rejects.toThrow('fault');
    broken = false;
    await appender.append(events(source, 1, 120));
    expect(await inexact()).toEqual([]);
    expect(await stored(source)).toBe(120);

    broken = true;
    await expect(appenderOver(over).append(events(source, 121, 50))).rejects.toThrow('fault');
    await appenderOver(connection).append(events(source, 101, 100));
    expect(await inexact()).toEqual([]);
    expect(await stored(source)).toBe(200);
  });

  it('is told of once', () => {
    const sequences = appended.filter((each) => each.source === source).map(({ sequence }) => sequence);
    expect(new Set(sequences).size).toBe(sequences.length);
  });
});

describe('appends that overlap', () => {
  it('count each event once, also when one of them fails', async () => {
    let inserts = 0;
    const appender = appenderOver({
      ...connection,
      insert: (...given) => ((inserts += 1) === 2 ? Promise.reject(new Error('fault')) : connection.insert(...given)),
    });
    const batches = [1, 101, 101, 201, 151, 301].map((first) => events('overlapping', first, 100));
    const results = await Promise.allSettled(batches.map((batch) => appender.append(batch)));
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    for (const batch of batches) await appender.append(batch);
    expect(await inexact()).toEqual([]);
    expect(await stored('overlapping')).toBe(400);
  });

  it('do not resolve before what they repeat is stored', async () => {
    const appender = appenderOver(connection);
    const first = appender.append(events('repeated', 1, 1000));
    await appender.append(events('repeated', 1, 1000));
    expect(await stored('repeated')).toBe(1000);
    await first;
  });
});

describe('late events', () => {
  it('are counted in the time they are of', async () => {
    const appender = appenderOver(connection);
    await appender.append(events('late', 1, 10));
    await appender.append(events('late', 11, 10).map((each, index) => ({ ...each, time: each.time - (index + 1) * 40 * 86_400_000 })));
    expect(await inexact()).toEqual([]);
  });
});

describe('sources without number', () => {
  it('keep their positions, though few are remembered', async () => {
    const appender = appenderOver(connection);
    const sources = Array.from({ length: 12_000 }, (_, index) => event({ source: `many-${index}`, sequence: 1 }));
    await appender.append(sources);
    await appender.append(sources.map((each) => ({ ...each, sequence: 2 })));
    await appender.append(sources);
    expect(await appender.position('many-0')).toBe(2);
    expect(Number((await connection.query("SELECT count() AS count FROM events WHERE startsWith(source, 'many-')"))[0]?.count)).toBe(24_000);
  });
});
