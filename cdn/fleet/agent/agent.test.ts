import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { siteOf, startOrigin } from '../../edge/edge.fixture.ts';
import type { Site } from '../../edge/site.ts';
import { type EdgePurge, SiteError } from '../edge-driver.ts';
import type { EmbeddedDriver } from '../embedded/embedded-driver.ts';
import { startTestAgent, temporaryDirectory, type TestAgent } from './agent.fixture.ts';
import { TestControlPlane } from './control-plane.fixture.ts';

const stack: { current: AsyncDisposableStack } = { current: new AsyncDisposableStack() };
let controlPlane: TestControlPlane;
let directory: string;
let origin: Awaited<ReturnType<typeof startOrigin>>;

beforeEach(async () => {
  stack.current = new AsyncDisposableStack();
  origin = stack.current.use(await startOrigin((_, number) => ({ fields: { 'cache-control': 'max-age=1000' }, body: String(number) })));
  controlPlane = stack.current.use(await TestControlPlane.start('lax-1'));
  directory = stack.current.use(await temporaryDirectory()).path;
});
afterEach(() => stack.current.disposeAsync());

async function start(options: Parameters<typeof startTestAgent>[2] = {}, at = controlPlane): Promise<TestAgent> {
  return stack.current.adopt(await startTestAgent(at, directory, options), (agent) => agent.close());
}

/** A customer with a site of its own. */
const configure = (accountNumber = '0001', host = 'www.example.com', rest: Partial<Site> = {}): number =>
  controlPlane.append({ kind: 'configure', accountNumber, sites: [siteOf(origin, { id: host, hostnames: [host], ...rest })] });

const everything: EdgePurge = { site: 'www.example.com', target: { kind: 'site' }, mode: 'hard' };
const purge = (): number => controlPlane.append({ kind: 'purge', purges: [everything] });
const acknowledged = (sequence: number) => vi.waitFor(() => controlPlane.acknowledged.get(sequence) ?? expect.fail(`${sequence} is not acknowledged`), { timeout: 15_000 });

/** Notes what the agent asks of the driver. */
function noting(calls: string[], given: Partial<EmbeddedDriver> = {}) {
  return (driver: EmbeddedDriver): EmbeddedDriver => ({
    ...driver,
    configure: (sites) => (calls.push(`configure ${sites.map(({ id }) => id).join()}`), driver.configure(sites)),
    purge: (purges) => (calls.push('purge'), driver.purge(purges)),
    clear: () => (calls.push('clear'), driver.clear()),
    ...given,
  });
}

/** Can't serve a host name that begins with `bad`. */
const choosy = (driver: EmbeddedDriver): EmbeddedDriver => {
  const problems = (sites: readonly Site[]) => sites.filter(({ id }) => id.startsWith('bad')).map(({ id }) => ({ site: id, message: 'It is bad.' }));
  return {
    ...driver,
    check: async (sites) => problems(sites),
    configure: async (sites) => {
      if (problems(sites).length > 0) throw new SiteError(problems(sites));
      await driver.configure(sites);
    },
  };
};

describe('a configuration', () => {
  it('is served once it is acknowledged, be it there at the start or later', async () => {
    const first = configure();
    const { get } = await start();
    expect((await get('/')).status).toBe(200);
    expect(await acknowledged(first)).toMatchObject({ objects: 0, remaining: 0, loads: [], problems: [] });
    await acknowledged(configure('0001', 'new.example.com'));
    expect((await get('/')).status).toBe(404);
    expect((await get('/', 'new.example.com')).status).toBe(200);
  });

  it('leaves the sites of other customers alone', async () => {
    configure('0001', 'one.example.com');
    const { get } = await start();
    await acknowledged(configure('0002', 'two.example.com'));
    await acknowledged(controlPlane.append({ kind: 'configure', accountNumber: '0001', sites: [] }));
    expect((await get('/', 'one.example.com')).status).toBe(404);
    expect((await get('/', 'two.example.com')).status).toBe(200);
  });

  it('that the driver rejects is acknowledged with its problems; the last good sites of that customer stay, all others change', async () => {
    configure('0001', 'one.example.com');
    configure('0002', 'two.example.com');
    const { get } = await start({ throughDriver: choosy });
    const [bad, good] = [configure('0001', 'bad.example.com'), configure('0002', 'other.example.com')];
    expect(await acknowledged(bad)).toMatchObject({ problems: [{ site: 'bad.example.com', message: 'It is bad.' }] });
    expect(await acknowledged(good)).toMatchObject({ problems: [] });
    for (const host of ['one.example.com', 'other.example.com']) expect((await get('/', host)).status).toBe(200);
  });

  it('that is bad at the start is acknowledged with its problems, and the rest is served', async () => {
    const [bad, good] = [configure('0001', 'bad.example.com'), configure('0002', 'two.example.com')];
    const { get } = await start({ throughDriver: choosy });
    expect(await acknowledged(bad)).toMatchObject({ problems: [{ site: 'bad.example.com' }] });
    expect(await acknowledged(good)).toMatchObject({ problems: [] });
    expect((await get('/', 'two.example.com')).status).toBe(200);
  });

  it('can be checked, which changes nothing', async () => {
    configure();
    const { get } = await start({ throughDriver: choosy });
    const check = (host: string) => controlPlane.append({ kind: 'check', accountNumber: '0001', sites: [siteOf(origin, { id: host, hostnames: [host] })] });
    expect(await acknowledged(check('bad.example.com'))).toMatchObject({ problems: [{ site: 'bad.example.com' }] });
    expect(await acknowledged(check('good.example.com'))).toMatchObject({ problems: [] });
    expect((await get('/')).status).toBe(200);
  });
});

describe('a purge', () => {
  it('is in force and counted once it is acknowledged', async () => {
    configure();
    const { get } = await start();
    for (const path of ['/a', '/b']) await get(path);
    expect(await acknowledged(controlPlane.append({ kind: 'count', purges: [everything] }))).toMatchObject({ objects: 2 });
    expect(await get('/a')).toMatchObject({ body: '1' });
    expect(await acknowledged(purge())).toMatchObject({ objects: 2, remaining: 0 });
    expect(await get('/a')).toMatchObject({ body: '3' });
  });

  it('is done once, however often the control plane gives it', async () => {
    const calls: string[] = [];
    const old = configure();
    await start({ throughDriver: noting(calls) });
    await acknowledged(old);
    await acknowledged(configure('0001', 'new.example.com'));
    controlPlane.repeats = true;
    await acknowledged(purge());
    const answered = controlPlane.syncs.length;
    await vi.waitFor(() => expect(controlPlane.syncs.length).toBeGreaterThan(answered + 3));
    expect(calls.filter((call) => call !== 'clear')).toEqual(['configure www.example.com', 'configure new.example.com', 'purge']);
  });

  it('is given again after a crash that came before its acknowledgement', async () => {
    configure();
    const first = await start();
    await first.get('/a');
    controlPlane.sync = 'lost';
    const sequence = purge();
    await vi.waitFor(() => expect(first.reports.length).toBeGreaterThan(0));
    await first.close();
    controlPlane.sync = 'well';
    expect(controlPlane.acknowledged.has(sequence)).toBe(false);
    await start();
    await acknowledged(sequence);
  });
});

describe('a load', () => {
  const outcome = { status: 200, bytes: 3, stored: true, problem: null };
  const load = (count: number) =>
    controlPlane.append({ kind: 'load', loads: Array.from({ length: count }, (_, index) => ({ site: 'www.example.com', host: 'www.example.com', url: `/${index}` })) });

  it('runs beside everything else, a few URLs at a time, and is acknowledged when it is through', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const [begun, ended]: string[][] = [[], []];
    const slow = (driver: EmbeddedDriver): EmbeddedDriver => ({
      ...driver,
      load: async ({ url }) => {
        begun?.push(url);
        await held;
        ended?.push(url);
        return outcome;
      },
    });
    configure();
    await start({ throughDriver: slow });
    const sequence = load(9);
    await acknowledged(purge());
    expect(begun).toEqual(['/0', '/1', '/2', '/3']);
    expect(controlPlane.acknowledged.has(sequence)).toBe(false);
    release();
    expect(await acknowledged(sequence)).toMatchObject({ loads: Array(9).fill(outcome) });
    expect(ended).toHaveLength(9);
  });

  it('of which a URL fails says so, and goes on', async () => {
    const failing = (driver: EmbeddedDriver): EmbeddedDriver => ({
      ...driver,
      load: async ({ url }) => (url === '/0' ? Promise.reject(new Error('No way.')) : outcome),
    });
    await start({ throughDriver: failing });
    const { loads } = await acknowledged(load(2));
    expect(loads).toEqual([{ status: null, bytes: 0, stored: false, problem: expect.stringContaining('No way.') }, outcome]);
  });

  it('that is unfinished when the agent stops is given again', async () => {
    const calls: string[] = [];
    const first = await start({ throughDriver: noting(calls, { load: () => (calls.push('load'), new Promise(() => undefined)) }) });
    const sequence = load(1);
    await vi.waitFor(() => expect(calls).toContain('load'));
    await first.close();
    await start({ throughDriver: noting([], { load: async () => outcome }) });
    expect(await acknowledged(sequence)).toMatchObject({ loads: [outcome] });
  });
});

describe('without the control plane', () => {
  it.each(['failing', 'lost'] as const)('that is %s an edge keeps serving, tells of it once, and catches up', async (manner) => {
    configure();
    const { get, reports } = await start();
    await get('/a');
    controlPlane.sync = manner;
    const sequence = purge();
    await vi.waitFor(() => expect(reports).toHaveLength(1));
    expect((await get('/b')).status).toBe(200);
    controlPlane.sync = 'well';
    expect(await acknowledged(sequence)).toMatchObject({ remaining: 0 });
    await vi.waitFor(() => expect(reports.at(-1)).toContain('in step'));
    expect(reports).toHaveLength(2);
  });

  it('an edge that starts serves by the last good sites, empty, and catches up', async () => {
    configure();
    const first = await start();
    expect(await first.get('/a')).toMatchObject({ status: 200, body: '1' });
    await first.close();
    const missed = purge();
    await controlPlane.goAway();
    const second = await start();
    expect(second.reports).toEqual([expect.stringMatching(/can't be reached.*goes on with what it has/)]);
    expect(await second.get('/a')).toMatchObject({ status: 200, body: '2' });
    await controlPlane.comeBack();
    expect(await acknowledged(missed)).toMatchObject({ objects: 1 });
  });

  it('that says nothing an edge starts all the same', async () => {
    configure();
    await (await start()).close();
    controlPlane.sync = 'silent';
    const { get } = await start();
    expect((await get('/a')).status).toBe(200);
  });

  it('an edge that has kept content drops it before it serves', async () => {
    configure();
    await (await start()).close();
    await controlPlane.goAway();
    const calls: string[] = [];
    await start({ throughDriver: noting(calls, { keepsContent: true }) });
    expect(calls).toEqual(['clear', 'configure www.example.com']);
  });
});

describe('an edge that was away', () => {
  it('serves what it has kept only after the purges that it missed', async () => {
    configure();
    const first = await start();
    await acknowledged(purge());
    await first.close();
    const missed = [purge(), configure('0001', 'new.example.com'), purge()];
    controlPlane.limit = 1;
    const calls: string[] = [];
    await start({ throughDriver: noting(calls, { keepsContent: true }) });
    expect(calls).toEqual(['purge', 'purge', 'configure new.example.com']);
    for (const sequence of missed) await acknowledged(sequence);
  });

  it('for too long drops everything and starts afresh, without the customers that are gone', async () => {
    configure();
    const gone = configure('0002', 'gone.example.com');
    const { get } = await start();
    await acknowledged(gone);
    expect(await get('/a')).toMatchObject({ body: '1' });
    controlPlane.journal.splice(gone - 1, 1);
    controlPlane.resets = true;
    await acknowledged(configure('0001', 'www.example.com', { path: '' }));
    await vi.waitFor(async () => expect((await get('/', 'gone.example.com')).status).toBe(404));
    expect(controlPlane.syncs.some(({ cursor }, index) => index > 1 && cursor === null)).toBe(true);
    expect(await get('/a')).not.toMatchObject({ body: '1' });
  });
});

describe('the state of an agent', () => {
  it('belongs to one control plane: under another it starts afresh', async () => {
    configure();
    await (await start()).close();
    const other = stack.current.use(await TestControlPlane.start('lax-1'));
    const { get } = await start({}, other);
    expect(other.syncs[0]).toMatchObject({ cursor: null, acknowledgements: [] });
    expect((await get('/')).status).toBe(404);
  });

  it('is held by one process', async () => {
    await start();
    await expect(start()).rejects.toThrow(/can't keep the edge's state: database is locked.*no other edge has open/);
  });

  it('says where it has come to', async () => {
    configure();
    const sequence = purge();
    const first = await start();
    await acknowledged(configure());
    await vi.waitFor(() => expect(controlPlane.syncs.at(-1)?.cursor).toBe(3));
    await first.close();
    await start();
    const sessions = Object.groupBy(controlPlane.syncs, ({ session }) => session);
    const [, later] = Object.values(sessions);
    expect(later?.[0]?.cursor).toBeGreaterThanOrEqual(sequence);
  });
});

it('tells which setting is wrong when the secret is refused', async () => {
  const { reports } = await start({ controlPlane: { url: controlPlane.url, secret: 'another-secret' } });
  expect(reports).toEqual([expect.stringContaining('set EDGE_SECRET')]);
});
