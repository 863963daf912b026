import { describe, expect, it, vi } from 'vitest';
import { cacheRule, siteOf, startEdge, startOrigin, type TestEdge } from './edge.fixture.ts';
import type { PurgeTarget } from './labels.ts';
import { PurgeRules } from './purge-rules.ts';
import type { Site } from './site.ts';

const paths = ['/', '/a', '/a?b=1', '/dir/x', '/dir/sub/y', '/directory'];

/** Each path carries the tag of its own name and `all`. */
const tagged = () =>
  startOrigin(({ url }) => ({
    fields: { 'cache-control': 'max-age=100', etag: '"1"', 'surrogate-key': `all ${url}`, 'cache-tag': `also,${url}` },
  }));

async function fill(edge: TestEdge): Promise<void> {
  for (const path of paths) await edge.get(path);
}

async function stored(edge: TestEdge): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) if ((await edge.get(path, { 'cache-control': 'only-if-cached' })).status === 200) found.push(path);
  return found;
}

const purges: [string, PurgeTarget, string[]][] = [
  ['a site', { kind: 'site' }, paths],
  ['a URL without query', { kind: 'url', url: '/a' }, ['/a']],
  ['a URL with its query', { kind: 'url', url: '/a?b=1' }, ['/a?b=1']],
  ['a path with every query', { kind: 'path', path: '/a' }, ['/a', '/a?b=1']],
  ['a directory', { kind: 'directory', path: '/dir/' }, ['/dir/x']],
  ['a directory and what is below', { kind: 'prefix', path: '/dir/' }, ['/dir/x', '/dir/sub/y']],
  ['names in a directory', { kind: 'pattern', path: '/d*y' }, ['/directory']],
  ['any name in a directory', { kind: 'pattern', path: '/*' }, ['/', '/a', '/a?b=1', '/directory']],
  ['a tag of Surrogate-Key', { kind: 'tag', tag: '/dir/x' }, ['/dir/x']],
  ['a tag of Cache-Tag', { kind: 'tag', tag: 'also' }, paths],
];

describe('a purge', () => {
  it.each(purges)('of %s removes just that, at once, and counts it', async (_, target, purged) => {
    await using origin = await tagged();
    await using edge = await startEdge(origin);
    await fill(edge);
    expect(edge.edge.count([{ site: 'site', target }])).toBe(purged.length);
    const { objects, remaining } = edge.edge.purge({ site: 'site', target, mode: 'hard' });
    expect(edge.edge.count([{ site: 'site', target }])).toBe(0);
    expect([await objects, await remaining]).toEqual([purged.length, 0]);
    expect(await stored(edge)).toEqual(paths.filter((path) => !purged.includes(path)));
  });

  it.each(purges)('of %s, if soft, has just that validated', async (_, target, purged) => {
    await using origin = await tagged();
    await using edge = await startEdge(origin);
    await fill(edge);
    const { objects, remaining } = edge.edge.purge({ site: 'site', target, mode: 'soft' });
    expect([await objects, await remaining]).toEqual([purged.length, 0]);
    await fill(edge);
    const validated = origin.requests.filter(({ fields }) => fields['if-none-match'] === '"1"').map(({ url }) => url);
    expect(validated).toEqual(purged);
  });

  it('numbers itself upward', async () => {
    await using edge = await startEdge({ url: 'http://127.0.0.1:1' });
    const purge = () => edge.edge.purge({ site: 'site', target: { kind: 'site' }, mode: 'hard' }).sequence;
    expect([purge(), purge(), purge()]).toEqual([1, 2, 3]);
  });

  it('of a pattern leaves another pattern of the directory in force', async () => {
    await using origin = await tagged();
    await using edge = await startEdge(origin);
    await fill(edge);
    const purge = (path: string) => edge.edge.purge({ site: 'site', target: { kind: 'pattern', path }, mode: 'hard' }).objects;
    expect(await Promise.all([purge('/a*'), purge('/d*')])).toEqual([2, 1]);
  });

  it('meets what it names among many others in force', async () => {
    await using origin = await tagged();
    await using edge = await startEdge(origin);
    await fill(edge);
    const others = Array.from({ length: 20 }, (_, index) => ({ kind: 'prefix' as const, path: `/${index}/` }));
    const targets: PurgeTarget[] = [...others, { kind: 'pattern', path: '/a*' }, { kind: 'directory', path: '/dir/' }];
    const receipts = targets.map((target) => edge.edge.purge({ site: 'site', target, mode: 'hard' }));
    expect(await Promise.all(receipts.slice(20).map(({ objects }) => objects))).toEqual([2, 1]);
    expect(await stored(edge)).toEqual(['/', '/dir/sub/y', '/directory']);
  });

  it('of a URL meets what is stored under the parameters that count', async () => {
    await using origin = await tagged();
    const rule = { ...cacheRule('/*', 'max-age=100'), queryParameters: { count: 'only' as const, names: ['b', 'c'] } };
    await using edge = await startEdge(origin, { sites: [siteOf(origin, { cacheRules: [rule] })] });
    await edge.get('/a?x=1&c=2&b=1');
    const target = { kind: 'url', url: '/a?b=1&c=2&y=3' } as const;
    expect(edge.edge.count([{ site: 'site', target }])).toBe(1);
    expect(await edge.edge.purge({ site: 'site', target, mode: 'hard' }).objects).toBe(1);
  });

  it('is not escaped by what was stored while other parameters counted', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' } }));
    const counting = (queryStrings: Site['queryStrings']) => [siteOf(origin, { queryStrings })];
    await using edge = await startEdge(origin, { sites: counting('none') });
    expect((await edge.get('/a?b=1')).body).toBe('answer 1');
    edge.edge.configure(counting('all'));
    await edge.edge.purge({ site: 'site', target: { kind: 'url', url: '/a?b=1' }, mode: 'hard' }).objects;
    edge.edge.configure(counting('none'));
    expect((await edge.get('/a?b=1')).body).toBe('answer 2');
  });

  it('keeps what was fetched after it', async () => {
    await using origin = await tagged();
    await using edge = await startEdge(origin);
    await edge.edge.purge({ site: 'site', target: { kind: 'site' }, mode: 'hard' }).objects;
    await fill(edge);
    expect(await stored(edge)).toEqual(paths);
  });

  it('leaves other sites alone', async () => {
    await using origin = await tagged();
    const sites = ['one', 'two'].map((id) => siteOf(origin, { id, hostnames: [`${id}.example.com`] }));
    await using edge = await startEdge(origin, { sites });
    for (const {
      hostnames: [host = ''],
    } of sites)
      await edge.get('/', { host });
    await edge.edge.purge({ site: 'one', target: { kind: 'site' }, mode: 'hard' }).objects;
    expect([edge.edge.count([{ site: 'one', target: { kind: 'site' } }]), edge.edge.count([{ site: 'two', target: { kind: 'site' } }])]).toEqual([0, 1]);
  });

  it('removes every variant of a URL', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100', vary: 'foo' } }));
    await using edge = await startEdge(origin);
    for (const foo of ['1', '2', '3']) await edge.get('/', { foo });
    expect(await edge.edge.purge({ site: 'site', target: { kind: 'url', url: '/' }, mode: 'hard' }).objects).toBe(3);
    for (const foo of ['1', '2', '3']) await edge.get('/', { foo });
    expect(origin.requests).toHaveLength(6);
  });

  it.each(purges)('of %s covers a response that is on its way', async (_, target, [path = '']) => {
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => (release = resolve));
    await using origin = await startOrigin(async ({ url }, number) => {
      if (number === 1) await held;
      return { fields: { 'cache-control': 'max-age=100', 'surrogate-key': url, 'cache-tag': 'also' }, body: String(number) };
    });
    await using edge = await startEdge(origin);
    const before = edge.get(path);
    await vi.waitFor(() => expect(origin.requests).toHaveLength(1));
    await edge.edge.purge({ site: 'site', target, mode: 'hard' }).objects;
    release();
    expect((await before).body).toBe('1');
    expect((await edge.get(path)).body).toBe('2');
    expect((await edge.get(path)).body).toBe('2');
  });
});

describe('clearing', () => {
  it('removes everything of every site, at once', async () => {
    await using origin = await tagged();
    const sites = ['one', 'two'].map((id) => siteOf(origin, { id, hostnames: [`${id}.example.com`] }));
    await using edge = await startEdge(origin, { sites });
    for (const id of ['one', 'two']) await edge.get('/', { host: `${id}.example.com` });
    edge.edge.clear();
    expect(['one', 'two'].map((id) => edge.edge.count([{ site: id, target: { kind: 'site' } }]))).toEqual([0, 0]);
    await edge.get('/', { host: 'one.example.com' });
    expect(edge.edge.count([{ site: 'one', target: { kind: 'site' } }])).toBe(1);
  });

  it('covers a response that is on its way', async () => {
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => (release = resolve));
    await using origin = await startOrigin(async () => {
      await held;
      return { fields: { 'cache-control': 'max-age=100' } };
    });
    await using edge = await startEdge(origin);
    const before = edge.get('/');
    await vi.waitFor(() => expect(origin.requests).toHaveLength(1));
    edge.edge.clear();
    release();
    await before;
    expect(edge.edge.count([{ site: 'site', target: { kind: 'site' } }])).toBe(0);
  });
});

describe('purge rules', () => {
  it('are forgotten once met, unless a request under way left before them', () => {
    const rules = new PurgeRules();
    const departure = rules.depart();
    const early = rules.add({ site: 'a', target: { kind: 'site' }, mode: 'hard' });
    expect(rules.forget([early])).toEqual([early]);
    expect(rules.size).toBe(1);
    rules.arrive(departure);
    expect(rules.forget([early])).toEqual([]);
    expect(rules.size).toBe(0);
  });
});
