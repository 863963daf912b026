import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RequestEvent } from '../../analytics/event.ts';
import { event } from '../../analytics/event.fixture.ts';
import { siteOf, startOrigin } from '../../edge/edge.fixture.ts';
import { startTestAgent, temporaryDirectory, type TestAgent } from './agent.fixture.ts';
import { connectControlPlane } from './control-plane.ts';
import { secret, TestControlPlane } from './control-plane.fixture.ts';
import { Shipper } from './shipper.ts';
import { Spool } from './spool.ts';

let stack: AsyncDisposableStack;
let controlPlane: TestControlPlane;
let directory: string;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  const origin = stack.use(await startOrigin(() => ({ fields: { 'cache-control': 'max-age=1000' }, body: 'x'.repeat(100) })));
  controlPlane = stack.use(await TestControlPlane.start('lax-1'));
  directory = stack.use(await temporaryDirectory()).path;
  const sites = [
    siteOf(origin, { counts: { accountNumber: '0001', mediaTypeId: 8, cnameId: 4, originId: 5 } }),
    siteOf(origin, { id: 'private', hostnames: ['private.example.com'], path: '/80ABCD', logsQueryStrings: false, counts: { accountNumber: 'ABCD', mediaTypeId: 3, cnameId: 0, originId: 0 } }),
  ];
  controlPlane.append({ kind: 'configure', accountNumber: '0001', sites });
});
afterEach(() => stack.disposeAsync());

const start = async (): Promise<TestAgent> => stack.adopt(await startTestAgent(controlPlane, directory), (agent) => agent.close());

const stored = (count: number): Promise<RequestEvent[]> =>
  vi.waitFor(() => {
    expect(controlPlane.stored.length).toBeGreaterThanOrEqual(count);
    return controlPlane.stored;
  }, { timeout: 15_000 });

const pathsOf = (events: readonly RequestEvent[]): string[] => events.map(({ path }) => path);
const numbered = (count: number, from = 0): string[] => Array.from({ length: count }, (_, index) => `/${from + index}`);

async function askAll({ get }: TestAgent, paths: readonly string[]): Promise<void> {
  for (const path of paths) expect((await get(path)).status).toBe(200);
}

/** What the spool has on disk. */
async function spooled(): Promise<string[]> {
  const spool = join(directory, 'spool');
  const texts = await Promise.all((await readdir(spool)).map((name) => readFile(join(spool, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== '')).map((line) => (JSON.parse(line) as RequestEvent).path);
}

describe('a request at an edge', () => {
  it('becomes one event of its customer, with what the cache did', async () => {
    const { get } = await start();
    for (const path of ['/a/b?c=d?e', '/a/b?c=d?e']) await get(path);
    const [miss, hit] = await stored(2);
    const alike = { sequence: 1, accountNumber: '0001', mediaTypeId: 8, cnameId: 4, originId: 5, ssl: false, method: 'GET', path: '/a/b', query: 'c=d?e', status: 200, bytes: 100, clientIp: '127.0.0.1', pop: 'LAX', regionId: -1 };
    expect(miss).toMatchObject({ ...alike, source: expect.stringMatching(/^edge:lax-1:/), cacheStatus: 'TCP_MISS', originBytes: 100 });
    expect(hit).toMatchObject({ ...alike, sequence: 2, source: miss?.source, cacheStatus: 'TCP_HIT', originBytes: 0 });
  });

  it('has its whole path in its event, and its query only if the customer has it logged', async () => {
    const { get } = await start();
    await get('/80ABCD/a?secret=1', 'private.example.com');
    expect(await stored(1)).toMatchObject([{ accountNumber: 'ABCD', path: '/80ABCD/a', query: '' }]);
  });
});

describe('events', () => {
  it.each(['failing', 'lost', 'silent'] as const)('are neither lost nor counted twice while the control plane is %s', async (manner) => {
    const agent = await start();
    await askAll(agent, numbered(3));
    await stored(3);
    controlPlane.batches = manner;
    await askAll(agent, numbered(3, 3));
    await vi.waitFor(async () => expect(await spooled()).toEqual(numbered(6)));
    // What was asked and not answered is broken off, and sent again.
    await controlPlane.goAway();
    controlPlane.batches = 'well';
    await controlPlane.comeBack();
    await askAll(agent, numbered(3, 6));
    await stored(9);
    await agent.close();
    expect(pathsOf(controlPlane.stored)).toEqual(numbered(9));
    expect(await spooled()).toEqual([]);
  });

  it('wait without a word while the control plane stores others', async () => {
    const agent = await start();
    controlPlane.batches = 'busy';
    await askAll(agent, numbered(3));
    await vi.waitFor(async () => expect(await spooled()).toEqual(numbered(3)));
    controlPlane.batches = 'well';
    await stored(3);
    expect(agent.reports).toEqual([]);
  });

  it('wait on disk while the control plane is away, also over a restart', async () => {
    const first = await start();
    await controlPlane.goAway();
    await askAll(first, numbered(20));
    await first.close();
    expect(await spooled()).toEqual(numbered(20));
    const second = await start();
    await askAll(second, numbered(20, 20));
    await vi.waitFor(async () => expect(await spooled()).toEqual(numbered(40)));
    await controlPlane.comeBack();
    expect(pathsOf(await stored(40))).toEqual(numbered(40));
  });

  it('of the last requests are sent before an agent ends', async () => {
    const agent = await start();
    await askAll(agent, numbered(5));
    await agent.close();
    expect(pathsOf(controlPlane.stored)).toEqual(numbered(5));
    expect(await spooled()).toEqual([]);
  });

  it('are told to be complete up to now while there are none, not beyond what waits, and up to now again once that is sent', async () => {
    const agent = await start();
    const since = Date.now();
    await vi.waitFor(() => expect(controlPlane.until).toBeGreaterThanOrEqual(since), { timeout: 10_000 });
    controlPlane.batches = 'busy';
    const before = Date.now();
    await askAll(agent, numbered(3));
    await vi.waitFor(async () => expect(await spooled()).toEqual(numbered(3)));
    expect(controlPlane.until).toBeLessThanOrEqual(before);
    const after = Date.now();
    controlPlane.batches = 'well';
    await vi.waitFor(() => expect(controlPlane.until).toBeGreaterThanOrEqual(after), { timeout: 10_000 });
    for (const { time } of controlPlane.stored) expect(time).toBeGreaterThanOrEqual(before);
    expect(pathsOf(controlPlane.stored)).toEqual(numbered(3));
  });

  it('that are refused cost none but themselves', async () => {
    const reports: string[] = [];
    const report = (message: string) => void reports.push(message);
    const spool = await Spool.open({ directory, name: 'lax-1', maxBytes: 1e9, flushMs: 1, segmentBytes: 1e6, report });
    for (const path of numbered(20)) {
      const { source: _, sequence: __, time: ___, ...served } = event({ path, status: path === '/7' ? -1 : 200 });
      spool.append(served);
    }
    await spool.flush();
    const link = connectControlPlane({ url: controlPlane.url, secret, name: 'lax-1' });
    const shipper = new Shipper({ controlPlane: link, spool, retry: { firstMs: 1, maxMs: 1 }, report });
    const shipping = shipper.run();
    shipper.finish(10_000);
    await shipping;
    expect(pathsOf(controlPlane.stored)).toEqual(numbered(20).toSpliced(7, 1));
    expect(reports).toEqual([expect.stringMatching(/^An event is lost: .*answered 400.*"\/7"/s)]);
    await spool.close();
    await link.close();
  });
});
