import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openChdbStore } from './chdb.ts';
import { event } from './event.fixture.ts';
import { connectIngest, type IngestClient } from './ingest-client.ts';
import { IngestError } from './ingest-error.ts';
import { createIngestServer, type IngestServer } from './ingest-server.ts';
import type { TargetNames } from './ingest-target.ts';
import { ingestLog } from './ingest.ts';
import { openLog } from './log/file.ts';
import { sampleLogPath } from './sample/sample.ts';

const directory = await mkdtemp(join(tmpdir(), 'ingest-'));
afterAll(() => rm(directory, { recursive: true, force: true }));
const path = join(directory, 'ingest.sock');
const names: TargetNames = { accountNumber: '0001', mediaTypeId: 3, cname: null };

async function connected(): Promise<IngestClient> {
  const client = await connectIngest(path);
  if (client === null) throw new Error('No ingest server listens.');
  return client;
}

describe('an ingest server killed in the middle of an import', () => {
  const analytics = join(directory, 'killed');

  /** A server in a process of its own, listening. */
  async function startServer() {
    const script = `
      import { openChdbStore } from ${JSON.stringify(import.meta.resolve('./chdb.ts'))};
      import { createIngestServer } from ${JSON.stringify(import.meta.resolve('./ingest-server.ts'))};
      const sink = await openChdbStore(${JSON.stringify(analytics)});
      const server = createIngestServer({ sink, resolveTarget: async (names) => names, customerData: {}, report: console.error });
      await server.listen(${JSON.stringify(path)});
      console.log('listening');`;
    const server = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(server.stdout, 'data');
    return server;
  }

  it('tells the importer to run again, which then completes the log without counting a line twice', async () => {
    const target = { ...names, cname: null };
    const first = await startServer();
    const client = await connected();
    const interrupted = ingestLog({
      sink: client,
      log: await openLog(sampleLogPath),
      target,
      batchSize: 500,
      onProgress: ({ imported }) => void (imported === 2000 && first.kill('SIGKILL')),
    });
    await expect(interrupted).rejects.toThrow(
      'The server stopped meanwhile. Run the same command again: an import goes on behind what is stored.',
    );
    await client.close();
    expect(await connectIngest(path)).toBeNull();

    const second = await startServer();
    const again = await connected();
    const { known, imported } = await ingestLog({ sink: again, log: await openLog(sampleLogPath), target });
    await again.close();
    expect(known).toBeGreaterThanOrEqual(2000);
    expect(known + imported).toBe(8000);
    const exited = once(second, 'exit');
    second.kill('SIGKILL');
    await exited;

    const store = await openChdbStore(analytics);
    const traffic = await store.traffic({ accountNumber: '0001', from: 0, to: Date.UTC(2100, 0) });
    await store.close();
    expect(traffic).toMatchObject([{ total: { requests: 8000n, bytes: 2_244_176_947n } }]);
  });
});

describe('an ingest server', () => {
  const reported: unknown[] = [];
  const stored: unknown[] = [];

  /** Over a sink that keeps events in memory, and fails for those of `broken`. */
  async function serving(): Promise<IngestServer> {
    const server = createIngestServer({
      sink: {
        append: async (events) => {
          if (events.some(({ source }) => source === 'broken')) throw new Error('disk full at /secret');
          stored.push(...events);
        },
        position: async () => 7,
        find: async (source, sequence) => (sequence === 7 ? event({ source, sequence }) : null),
      },
      resolveTarget: async ({ accountNumber }) => {
        throw new IngestError(`There is no customer ${accountNumber}.`);
      },
      customerData: {
        setRetention: async ({ change }) => ({ coreDays: null, contentDays: null, ...change }),
        delete: async ({ accountNumber }) => accountNumber,
      },
      report: (cause) => reported.push(cause),
    });
    await server.listen(path);
    return server;
  }

  it('replaces what is left at the path, and is open to its own user alone', async () => {
    await rm(path, { force: true });
    await writeFile(path, '');
    await using cleanup = new AsyncDisposableStack();
    cleanup.adopt(await serving(), (server) => server.close());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('passes everything on to its sink', async () => {
    await using cleanup = new AsyncDisposableStack();
    cleanup.adopt(await serving(), (server) => server.close());
    const client = cleanup.adopt(await connected(), (each) => each.close());
    await client.append([event({ timeTakenMs: 0.5 })]);
    expect(stored).toEqual([event({ timeTakenMs: 0.5 })]);
    expect(await client.position('a')).toBe(7);
    expect(await client.find('a', 7)).toEqual(event({ source: 'a', sequence: 7 }));
    expect(await client.find('a', 8)).toBeNull();
  });

  it("passes the importer's mistakes on as they are, and reports a failure of its own without telling its cause", async () => {
    await using cleanup = new AsyncDisposableStack();
    cleanup.adopt(await serving(), (server) => server.close());
    const client = cleanup.adopt(await connected(), (each) => each.close());
    await expect(client.resolveTarget(names)).rejects.toThrow(new IngestError('There is no customer 0001.'));
    await expect(client.append([event({ source: 'broken' })])).rejects.toThrow(
      "The server couldn't do it; the cause is in its own log.",
    );
    await expect(client.append([event({ status: -1 })])).rejects.toThrow("The server couldn't do it");
    expect(reported.map((cause) => (cause instanceof Error ? cause.name : cause))).toEqual(['Error', 'ZodError']);
  });

  it('refuses a path that is too long for a socket', async () => {
    const long = join(directory, 'x'.repeat(100));
    await expect(connectIngest(long)).rejects.toThrow('is too long for a Unix socket');
  });

  it('is gone once it is closed', async () => {
    await (await serving()).close();
    expect(await connectIngest(path)).toBeNull();
  });
});
