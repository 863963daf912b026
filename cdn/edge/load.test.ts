import { describe, expect, it } from 'vitest';
import { type OriginAnswer, siteOf, startEdge, startOrigin } from './edge.fixture.ts';

const url = { site: 'site', host: 'www.example.com', url: '/a?b' };
const fresh: OriginAnswer = { fields: { 'cache-control': 'max-age=100', etag: '"1"' }, body: 'loaded' };

describe('a load', () => {
  it('stores what the first request of a client then hits, and is no request of a client itself', async () => {
    await using origin = await startOrigin(() => fresh);
    await using edge = await startEdge(origin);
    expect(await edge.edge.load(url)).toEqual({ status: 200, bytes: 6, stored: true, problem: null });
    expect((await edge.get('/a?b')).fields['cache-status']).toMatch(/^Edgegraph;hit/);
    expect(origin.requests.map(({ url, fields }) => [url, fields['x-forwarded-host'], fields['x-forwarded-for']])).toEqual([
      ['/a?b', 'www.example.com', undefined],
    ]);
    await edge[Symbol.asyncDispose]();
    expect(edge.events).toHaveLength(1);
  });

  it('validates what is stored, though it is fresh', async () => {
    await using origin = await startOrigin((_, number) => (number === 1 ? fresh : { ...fresh, status: 304, body: '' }));
    await using edge = await startEdge(origin);
    await edge.get('/a?b');
    expect(await edge.edge.load(url)).toEqual({ status: 200, bytes: 6, stored: true, problem: null });
    expect(origin.requests[1]?.fields['if-none-match']).toBe('"1"');
  });

  it('replaces what is stored, though it is fresh', async () => {
    await using origin = await startOrigin((_, number) => ({ ...fresh, body: `body ${number}` }));
    await using edge = await startEdge(origin);
    await edge.get('/a?b');
    await edge.edge.load(url);
    expect((await edge.get('/a?b')).body).toBe('body 2');
  });

  it('tells that an answer may not be stored, and does not read it to its end', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'no-store' }, body: Buffer.alloc(50_000_000) }));
    await using edge = await startEdge(origin);
    const outcome = await edge.edge.load(url);
    expect(outcome).toMatchObject({ status: 200, stored: false, problem: expect.stringContaining('not stored') });
    expect(outcome.bytes).toBeLessThan(50_000_000);
  });

  it("tells the origin's error, whatever stale response stands in for it", async () => {
    await using origin = await startOrigin((_, number) =>
      number === 1 ? { fields: { 'cache-control': 'max-age=0, stale-if-error=100', etag: '"1"' } } : { status: 503, body: 'down' },
    );
    await using edge = await startEdge(origin);
    await edge.get('/a?b');
    expect(await edge.edge.load(url)).toMatchObject({ status: 503, stored: false, problem: 'The origin answered 503.' });
  });

  it('tells that the origin gave no answer', async () => {
    await using edge = await startEdge({ url: 'http://127.0.0.1:1' });
    expect(await edge.edge.load(url)).toEqual({
      status: null,
      bytes: 0,
      stored: false,
      problem: 'The origin of this site can not be reached. Try again later.',
    });
  });

  it('of what a site does not have asks no origin', async () => {
    await using origin = await startOrigin(() => fresh);
    const sites = [siteOf(origin, { path: '/dir' }), siteOf(origin, { id: 'empty', origin: null })];
    await using edge = await startEdge(origin, { sites });
    const problems: (string | null)[] = [];
    for (const load of [{ site: 'other' }, { site: 'empty' }, { site: 'site', url: '/directory' }])
      problems.push((await edge.edge.load({ ...url, ...load })).problem);
    expect(problems).toEqual([
      'This edge does not have the site.',
      'This site has no origin.',
      '/directory is no URL of this site: it begins with /dir/.',
    ]);
    expect(origin.requests).toEqual([]);
  });
});
