import { describe, expect, it, vi } from 'vitest';
import { type OriginAnswer, startEdge, startOrigin } from './edge.fixture.ts';

/** Stale as soon as stored: its validator makes it worth keeping. */
const stale = (control: string): OriginAnswer => ({
  fields: { 'cache-control': `max-age=0, ${control}`, etag: '"1"' },
  body: 'stored',
});

describe('RFC 9111, 4.2.4: a stale response', () => {
  it('is not served when the origin fails', async () => {
    await using origin = await startOrigin((_, number) => (number === 1 ? stale('public') : { status: 503, body: 'down' }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect(await edge.get('/')).toMatchObject({ status: 503, body: 'down' });
  });

  it.each(['must-revalidate', 'proxy-revalidate', 's-maxage=0', 'no-cache'])(
    'is served neither while it is revalidated nor on error after %s',
    async (control) => {
      await using origin = await startOrigin((_, number) =>
        number === 1 ? stale(`${control}, stale-while-revalidate=100, stale-if-error=100`) : { status: 503 },
      );
      await using edge = await startEdge(origin);
      await edge.get('/');
      expect((await edge.get('/')).status).toBe(503);
      expect((await edge.get('/', { 'cache-control': 'max-stale=100' })).status).toBe(503);
    },
  );

  it('is served to a request with max-stale', async () => {
    await using origin = await startOrigin(() => stale('public'));
    await using edge = await startEdge(origin);
    await edge.get('/');
    await edge.get('/', { 'cache-control': 'max-stale=100' });
    expect(origin.requests).toHaveLength(1);
  });
});

describe('RFC 5861, 3: stale-while-revalidate', () => {
  it('answers stale and validates in the background, once for all requests', async () => {
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => (release = resolve));
    await using origin = await startOrigin(async (_, number) => {
      if (number === 1) return stale('stale-while-revalidate=100');
      await held;
      return { fields: { 'cache-control': 'max-age=100' }, body: 'new' };
    });
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect((await Promise.all([edge.get('/'), edge.get('/')])).map(({ body }) => body)).toEqual(['stored', 'stored']);
    release();
    await vi.waitFor(async () => expect((await edge.get('/')).body).toBe('new'));
    expect(origin.requests).toHaveLength(2);
    expect(edge.events[1]?.cacheStatus).toBe('TCP_EXPIRED_HIT');
  });
});

describe('RFC 5861, 3: after the time that stale-while-revalidate gives', () => {
  it('the origin is asked first', async () => {
    await using origin = await startOrigin((_, number) => {
      const { fields } = stale('stale-while-revalidate=100');
      return number === 1 ? { fields: { ...fields, age: '200' } } : { body: 'new' };
    });
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect((await edge.get('/')).body).toBe('new');
  });
});

describe('RFC 5861, 4: stale-if-error', () => {
  it('answers stale when the origin fails', async () => {
    await using origin = await startOrigin((_, number) => (number === 1 ? stale('stale-if-error=100') : { status: 503 }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect(await edge.get('/')).toMatchObject({ status: 200, body: 'stored' });
    await vi.waitFor(() => expect(edge.events[1]).toMatchObject({ cacheStatus: 'TCP_EXPIRED_HIT', originStatus: 503 }));
  });

  it('answers stale when the origin is gone', async () => {
    const origin = await startOrigin(() => stale('stale-if-error=100'));
    await using edge = await startEdge(origin);
    await edge.get('/');
    await origin[Symbol.asyncDispose]();
    expect(await edge.get('/')).toMatchObject({ status: 200, body: 'stored' });
  });

  it('does not cover an answer below 500', async () => {
    await using origin = await startOrigin((_, number) => (number === 1 ? stale('stale-if-error=100') : { status: 404 }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect((await edge.get('/')).status).toBe(404);
  });
});
