import { describe, expect, it } from 'vitest';
import { askTwice, startEdge, startOrigin } from './edge.fixture.ts';

const reused = async (...fields: Parameters<typeof askTwice>) => (await askTwice(...fields)).reused;

describe('RFC 9111, 3: storing responses', () => {
  it.each([
    ['no-store', { 'cache-control': 'no-store, max-age=100' }],
    ['No-StOrE', { 'cache-control': 'No-StOrE, max-age=100' }],
    ['private', { 'cache-control': 'private, max-age=100' }],
    ['no-cache', { 'cache-control': 'no-cache, max-age=100' }],
    ['a cookie being set', { 'cache-control': 'max-age=100', 'set-cookie': 'a=b' }],
  ])('answers no second request after %s', async (_, fields) => {
    expect(await reused(fields)).toBe(false);
  });

  it.each([200, 203, 204, 299, 301, 302, 307, 400, 404, 410, 499, 500, 503])(
    'stores status %i if it says how long',
    async (status) => {
      await using origin = await startOrigin(() => ({
        status,
        fields: { 'cache-control': 'max-age=100' },
        body: status === 204 ? '' : 'x',
      }));
      await using edge = await startEdge(origin);
      await edge.get('/');
      expect((await edge.get('/')).status).toBe(status);
      expect(origin.requests).toHaveLength(1);
    },
  );

  it('keeps queries apart', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' } }));
    await using edge = await startEdge(origin);
    const bodies = [await edge.get('/?a=1'), await edge.get('/?a=2'), await edge.get('/?a=1')].map(({ body }) => body);
    expect(bodies).toEqual(['answer 1', 'answer 2', 'answer 1']);
  });

  it('answers HEAD from what GET stored', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100', 'content-length': '8' } }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    const head = await edge.get('/', {}, 'HEAD');
    expect([head.status, head.fields['content-length'], head.body]).toEqual([200, '8', '']);
    expect(origin.requests).toHaveLength(1);
  });

  it('never answers GET from what HEAD brought', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' }, body: 'x' }));
    await using edge = await startEdge(origin);
    await edge.get('/', {}, 'HEAD');
    expect((await edge.get('/')).body).toBe('x');
  });
});

describe('RFC 9111, 3.1: fields that are not stored', () => {
  it('are those that Connection names', async () => {
    const { answers } = await askTwice({ 'cache-control': 'max-age=100', connection: 'x-hop', 'x-hop': '1', 'x-end': '2' });
    expect(answers.map(({ fields }) => [fields['x-hop'], fields['x-end']])).toEqual([
      [undefined, '2'],
      [undefined, '2'],
    ]);
  });

  it('are those that no-cache and private name', async () => {
    const { answers, reused } = await askTwice({
      'cache-control': 'max-age=100, no-cache="x-a", private="x-b"',
      'x-a': '1',
      'x-b': '2',
      'x-c': '3',
    });
    expect(reused).toBe(true);
    const { fields } = answers[1];
    expect([fields['x-a'], fields['x-b'], fields['x-c']]).toEqual([undefined, undefined, '3']);
  });
});

describe('RFC 9111, 3.5: responses to requests with Authorization', () => {
  const request = { authorization: 'Basic eDp5' };

  it('are not stored by max-age alone', async () => {
    expect(await reused({ 'cache-control': 'max-age=100' }, request, request)).toBe(false);
  });

  it.each(['public, max-age=100', 's-maxage=100', 'must-revalidate, max-age=100'])('are stored by %s', async (control) => {
    expect(await reused({ 'cache-control': control }, request, request)).toBe(true);
  });
});
