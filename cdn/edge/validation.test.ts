import { describe, expect, it } from 'vitest';
import { date, type OriginAnswer, type Respond, startEdge, startOrigin } from './edge.fixture.ts';

const modified = date(-100_000);
const stale = (fields: Record<string, string>): OriginAnswer => ({
  fields: { 'cache-control': 'max-age=0', ...fields },
  body: 'stored',
});

/** First `first`, then `later` to a request that carries a validator, `changed` to one that doesn't. */
const validating =
  (first: OriginAnswer, later: OriginAnswer, changed: OriginAnswer = { body: 'changed' }): Respond =>
  ({ fields }, number) => {
    if (number === 1) return first;
    return fields['if-none-match'] === undefined && fields['if-modified-since'] === undefined ? changed : later;
  };

describe('RFC 9111, 4.3.1: a validation request', () => {
  it('carries the entity tag, also a weak one', async () => {
    for (const etag of ['"1"', 'W/"1"']) {
      await using origin = await startOrigin(() => stale({ etag }));
      await using edge = await startEdge(origin);
      await edge.get('/');
      await edge.get('/');
      expect(origin.requests[1]?.fields['if-none-match']).toBe(etag);
      expect(origin.requests[1]?.fields['if-modified-since']).toBeUndefined();
    }
  });

  it('carries the date of the last modification', async () => {
    await using origin = await startOrigin(() => stale({ 'last-modified': modified }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    await edge.get('/');
    expect(origin.requests[1]?.fields['if-modified-since']).toBe(modified);
  });

  it('carries the fields that Vary names', async () => {
    await using origin = await startOrigin(() => stale({ etag: '"1"', vary: 'Foo' }));
    await using edge = await startEdge(origin);
    await edge.get('/', { foo: '1' });
    await edge.get('/', { foo: '1' });
    await edge.get('/', { foo: '2' });
    expect(origin.requests.map(({ fields }) => [fields.foo, fields['if-none-match']])).toEqual([
      ['1', undefined],
      ['1', '"1"'],
      ['2', undefined],
    ]);
  });
});

describe('RFC 9111, 4.3.2: conditions of the client', () => {
  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['a matching entity tag', { etag: '"1"' }, { 'if-none-match': '"1"' }],
    ['a weakly matching entity tag', { etag: 'W/"1"' }, { 'if-none-match': '"1"' }],
    ['one of several entity tags', { etag: '"1"' }, { 'if-none-match': '"0", "1"' }],
    ['any entity tag', { etag: '"1"' }, { 'if-none-match': '*' }],
    [
      'an entity tag, whatever the date',
      { etag: '"1"', 'last-modified': date(-5) },
      { 'if-none-match': '"1"', 'if-modified-since': modified },
    ],
    ['a date not before Last-Modified', { 'last-modified': modified }, { 'if-modified-since': modified }],
    ['a date after Date without Last-Modified', {}, { 'if-modified-since': date(10) }],
  ])('answers 304 from the cache: %s', async (_, fields, conditions) => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100', ...fields } }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    const answer = await edge.get('/', conditions);
    expect([answer.status, answer.body, answer.fields.etag]).toEqual([304, '', fields.etag]);
    expect(origin.requests).toHaveLength(1);
  });

  it('answers the whole if nothing matches', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100', etag: '"1"' } }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect((await edge.get('/', { 'if-none-match': '"2"' })).status).toBe(200);
  });

  it('stores the whole on a miss, and tells the client 304', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100', etag: '"1"' } }));
    await using edge = await startEdge(origin);
    expect((await edge.get('/', { 'if-none-match': '"1"' })).status).toBe(304);
    expect((await edge.get('/')).body).toBe('answer 1');
    expect(origin.requests.map(({ fields }) => fields['if-none-match'])).toEqual([undefined]);
  });

  it('leaves If-Match and If-Unmodified-Since to the origin', async () => {
    await using origin = await startOrigin(() => ({ status: 412, fields: {} }));
    await using edge = await startEdge(origin);
    expect((await edge.get('/', { 'if-match': '"2"' })).status).toBe(412);
    expect(origin.requests[0]?.fields['if-match']).toBe('"2"');
  });
});

describe('RFC 9111, 4.3.3: an answer to a validation', () => {
  it('of 200 replaces what is stored', async () => {
    await using origin = await startOrigin(
      validating(stale({ etag: '"1"' }), { fields: { 'cache-control': 'max-age=100', etag: '"2"' }, body: 'new' }),
    );
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect((await edge.get('/')).body).toBe('new');
    expect((await edge.get('/')).body).toBe('new');
    expect(origin.requests).toHaveLength(2);
  });

  it('of 500 goes to the client, and keeps what is stored', async () => {
    await using origin = await startOrigin((_, number) =>
      number === 2 ? { status: 500 } : number === 3 ? { status: 304 } : stale({ etag: '"1"' }),
    );
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect((await edge.get('/')).status).toBe(500);
    expect((await edge.get('/')).body).toBe('stored');
  });

  it('of 304 for another entity tag is not used: the origin is asked without conditions', async () => {
    await using origin = await startOrigin(validating(stale({ etag: '"1"' }), { status: 304, fields: { etag: '"2"' } }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect((await edge.get('/')).body).toBe('changed');
    expect(origin.requests).toHaveLength(3);
  });
});

describe('RFC 9111, 4.3.4: freshening by a 304', () => {
  it('updates the fields that are answered and stored', async () => {
    const first = stale({ etag: '"1"', 'x-old': 'a', 'x-both': 'a', 'content-type': 'text/plain' });
    await using origin = await startOrigin(
      validating(first, {
        status: 304,
        fields: { 'cache-control': 'max-age=100', etag: '"1"', 'x-both': 'b', 'content-type': 'text/html' },
      }),
    );
    await using edge = await startEdge(origin);
    await edge.get('/');
    for (const answer of [await edge.get('/'), await edge.get('/')]) {
      expect(answer).toMatchObject({
        status: 200,
        body: 'stored',
        fields: { 'x-old': 'a', 'x-both': 'b', 'content-type': 'text/html', 'cache-control': 'max-age=100' },
      });
    }
    expect(origin.requests).toHaveLength(2);
  });

  it('keeps what describes the stored body', async () => {
    const first = stale({ etag: '"1"', 'content-encoding': 'identity', 'content-length': '6' });
    await using origin = await startOrigin(validating(first, { status: 304, fields: { 'content-encoding': 'gzip', 'content-length': '60' } }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect((await edge.get('/')).fields).toMatchObject({ 'content-encoding': 'identity', 'content-length': '6' });
  });

  it('works for Last-Modified alone', async () => {
    await using origin = await startOrigin(
      validating(stale({ 'last-modified': modified }), { status: 304, fields: { 'cache-control': 'max-age=100' } }),
    );
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect([(await edge.get('/')).body, (await edge.get('/')).body]).toEqual(['stored', 'stored']);
    expect(origin.requests).toHaveLength(2);
  });
});

describe('RFC 9111, 5.2.2.4: no-cache', () => {
  it('validates each time, and saves the body', async () => {
    const fields = { 'cache-control': 'no-cache', etag: '"1"' };
    await using origin = await startOrigin(validating({ fields, body: 'stored' }, { status: 304, fields }));
    await using edge = await startEdge(origin);
    for (const _ of [1, 2, 3]) expect((await edge.get('/')).body).toBe('stored');
    expect(origin.requests).toHaveLength(3);
    expect(edge.events.map(({ originBytes }) => originBytes)).toEqual([6, 0, 0]);
  });
});
