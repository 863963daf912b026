import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, end, type ProductProcess, startProcess } from './process.ts';

const token = 'the-administrators-token';
const patient = { timeout: 30_000 };

let directory: string;
let ending: AbortController;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'edgegraph-'));
  ending = new AbortController();
});
afterEach(async () => {
  ending.abort();
  await rm(directory, { recursive: true, force: true });
});

const start = (settings: Record<string, string>): Promise<ProductProcess> =>
  startProcess({ DATA_DIR: join(directory, 'data'), ADMIN_TOKEN: token, SAMPLE_DATA: 'off', EDGE_PORT: '0', ...settings }, ending.signal);

/** Gathers what a product prints from now on. */
function listenTo({ child, output }: ProductProcess): { readonly text: string } {
  const heard = { text: output };
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: string) => void (heard.text += text));
  return heard;
}

/** Where the product's edge answers, once it is ready for the given time. */
const edgeOf = (heard: { readonly text: string }, time = 1): Promise<string> =>
  vi.waitFor(() => [...heard.text.matchAll(/The edge local-1 is ready: (\S+),/g)][time - 1]?.[1] ?? expect.fail(heard.text), patient);

const answers = async (url: string): Promise<boolean> => (await fetch(url).catch(() => null))?.status === 404;

async function childrenOf({ child }: ProductProcess): Promise<number[]> {
  const { stdout } = await promisify(execFile)('pgrep', ['-P', String(child.pid)]);
  return stdout.split('\n').filter((line) => line !== '').map(Number);
}

describe('the edge that the product starts', { timeout: 120_000 }, () => {
  it('answers clients, and ends with the product', async () => {
    const product = await start({ EDGE_POP: 'FRA' });
    const heard = listenTo(product);
    const url = await edgeOf(heard);
    expect(heard.text).toContain(`in FRA, under ${product.url}`);
    expect(await (await fetch(url)).text()).toContain('No site has this host name');
    expect(await end(product, 'SIGTERM')).toBe(0);
    expect(await answers(url)).toBe(false);
  });

  it('is started again when it dies, and goes with a product that is killed', async () => {
    const product = await start({});
    const heard = listenTo(product);
    await edgeOf(heard);
    for (const pid of await childrenOf(product)) process.kill(pid, 'SIGKILL');
    const url = await edgeOf(heard, 2);
    expect(heard.text).toContain('The edge ended (SIGKILL). It is started again.');
    expect(await answers(url)).toBe(true);
    await end(product, 'SIGKILL');
    await vi.waitFor(async () => expect(await answers(url)).toBe(false), patient);
  });

  it('waits for its port while another has it; the product runs, says EDGE_PORT, and ends as ever', async () => {
    const first = await start({});
    const { port } = new URL(await edgeOf(listenTo(first)));
    const second = await start({ DATA_DIR: join(directory, 'other'), EDGE_PORT: port });
    const heard = listenTo(second);
    await vi.waitFor(() => expect(heard.text).toContain(`The edge can't listen on 127.0.0.1:${port}. Set EDGE_PORT to a free port, or to off`), patient);
    expect(await ask(second.url, token, '{ customer { accountNumber } }')).toEqual({ data: { customer: { accountNumber: '0001' } } });
    await end(first, 'SIGTERM');
    await edgeOf(heard);
    expect(await end(second, 'SIGTERM')).toBe(0);
  });

  it.each([
    [{ EDGE_PORT: 'none' }, 'EDGE_PORT must be a port, 0 to 65535, or off'],
    [{ EDGE_SECRET: 'short' }, 'EDGE_SECRET must have at least 16 characters'],
    [{ EDGE_POP: 'lax' }, 'EDGE_POP must be a POP of this CDN'],
  ])('is not started, nor the product, by %j', async (settings, message) => {
    await expect(start(settings as Record<string, string>)).rejects.toThrow(message);
  });
});
