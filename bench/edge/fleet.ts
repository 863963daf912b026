import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';

/** A product, edges that joined it, and an origin with one CNAME before it; each but the origin in a process of its own. */
export interface Fleet {
  /** One pool of connections for each edge. */
  readonly edges: readonly Pool[];
  /** The host name that the edges answer. */
  readonly hostname: string;
  readonly product: { readonly url: string; readonly pid: number };
  /** Calls a REST route below the customer's. Throws if it is refused. */
  rest(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const hostname = 'bench.example.com';

export async function startFleet(count: number, options: readonly string[]): Promise<Fleet> {
  await using started = new AsyncDisposableStack();
  const folder = started.adopt(await mkdtemp(join(tmpdir(), 'edgegraph-bench-')), (path) => rm(path, { recursive: true }));
  const [token, secret] = [randomUUID(), randomUUID()];
  const origin = createServer((_request, response) => response.writeHead(200, { 'cache-control': 'max-age=86400' }).end('x'.repeat(1000)));
  started.defer(() => void origin.close());
  await once(origin.listen(0, '127.0.0.1'), 'listening');
  const settings = { DATA_DIR: join(folder, 'data'), PORT: '0', EDGE_PORT: 'off', ADMIN_TOKEN: token, EDGE_SECRET: secret, SAMPLE_DATA: 'off', PRIVATE_ORIGINS: 'on' };
  const product = started.use(await start(here('../../app/main.ts'), [], settings, /is ready: (.*)\/graphql/));
  const edges = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const [name, state] = [`edge-${index}`, join(folder, `edge-${index}`)];
      const args = ['--join', product.url, '--pop', 'LAX', '--name', name, '--port', '0', '--data', state, ...options];
      const edge = started.use(await start(here('../../app/edge.ts'), args, { EDGE_SECRET: secret }, /is ready: (.*?),/));
      return started.adopt(new Pool(edge.url, { connections: 4 }), (pool) => pool.close());
    }),
  );
  const rest: Fleet['rest'] = async (method, path, body) => {
    const answer = await fetch(`${product.url}/v2/mcc/customers/0001${path}`, {
      method,
      headers: { authorization: `TOK:${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    // What the routes asked here answer.
    return JSON.parse(text) as Record<string, unknown>;
  };
  // An address, since it listens on a port.
  const { port } = origin.address() as AddressInfo;
  const server = `127.0.0.1:${port}`;
  const { CustomerOriginId } = await rest('POST', '/origins/httplarge', { DirectoryName: 'bench', HostHeader: server, HttpHostnames: [{ Name: `http://${server}` }], HttpLoadBalancing: 'PF' });
  const { CNameId } = await rest('POST', '/cnames', { Name: hostname, DirPath: '', MediaTypeId: 3, OriginId: CustomerOriginId });
  while ((await rest('GET', `/cnames/${String(CNameId)}/status`)).status !== 'propagated') await delay(20);
  const running = started.move();
  return { edges, hostname, product, rest, close: () => running.disposeAsync() };
}

/** Resolves once the process has printed where it listens. */
async function start(script: string, args: readonly string[], settings: Record<string, string>, ready: RegExp) {
  const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const stop = async () => {
    child.kill();
    await exit;
  };
  for await (const line of createInterface(child.stdout)) {
    const url = ready.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return { url, pid: child.pid ?? 0, [Symbol.asyncDispose]: stop };
  }
  throw new Error(`${script} ended before it was ready`);
}
