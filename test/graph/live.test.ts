import type { Call } from '@edgegraph/rest/client.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Product, startProduct } from '../product.ts';
import { servedEvents } from '../served-events.ts';
import { type Results, transports } from '../subscriber.ts';

let product: Product;
/** Calls of live figures. */
const called: unknown[] = [];

beforeAll(async () => {
  const throughCall =
    (call: Call): Call =>
    (route, input, caller) => {
      if (route.service === 'realtimestats') called.push(input);
      return call(route, input, caller);
    };
  product = await startProduct({ throughCall });
});
beforeEach(() => void called.splice(0));
afterAll(() => product[Symbol.asyncDispose]());

const ask = (query: string, token: string = product.adminToken) => product.graphql(query, { token });

describe('live figures', () => {
  let at: string;
  beforeAll(async () => {
    const events = servedEvents(Date.now(), [
      { cnameId: 1, pop: 'LAX', bytes: 100 },
      { cnameId: 1, pop: 'FRA', bytes: 25, ssl: true, status: 404, cacheStatus: 'TCP_MISS' },
      { mediaTypeId: 8, pop: 'LAX', bytes: 1 },
    ]);
    await product.events.append(events);
    at = new Date(Math.floor((events[0]?.time ?? 0) / 1000) * 1000).toISOString();
    await vi.waitUntil(async () => (await ask('{ customer { live { at } } }')).data?.customer.live.at >= at, { timeout: 10_000, interval: 50 });
  });

  /** What the second says in which those events were served. */
  const thatSecond = async (field: string, selection: string) => {
    const { data, errors } = await ask(`{ customer { ${field} { at ${selection} } } }`);
    expect(errors).toBeUndefined();
    const found = data?.customer.liveSeries.find((each: { at: string }) => each.at === at);
    const { at: _, ...figures } = found;
    return figures;
  };

  it('of one second tell everything of it, by POP too', async () => {
    expect(await thatSecond('liveSeries', 'bitsPerSecond connectionsPerSecond pops { pop bitsPerSecond connectionsPerSecond }')).toEqual({
      bitsPerSecond: 1008,
      connectionsPerSecond: 3,
      pops: [
        { pop: 'FRA', bitsPerSecond: 200, connectionsPerSecond: 1 },
        { pop: 'LAX', bitsPerSecond: 808, connectionsPerSecond: 2 },
      ],
    });
  });

  it.each([
    ['(platform: HTTP_LARGE)', 2],
    ['(platform: HTTP_LARGE, sslOnly: true)', 1],
    ['(platform: HTTP_SMALL, sslOnly: true)', 0],
    ['(pop: "lax")', 2],
    ['(platform: ADN, pop: "LAX")', 0],
  ])('of %s are those alone', async (args, connectionsPerSecond) => {
    expect(await thatSecond(`liveSeries${args}`, 'connectionsPerSecond')).toEqual({ connectionsPerSecond });
  });

  it('are one call for all that is asked of them, and of one second', async () => {
    const { data } = await ask('{ customer { live { at bitsPerSecond connectionsPerSecond cacheStatuses { status } statusCodes { statusCode } pops { pop } } } }');
    expect(data?.customer.live).toMatchObject({ at: expect.stringMatching(/:\d\d\.000Z$/) });
    expect(called).toHaveLength(1);
  });

  it('of an edge CNAME are a series without gaps, oldest first', async () => {
    const { data } = await ask('{ customer { edgeCname(id: 1) { liveSeries(pop: "FRA", seconds: 60) { at connectionsPerSecond statusCodes { statusCode connectionsPerSecond } } } } }');
    const series: { at: string; statusCodes: object[] }[] = data?.customer.edgeCname.liveSeries;
    const times = series.map((each) => Date.parse(each.at));
    expect(times).toEqual(Array.from({ length: 60 }, (_, index) => (times[0] ?? 0) + index * 1000));
    expect(series.find((each) => each.at === at)).toMatchObject({ connectionsPerSecond: 1, statusCodes: expect.arrayContaining([{ statusCode: '404', connectionsPerSecond: 1 }]) });
  });

  it.each([
    ['live(pop: "XXX") { at }', 'pop', 'pop: XXX is no POP of this CDN; give the code of one, such as LAX.'],
    ['live(pop: "Los Angeles") { at }', 'pop', 'pop: must be the code of a POP, such as LAX.'],
    ['live(sslOnly: true) { at }', 'platform', 'sslOnly needs a platform.'],
    ['liveSeries(seconds: 601) { at }', 'seconds', 'seconds: must be a number of seconds, 1 to 600.'],
    ['edgeCname(id: 1) { live(pop: "XXX") { at } }', 'pop', 'pop: XXX is no POP of this CDN; give the code of one, such as LAX.'],
  ])('are refused for %s', async (field, path, message) => {
    const { errors } = await ask(`{ customer { ${field} } }`);
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT', status: 400, problems: [{ path }] } }]);
  });
});

describe.each(Object.entries(transports))('live figures over %s', (name, subscribe) => {
  const subscribed = (field: string, token: string = product.adminToken): Results => subscribe(product.url, { query: `subscription { live${field} { at connectionsPerSecond } }`, token });
  const secondOf = async (results: Results): Promise<number> => {
    const { value } = await results.next();
    return Date.parse(value?.data?.live.at) / 1000;
  };

  it('are told at once and then every second, though nothing changes', async () => {
    const results = subscribed('(pop: "SYD")');
    const first = await secondOf(results);
    const seconds: number[] = [];
    for (let tick = 0; tick < 3; tick += 1) seconds.push((await secondOf(results)) - first);
    // The first may be told shortly before a second begins, or after.
    expect(seconds.map((second) => second - (seconds[0] ?? 0))).toEqual([0, 1, 2]);
    await results.return?.();
  });

  it('are read once a second for all who watch the same with one token', async () => {
    const all = Array.from({ length: 10 }, () => subscribed('(pop: "JFK")'));
    await Promise.all(all.map(secondOf));
    await Promise.all(all.map(secondOf));
    called.splice(0);
    for (let tick = 0; tick < 2; tick += 1) await Promise.all(all.map(secondOf));
    expect(called.length).toBeGreaterThanOrEqual(2);
    expect(called.length).toBeLessThanOrEqual(3);
    await Promise.all(all.map((results) => results.return?.()));
  });

  it('end with UNAUTHENTICATED when the token is revoked', async () => {
    const token = await product.token(['GET'], ['REAL_TIME_STATS']);
    const results = subscribed('', token);
    await secondOf(results);
    const { data } = await ask('{ viewer { userId } }', token);
    const change = 'mutation ($input: SetPermissionsInput!) { setPermissions(input: $input) { permissions { version } } }';
    const variables = { input: { userId: data?.viewer.userId, expectedVersion: 1, methods: [], modules: [] } };
    const next = results.next();
    await product.graphql(change, { token: product.adminToken, variables });
    const last = (await next).value?.errors ? (await next).value : (await results.next()).value;
    expect(last).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED', status: 401 } }] });
    const end = await results.next().catch((closed: { code: number }) => closed.code);
    expect(end).toEqual(name === 'graphql-ws' ? 4401 : { value: undefined, done: true });
  });

  it.each([
    ['an edge CNAME that does not exist', '(edgeCnameId: 99999)', 'NOT_FOUND', 'There is no edge CNAME 99999; `edgeCnames` lists yours.'],
    ['a POP that is none', '(pop: "XXX")', 'BAD_USER_INPUT', 'pop: XXX is no POP of this CDN; give the code of one, such as LAX.'],
  ])('of %s end with the reason', async (_name, field, code, message) => {
    expect(await Array.fromAsync(subscribed(field))).toEqual([{ data: { live: null }, errors: [expect.objectContaining({ message, path: ['live'], extensions: expect.objectContaining({ code }) })] }]);
  });

  it("of another customer's edge CNAME are those of one that does not exist", async () => {
    const account = name === 'graphql-ws' ? '0002' : '0003';
    await product.customer(account);
    const other = await product.token(['GET'], ['REAL_TIME_STATS'], account);
    expect(await Array.fromAsync(subscribed('(edgeCnameId: 1)', other))).toMatchObject([{ data: { live: null }, errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
  });

  it('of an edge CNAME go on', async () => {
    const results = subscribed('(edgeCnameId: 1, pop: "LAX")');
    expect((await secondOf(results)) < (await secondOf(results)) + 1).toBe(true);
    expect(called[0]).toMatchObject({ ids: ['1'], pop: 'LAX' });
    await results.return?.();
  });
});
