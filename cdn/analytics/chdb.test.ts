import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { openChdbStore } from './chdb.ts';
import { describeStore } from './store.suite.ts';

const directory = await mkdtemp(join(tmpdir(), 'analytics-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Node's arguments for a process that has the store open on `path`; each process can open one directory at a time. */
const withStore = (path: string, body: string): string[] => [
  '--input-type=module',
  '--eval',
  `import { openChdbStore } from ${JSON.stringify(import.meta.resolve('./chdb.ts'))};
   import { event } from ${JSON.stringify(import.meta.resolve('./event.fixture.ts'))};
   const store = await openChdbStore(${JSON.stringify(path)});
   const appendBatch = (first) => store.append(Array.from({ length: 500 }, (_, index) => event({ sequence: first + index })));
   ${body}`,
];

describe('a process killed while it appends', () => {
  const path = join(directory, 'killed');

  it('loses no acknowledged batch, keeps each whole, and stores none twice when all are appended again', async () => {
    const endless = 'for (let first = 1; ; first += 500) { await appendBatch(first); console.log(first + 499); }';
    const child = spawn(process.execPath, withStore(path, endless), { stdio: ['ignore', 'pipe', 'inherit'] });
    let acknowledged = 0;
    for await (const line of createInterface(child.stdout)) {
      acknowledged = Number(line);
      if (acknowledged === 5000) child.kill('SIGKILL');
    }

    const look = `
      const requests = async () => Number((await store.traffic({ accountNumber: '0001', from: 0, to: 4e12 }))[0].total.requests);
      const found = { position: await store.position('edge-1'), requests: await requests() };
      for (let first = 1; first <= 10_000; first += 500) await appendBatch(first);
      console.log(JSON.stringify({ ...found, afterwards: await requests() }));
      await store.close();`;
    const { stdout } = spawnSync(process.execPath, withStore(path, look), { encoding: 'utf8' });
    const { position, requests, afterwards } = JSON.parse(stdout) as Record<string, number>;
    expect(acknowledged).toBeGreaterThanOrEqual(5000);
    expect(position).toBeGreaterThanOrEqual(acknowledged);
    expect(requests).toBe(position);
    expect(afterwards).toBe(10_000);
  });
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
