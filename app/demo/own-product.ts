import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A product with its edge, to which the demo may turn. */
export interface DemoProduct {
  readonly product: string;
  readonly edge: string;
  readonly token: string;
  /** Aborted when it ends by itself. */
  readonly ended: AbortSignal;
  close(): Promise<void>;
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Starts a product on a data directory of its own, which goes with it. Its edge may ask origins on this machine. */
export async function startOwnProduct(environment: NodeJS.ProcessEnv): Promise<DemoProduct> {
  const directory = await mkdtemp(join(tmpdir(), 'edgegraph-demo-'));
  const token = environment.ADMIN_TOKEN ?? randomUUID();
  const child = spawn(process.execPath, [main], {
    env: { ...environment, DATA_DIR: directory, DATABASE_URL: undefined, ADMIN_TOKEN: token, PRIVATE_ORIGINS: 'on' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new AbortController();
  const exit = once(child, 'exit').finally(() => ended.abort());
  const close = async () => {
    child.kill('SIGTERM');
    await exit;
    await rm(directory, { recursive: true, force: true });
  };
  const found = await addresses(child.stdout);
  if (found) return { ...found, token, ended: ended.signal, close };
  await close();
  throw new Error('The product did not start. If one runs already, stop it, or give the demo other ports: PORT=4100 EDGE_PORT=8180 npm run demo. Or let the demo use the one that runs: see --help.');
}

/** Where product and edge listen, as they print it; null if they end before. */
function addresses(printed: Readable): Promise<{ product: string; edge: string } | null> {
  let output = '';
  return new Promise((resolve) => {
    printed.setEncoding('utf8').on('end', () => resolve(null));
    printed.on('data', function look(text: string) {
      output += text;
      const [product, edge] = [/Edgegraph is ready: (\S+)\/graphql/.exec(output)?.[1], /The edge \S+ is ready: (\S+),/.exec(output)?.[1]];
      if (!product || !edge) return;
      // It may go on printing.
      printed.off('data', look).resume();
      resolve({ product, edge });
    });
  });
}
