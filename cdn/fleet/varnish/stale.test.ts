import { expect, it, vi } from 'vitest';
import { type OriginAnswer, siteOf, startOrigin } from '../../edge/edge.fixture.ts';
import { describeVarnish, startVarnish } from './varnish.fixture.ts';

describeVarnish('what is stale at a Varnish edge', () => {
  const softly = { site: 'site', target: { kind: 'url', url: '/' }, mode: 'soft' } as const;

  /** An origin that answers as is said at last. */
  async function changeable(first: OriginAnswer) {
    const state = { answer: first };
    const origin = await startOrigin(() => state.answer);
    return { origin, say: (answer: OriginAnswer) => void (state.answer = answer) };
  }

  it('serves within stale-while-revalidate, while one request fetches anew', async () => {
    const fields = { 'cache-control': 'max-age=100, stale-while-revalidate=1000', etag: '"1"' };
    const { origin, say } = await changeable({ fields, body: 'old' });
    await using closing = origin;
    await using varnish = await startVarnish();
    await varnish.driver.configure([siteOf(closing)]);
    await varnish.get('/');
    await varnish.driver.purge([softly]);
    say({ fields, body: 'new' });
    expect((await varnish.get('/')).body).toBe('old');
    await vi.waitFor(async () => expect((await varnish.get('/')).body).toBe('new'), { timeout: 5000 });
    expect(origin.requests).toHaveLength(2);
    await vi.waitFor(() => expect(varnish.events.map(({ cacheStatus }) => cacheStatus)).toEqual(expect.arrayContaining(['TCP_MISS', 'TCP_EXPIRED_HIT', 'TCP_HIT'])), { timeout: 5000 });
  });

  it.each([500, 503])('serves within stale-if-error if the origin answers %i, else not', async (status) => {
    const { origin, say } = await changeable({ fields: { 'cache-control': 'max-age=100, stale-if-error=1000' }, body: 'old' });
    await using closing = origin;
    await using varnish = await startVarnish();
    await varnish.driver.configure([siteOf(closing)]);
    await varnish.get('/');
    await varnish.driver.purge([softly]);
    say({ status, body: 'broken' });
    expect(await varnish.get('/')).toMatchObject({ status: 200, body: 'old' });
    say({ fields: { 'cache-control': 'max-age=100' }, body: 'new' });
    expect((await varnish.get('/')).body).toBe('new');
    expect((await varnish.get('/')).body).toBe('new');
  });

  it('serves within stale-if-error if the origin can not be reached', async () => {
    const { origin } = await changeable({ fields: { 'cache-control': 'max-age=100, stale-if-error=1000' }, body: 'old' });
    await using varnish = await startVarnish();
    await varnish.driver.configure([siteOf(origin)]);
    await varnish.get('/');
    await varnish.driver.purge([softly]);
    await origin[Symbol.asyncDispose]();
    expect(await varnish.get('/')).toMatchObject({ status: 200, body: 'old' });
    await varnish.driver.purge([{ ...softly, mode: 'hard' }]);
    expect((await varnish.get('/')).status).toBe(502);
  });

  it('is never served after must-revalidate', async () => {
    const { origin, say } = await changeable({ fields: { 'cache-control': 'max-age=100, must-revalidate, stale-if-error=1000' }, body: 'old' });
    await using closing = origin;
    await using varnish = await startVarnish();
    await varnish.driver.configure([siteOf(closing)]);
    await varnish.get('/');
    await varnish.driver.purge([softly]);
    say({ status: 503 });
    expect((await varnish.get('/')).status).toBe(503);
  });
});
