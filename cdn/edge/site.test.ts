import { describe, expect, it } from 'vitest';
import { siteOf, startEdge, startOrigin } from './edge.fixture.ts';

describe('sites', () => {
  it('are told apart by host name, whatever its case and port, and never share an object', async () => {
    await using origin = await startOrigin(({ fields }) => ({
      fields: { 'cache-control': 'max-age=100' },
      body: String(fields['x-forwarded-host']),
    }));
    const sites = ['one', 'two'].map((id) => siteOf(origin, { id, hostnames: [`${id}.example.com`] }));
    await using edge = await startEdge(origin, { sites });
    const bodies: string[] = [];
    for (const host of ['one.example.com', 'two.example.com', 'ONE.example.com:8080'])
      bodies.push((await edge.get('/', { host })).body);
    expect(bodies).toEqual(['one.example.com', 'two.example.com', 'one.example.com']);
  });

  it('that nobody has are answered 404', async () => {
    await using edge = await startEdge({ url: '' }, { sites: [] });
    expect(await edge.get('/')).toMatchObject({ status: 404, body: 'No site has this host name.\n' });
  });

  it('leave nothing behind', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' } }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    edge.edge.configure([]);
    edge.edge.configure([siteOf(origin)]);
    expect((await edge.get('/')).body).toBe('answer 2');
  });

  it('can be replaced while the edge runs', async () => {
    await using first = await startOrigin(() => ({ body: 'first' }));
    await using second = await startOrigin(() => ({ body: 'second' }));
    await using edge = await startEdge(first);
    expect((await edge.get('/')).body).toBe('first');
    edge.edge.configure([siteOf(second)]);
    expect((await edge.get('/')).body).toBe('second');
  });
});
