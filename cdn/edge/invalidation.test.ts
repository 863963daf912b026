import { describe, expect, it } from 'vitest';
import { type OriginAnswer, startEdge, startOrigin } from './edge.fixture.ts';

/** Stores `/a` and `/b`, sends a request to `/a`, and gives the paths that are still stored. */
async function storedAfter(method: string, answer: OriginAnswer): Promise<string[]> {
  await using origin = await startOrigin((request) =>
    request.method === 'GET' ? { fields: { 'cache-control': 'max-age=100' } } : answer,
  );
  await using edge = await startEdge(origin);
  const paths = ['/a', '/b?c=d'];
  for (const path of paths) await edge.get(path);
  await edge.get('/a', { host: 'www.example.com' }, method, method === 'OPTIONS' ? undefined : 'x');
  const asked = origin.requests.length;
  const stored: string[] = [];
  for (const path of paths) {
    const before = origin.requests.length;
    await edge.get(path);
    if (origin.requests.length === before) stored.push(path);
  }
  expect(asked).toBe(3);
  return stored;
}

describe('RFC 9111, 4.4: invalidation', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'M-SEARCH'])('follows a %s that succeeds', async (method) => {
    expect(await storedAfter(method, {})).toEqual(['/b?c=d']);
  });

  it('follows a redirect', async () => {
    expect(await storedAfter('POST', { status: 303, fields: { location: '/x' } })).toEqual(['/b?c=d']);
  });

  it.each([400, 404, 500])('does not follow an error %i', async (status) => {
    expect(await storedAfter('POST', { status })).toEqual(['/a', '/b?c=d']);
  });

  it('does not follow a safe method', async () => {
    expect(await storedAfter('OPTIONS', {})).toEqual(['/a', '/b?c=d']);
  });

  it.each(['location', 'content-location'])('covers the URL in %s', async (name) => {
    expect(await storedAfter('POST', { fields: { [name]: '/b?c=d' } })).toEqual([]);
    expect(await storedAfter('POST', { fields: { [name]: 'http://www.example.com/b?c=d' } })).toEqual([]);
  });

  it('does not cover a URL of another host', async () => {
    expect(await storedAfter('POST', { fields: { location: 'http://other.example.com/b?c=d' } })).toEqual(['/b?c=d']);
  });
});
