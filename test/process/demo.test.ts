import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { patient, startDeliveringProduct } from './delivering-product.ts';
import { ask, end, startProcess } from './process.ts';

const command = fileURLToPath(new URL('../../app/demo.ts', import.meta.url));

/** The demo in a process of its own; `await using` ends it as Ctrl-C does. */
function startDemo(args: readonly string[], settings: Readonly<Record<string, string>>) {
  const child: ChildProcess = spawn(process.execPath, [command, ...args], { env: { PATH: process.env.PATH, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => void (output += text));
  const exit = once(child, 'exit');
  const stop = async (): Promise<number | null> => {
    child.kill('SIGINT');
    return (await exit)[0];
  };
  return {
    /** Resolves to what it printed that matches; rejects with all that it printed if nothing comes. */
    printed: (pattern: RegExp): Promise<RegExpExecArray> => vi.waitFor(() => pattern.exec(output) ?? Promise.reject(new Error(output)), patient),
    /** Its exit code, once it has ended by itself. */
    ended: async (): Promise<number | null> => (await exit)[0],
    stop,
    async [Symbol.asyncDispose](): Promise<void> {
      if (child.exitCode === null) await stop();
    },
  };
}

const now = `query ($from: DateTime!) { customer {
  live { connectionsPerSecond }
  edgeCname(id: 2) { name traffic(range: { from: $from }) { total { requests bytes hits errors } } }
  hitsByStatus(range: { from: $from }) { status }
} }`;

describe('the demo', () => {
  it('starts a product, and gives its live figures, reports and purges life', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'edgegraph-test-'));
    const from = new Date().toISOString();
    await using demo = startDemo(['--speed', '3000', '--purge', '2'], { PORT: '0', EDGE_PORT: '0', ADMIN_TOKEN: 'the-administrators-token', TMPDIR: temporary });
    const [, url = ''] = await demo.printed(/Playground: (\S+)\/playground\//);
    const read = async () => (await ask(url, 'the-administrators-token', now, { from })).data.customer;
    // An idle second is possible, an idle demo is not.
    await vi.waitFor(async () => expect((await read()).live.connectionsPerSecond).toBeGreaterThan(0), patient);
    await demo.printed(/purged http:\/\/www\.demo\.test\/images\/: [1-9]\d* objects/);
    await demo.printed(/so far [1-9]\d* requests/);
    await vi.waitFor(async () => {
      const { edgeCname, hitsByStatus } = await read();
      expect(edgeCname.name).toBe('www.demo.test');
      expect(Number(edgeCname.traffic.total.hits)).toBeGreaterThan(0);
      expect(edgeCname.traffic.total.errors).toBe('0');
      expect(hitsByStatus.map(({ status }: { status: number }) => status).toSorted()).toEqual(expect.arrayContaining([200, 304, 404]));
    }, patient);
    expect(await demo.stop()).toBe(0);
    expect(await readdir(temporary)).toEqual([]);
    await rm(temporary, { recursive: true });
  });

  it('uses a product that runs, and what an earlier demo created there', async () => {
    await using running = await startDeliveringProduct();
    const configured = async () => (await running.graphql('{ customer { origins { nodes { directory http { hostnames } } } edgeCnames { nodes { name } } } }')).data.customer;
    const seen: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      await using demo = startDemo(['--product', running.url, '--edge', running.edgeUrl], { TOKEN: running.token });
      const [, origin = ''] = await demo.printed(/origin ([\d.:]+)\. Ctrl-C/);
      expect(await configured()).toEqual({ origins: { nodes: [{ directory: 'demo', http: { hostnames: [`http://${origin}`] } }] }, edgeCnames: { nodes: [{ name: 'www.demo.test' }] } });
      seen.push(origin);
    }
    expect(new Set(seen).size).toBe(2);
  });

  it('tells what a product lacks whose edges may not ask this machine', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'edgegraph-'));
    const product = await startProcess({ DATA_DIR: directory, ADMIN_TOKEN: 'the-administrators-token', SAMPLE_DATA: 'off' });
    const demo = startDemo(['--product', product.url], { TOKEN: 'the-administrators-token' });
    await demo.printed(/Start it with PRIVATE_ORIGINS=on/);
    expect(await demo.ended()).toBe(1);
    await end(product, 'SIGTERM');
    await rm(directory, { recursive: true });
  });

  it('tells what to do when its ports are taken, and leaves nothing behind', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'edgegraph-test-'));
    const directory = await mkdtemp(join(tmpdir(), 'edgegraph-'));
    const product = await startProcess({ DATA_DIR: directory, SAMPLE_DATA: 'off' });
    const demo = startDemo([], { PORT: new URL(product.url).port, EDGE_PORT: '0', TMPDIR: temporary });
    await demo.printed(/give the demo other ports: PORT=4100 EDGE_PORT=8180/);
    expect(await demo.ended()).toBe(1);
    expect(await readdir(temporary)).toEqual([]);
    await end(product, 'SIGTERM');
    await Promise.all([directory, temporary].map((path) => rm(path, { recursive: true })));
  });
});
