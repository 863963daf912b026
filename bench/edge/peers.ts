import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A server that answers with the objects, in a process of its own. */
export interface Peer {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  [Symbol.asyncDispose](): Promise<void>;
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** What runs here: raw node:http, then the caches in front of it. Those that are not installed are named in `missing`. */
export async function startPeers(): Promise<{ peers: Peer[]; missing: string[]; close: () => Promise<void> }> {
  await using started = new AsyncDisposableStack();
  const folder = started.adopt(await mkdtemp(join(tmpdir(), 'edgegraph-bench-')), (path) => rm(path, { recursive: true }));
  const peers: Peer[] = [];
  const missing: string[] = [];
  const node = await start('node:http', process.execPath, (port) => [here('./node-http.ts'), String(port)]);
  peers.push(started.use(node));
  const edge = (port: number) => [here('../../app/edge.ts'), '--origin', node.url, '--port', String(port)];
  peers.push(started.use(await start('Edgegraph edge', process.execPath, edge)));
  for (const [name, command, peer] of [
    ['nginx', 'nginx', () => startNginx(folder, node.url)],
    ['Varnish', 'varnishd', () => startVarnish(folder, node.url)],
  ] as const) {
    const version = await run(command, [command === 'nginx' ? '-v' : '-V']).catch(() => null);
    if (version === null) missing.push(name);
    else peers.push(started.use({ ...(await peer()), name: `${name} ${/\d+\.\d+(\.\d+)?/.exec(version.stderr)?.[0]}` }));
  }
  const running = started.move();
  return { peers, missing, close: () => running.disposeAsync() };
}

async function startNginx(folder: string, origin: string): Promise<Peer> {
  return start('nginx', 'nginx', async (port) => {
    const configuration = join(folder, 'nginx.conf');
    await writeFile(
      configuration,
      `user root; daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
      events { worker_connections 1024; }
      http {
        access_log off; keepalive_requests 1000000000; proxy_temp_path ${folder}/temporary;
        proxy_cache_path ${folder}/cache levels=1:2 keys_zone=objects:10m;
        server { listen 127.0.0.1:${port}; location / { proxy_pass ${origin}; proxy_cache objects; } }
      }`,
    );
    return ['-p', folder, '-c', configuration];
  });
}

const startVarnish = (folder: string, origin: string): Promise<Peer> =>
  start('Varnish', 'varnishd', (port) => ['-F', '-n', join(folder, 'varnish'), '-a', `127.0.0.1:${port}`, '-b', new URL(origin).host, '-s', 'malloc,256m']);

/** Resolves once it takes connections. */
async function start(name: string, command: string, argumentsFor: (port: number) => readonly string[] | Promise<readonly string[]>): Promise<Peer> {
  const port = await freePort();
  const child = spawn(command, await argumentsFor(port), { stdio: ['ignore', 'ignore', 'inherit'] });
  const exit = once(child, 'exit');
  if (child.pid === undefined) throw new Error(`${command} can't be started`);
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    await delay(50);
  }
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await exit;
    },
  };
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // An address, since it listens on a port.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
