import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { openChdbStore } from './chdb.ts';
import { describeStore } from './store.suite.ts';

const directory = await mkdtemp(join(tmpdir(), 'analytics-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

/** How long processes are killed, one after the other. */
const seconds = Number(process.env.KILL_SECONDS ?? 10);

/** Node's arguments for a process that has the store open on `path`; each process can open one directory at a time. */
const withStore = (path: string, body: string): string[] => [
  '--input-type=module',
  '--eval',
  `import { openChdb } from ${JSON.stringify(import.meta.resolve('./chdb.ts'))};
   import { createStore } from ${JSON.stringify(import.meta.resolve('./clickhouse/store.ts'))};
   import { event, noon } from ${JSON.stringify(import.meta.resolve('./event.fixture.ts'))};
   import { fingerprints } from ${JSON.stringify(import.meta.resolve('./clickhouse/fingerprints.fixture.ts'))};
   const connection = await openChdb(${JSON.stringify(path)});
   const store = await createStore(connection);
   ${body}`,
];

/** Tells what it finds, then appends to two sources without end, also what is stored already and what is late; tells each batch that is acknowledged. */
const appendWithoutEnd = `
  const tell = (told) => process.stdout.write(JSON.stringify(told) + '\\n');
  const count = async (source) => Number((await connection.query("SELECT count() AS count FROM events WHERE source = {source:String}", { source }))[0].count);
  const positions = { a: await store.position('a'), b: await store.position('b') };
  tell({ positions, counts: { a: await count('a'), b: await count('b') }, tables: await fingerprints(connection) });
  const append = async (source) => {
    for (let first = positions[source] + 1; ; ) {
      const length = 1 + Math.floor(Math.random() * 3000);
      const from = Math.max(1, first - 200);
      await store.append(Array.from({ length: first + length - from }, (_, index) =>
        event({ source, sequence: from + index, time: noon - ((from + index) % 7) * 86_400_000, cnameId: index % 5, path: '/' + (index % 50) })));
      tell({ acknowledged: source, position: first + length - 1 });
      first += length;
    }
  };
  await Promise.all([append('a'), append('b')]);`;

interface Found {
  readonly positions: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly tables: readonly { readonly table: string; readonly stored: object; readonly counted: object }[];
}

/** Runs such a process until it is killed: once it has told of some batches, at a share of the time that one takes. */
async function runAndKill(path: string, batches: number, share: number, acknowledged: Record<string, number>): Promise<Found> {
  const child = spawn(process.execPath, withStore(path, appendWithoutEnd), { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let found: Found | undefined;
  let [told, toldAt, batchMs] = [0, 0, 500];
  for await (const line of createInterface(child.stdout)) {
    // What the process above writes.
    const said = JSON.parse(line) as Found | { acknowledged: string; position: number };
    if ('acknowledged' in said) {
      acknowledged[said.acknowledged] = said.position;
      batchMs = Date.now() - toldAt;
    } else found = said;
    toldAt = Date.now();
    if (told++ === batches) setTimeout(() => child.kill('SIGKILL'), share * batchMs);
  }
  await ended;
  if (found === undefined) throw new Error('The process ended before it had opened the store.');
  return found;
}

describe('a process killed while it appends, again and again', () => {
  const path = join(directory, 'killed');

  it(
    'loses no acknowledged batch, stores none twice, and counts exactly what is stored in every roll-up',
    async () => {
      const acknowledged: Record<string, number> = { a: 0, b: 0 };
      const ends = Date.now() + seconds * 1000;
      for (let kills = 0; kills < 6 || Date.now() < ends; kills++) {
        const before = { ...acknowledged };
        const { positions, counts, tables } = await runAndKill(path, kills % 4, (kills * 0.37) % 1, acknowledged);
        for (const source of ['a', 'b']) expect(positions[source]).toBeGreaterThanOrEqual(before[source] ?? 0);
        // All numbers from 1 upward, each once.
        expect(counts).toEqual(positions);
        for (const { table, stored, counted } of tables) expect({ kills, table, ...counted }).toEqual({ kills, table, ...stored });
      }
      expect(acknowledged.a).toBeGreaterThan(0);
    },
    (seconds + 60) * 1000,
  );
});

describe('a directory that another process has open', () => {
  it('is refused with the remedy', async () => {
    const path = join(directory, 'busy');
    const child = spawn(process.execPath, withStore(path, "console.log('open'); setInterval(() => {}, 1000);"), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    try {
      await expect(openChdbStore(path)).rejects.toThrow(
        `in ${path} can't be opened, most likely because another process has it open`,
      );
    } finally {
      child.kill();
    }
  });
});

describe('chDB', () => {
  describeStore((onAppended) => openChdbStore(join(directory, 'store'), { onAppended }));
});
