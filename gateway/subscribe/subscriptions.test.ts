import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createJobs, viewerOf } from './jobs.fixture.ts';
import { Refusal } from './refusal.ts';

const step = 'subscription { job(id: 1) { step } }';
const everything = 'subscription ($id: ID!) { j: job(id: $id) { id step cname { name hits } } }';

/** What a subscription is refused with. */
const refusalOf = async (begun: Promise<unknown>) => {
  const refusal: unknown = await begun.then(() => null, (error: unknown) => error);
  if (!(refusal instanceof Refusal)) throw new Error('It was not refused.', { cause: refusal });
  return { status: refusal.status, errors: refusal.errors.map((error) => error.toJSON()) };
};

const denial = (path: string[], module: string) =>
  expect.objectContaining({ path, extensions: { code: 'FORBIDDEN', status: 403, requires: { method: 'GET', module } } });

describe('a subscription', () => {
  it('is answered once for each event, with the entity fields of another subgraph fetched for each', async () => {
    const { begin, events, asked } = createJobs();
    const { results } = await begin(everything, { id: '7' });
    events.write({ step: 1 });
    events.end({ step: 2 });
    const answers = await Array.fromAsync(results);
    expect(answers).toEqual([1, 2].map((each) => ({ data: { j: { id: '7', step: each, cname: { name: 'www.example.com', hits: each } } } })));
    expect(asked.map(({ query }) => query.replaceAll(/[\s,]+/g, ' '))).toEqual([
      'subscription($id:ID!){j: job(id: $id){id step cname{__typename name id}}}',
      ...Array.from({ length: 2 }, () => 'query($representations:[_Any!]!){_entities(representations: $representations){...on EdgeCname{hits}}}'),
    ]);
  });

  it('has a context of its own for each event', async () => {
    const { begin, events, contexts } = createJobs();
    const { results } = await begin(everything, { id: '7' });
    events.write({ step: 1 });
    events.end({ step: 2 });
    await Array.fromAsync(results);
    expect(new Set(contexts).size).toBe(3);
  });

  it('gives null and the error of a source that fails, hides its cause, and ends', async () => {
    const { begin } = createJobs();
    const { results } = await begin('subscription { job(id: 1, fails: true) { step } }');
    const answers = await Array.fromAsync(results);
    expect(JSON.parse(JSON.stringify(answers))).toEqual([
      {
        data: { job: null },
        errors: [expect.objectContaining({ path: ['job'], extensions: { code: 'SERVICE_UNAVAILABLE', status: 503, service: 'jobs' } })],
      },
    ]);
    expect(JSON.stringify(answers)).not.toContain('10.1.2.3');
  });

  it('gives what a source has told before it fails', async () => {
    const { begin, events } = createJobs();
    const { results } = await begin(step);
    events.write({ step: 1 });
    expect((await results.next()).value).toEqual({ data: { job: { step: 1 } } });
    events.destroy(new Error('connection reset'));
    expect((await results.next()).value).toMatchObject({ data: { job: null }, errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    expect(await results.next()).toEqual({ value: undefined, done: true });
  });

  it('tells its source when it is ended while it waits for an event, and again costs nothing', async () => {
    const { begin, events } = createJobs({ mostPerToken: 1 });
    const { results } = await begin(step);
    const waiting = results.next();
    const closed = once(events, 'close').catch(() => {});
    await results.return(undefined);
    expect(await waiting).toEqual({ value: undefined, done: true });
    await closed;
    expect(events.destroyed).toBe(true);
    expect((await begin(step)).results).toBeDefined();
  });
});

describe('a subscription of which a field below is denied', () => {
  it('goes without it, with null and FORBIDDEN at each event, and nothing is asked for it', async () => {
    const { begin, events, asked, holder, denied } = createJobs();
    holder.viewer = viewerOf(['GET'], ['PURGE_LOAD', 'EDGE_CNAMES']);
    const { results } = await begin(everything, { id: '7' });
    events.end({ step: 1 });
    expect(JSON.parse(JSON.stringify(await Array.fromAsync(results)))).toEqual([
      { data: { j: { id: '7', step: 1, cname: { name: 'www.example.com', hits: null } } }, errors: [denial(['j', 'cname', 'hits'], 'REAL_TIME_STATS')] },
    ]);
    expect(asked.map(({ query }) => query).join()).not.toContain('hits');
    expect(denied.map(({ where }) => where)).toEqual(['EdgeCname.hits']);
  });

  it('stays without it when the right comes later', async () => {
    const { begin, events, holder } = createJobs();
    holder.viewer = viewerOf(['GET'], ['PURGE_LOAD', 'EDGE_CNAMES']);
    const { results } = await begin(everything, { id: '7' });
    holder.viewer = viewerOf(['GET'], ['PURGE_LOAD', 'EDGE_CNAMES', 'REAL_TIME_STATS']);
    events.end({ step: 1 });
    expect(await Array.fromAsync(results)).toMatchObject([{ data: { j: { cname: { hits: null } } }, errors: [{ path: ['j', 'cname', 'hits'] }] }]);
  });
});

describe('rights that are lost', () => {
  it.each([
    ['of the root field', ['EDGE_CNAMES', 'REAL_TIME_STATS'], denial(['j'], 'PURGE_LOAD')],
    ['of a field below', ['PURGE_LOAD', 'EDGE_CNAMES'], denial(['j', 'cname', 'hits'], 'REAL_TIME_STATS')],
  ] as const)('%s end the subscription before the next event is told', async (_name, left, error) => {
    const { begin, events, holder, asked, denied } = createJobs();
    const { results } = await begin(everything, { id: '7' });
    events.write({ step: 1 });
    await results.next();
    holder.viewer = viewerOf(['GET'], left);
    events.write({ step: 2 });
    expect(JSON.parse(JSON.stringify(await Array.fromAsync(results)))).toEqual([{ errors: [error] }]);
    expect(asked).toHaveLength(2);
    expect(denied).toHaveLength(1);
    expect(events.destroyed).toBe(true);
  });

  it('end a subscription to which nothing happens', async () => {
    const { begin, events, holder } = createJobs();
    const { results } = await begin(step);
    holder.viewer = null;
    expect(await Array.fromAsync(results)).toMatchObject([{ errors: [{ extensions: { code: 'UNAUTHENTICATED', status: 401 } }] }]);
    expect(events.destroyed).toBe(true);
  });

  it('end every subscription at once when it is told that access has changed', async () => {
    // No second passes, in which it would be noticed by itself.
    vi.useFakeTimers({ toFake: ['setInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const listeners = new Set<() => void>();
    const { begin, holder } = createJobs({ onAccessChange: (listener) => (listeners.add(listener), () => void listeners.delete(listener)) });
    const waiting = await Promise.all([step, everything].map(async (query) => (await begin(query, { id: '7' })).results));
    const next = waiting.map((results) => results.next());
    await vi.waitFor(() => expect(listeners.size).toBe(2));
    holder.viewer = null;
    for (const listener of listeners) listener();
    expect(await Promise.all(next)).toMatchObject([1, 2].map(() => ({ value: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } })));
    expect(await Promise.all(waiting.map((results) => results.next()))).toEqual([1, 2].map(() => ({ value: undefined, done: true })));
    expect(listeners.size).toBe(0);
  });

  it('are not taken for kept when nobody can tell', async () => {
    let isTold = true;
    const { begin, events } = createJobs({
      findViewer: async () => {
        if (!isTold) throw new Error('connect ECONNREFUSED 10.1.2.3:4001');
        return viewerOf(['GET'], ['PURGE_LOAD']);
      },
    });
    const { results } = await begin(step);
    isTold = false;
    events.write({ step: 1 });
    expect(await Array.fromAsync(results)).toMatchObject([{ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE', service: 'users' } }] }]);
  });
});

describe('subscriptions of one token that ask for the same', () => {
  const both = { data: { job: { step: 1 } } };

  it('are one: asked for, judged and answered once, and each is told', async () => {
    let judged = 0;
    const { begin, events, asked } = createJobs({ findViewer: async () => ((judged += 1), viewerOf(['GET'], ['PURGE_LOAD'])) });
    const all = await Promise.all(Array.from({ length: 5 }, () => begin(step)));
    judged = 0;
    events.write({ step: 1 });
    expect(await Promise.all(all.map(async ({ results }) => (await results.next()).value))).toEqual(all.map(() => both));
    expect([asked.length, judged]).toEqual([1, 1]);
    for (const { results } of all) await results.return();
    await vi.waitFor(() => expect(events.destroyed).toBe(true));
  });

  it('tell whoever comes later at once how things stand', async () => {
    const { begin, events, asked } = createJobs();
    const first = await begin(step);
    events.write({ step: 1 });
    await first.results.next();
    expect((await (await begin(step)).results.next()).value).toEqual(both);
    expect(asked).toHaveLength(1);
  });

  it('count each among those that the token may have open, until it leaves', async () => {
    const { begin } = createJobs({ mostPerToken: 2 });
    const [first] = [await begin(step), await begin(step)];
    expect(await refusalOf(begin(step))).toMatchObject({ status: 429 });
    await first?.results.return();
    expect((await begin(step)).results).toBeDefined();
  });

  it.each([
    ['of another token', step, undefined, 'another', '127.0.0.1'],
    ['of another address', step, undefined, 'token', '127.0.0.2'],
    ['with another text', 'subscription { job(id: 1) { id } }', undefined, 'token', '127.0.0.1'],
    ['with another variable', step, { id: 2 }, 'token', '127.0.0.1'],
  ])('are never one with those %s', async (_name, query, variables, token, address) => {
    const { begin, asked } = createJobs();
    void (await begin(step)).results.next();
    void (await begin(query, variables, token, address)).results.next();
    await vi.waitFor(() => expect(asked).toHaveLength(2));
  });

  it('are never one with those that began under other rights', async () => {
    const { begin, asked, holder } = createJobs();
    holder.viewer = viewerOf(['GET'], ['PURGE_LOAD', 'EDGE_CNAMES']);
    void (await begin(everything, { id: '7' })).results.next();
    holder.viewer = viewerOf(['GET'], ['PURGE_LOAD', 'EDGE_CNAMES', 'REAL_TIME_STATS']);
    void (await begin(everything, { id: '7' })).results.next();
    await vi.waitFor(() => expect(asked).toHaveLength(2));
  });
});

describe('a subscription is refused, and nothing is asked', () => {
  it.each([
    ['without a token', step, 401, 'UNAUTHENTICATED', undefined],
    ['that is no GraphQL', 'subscription {', 400, 'GRAPHQL_PARSE_FAILED', 'token'],
    ['that asks what there is not', 'subscription { jab(id: 1) { step } }', 400, 'GRAPHQL_VALIDATION_FAILED', 'token'],
    ['with two root fields', 'subscription { a: job(id: 1) { step } b: job(id: 2) { step } }', 400, 'GRAPHQL_VALIDATION_FAILED', 'token'],
    ['that is deeper than any may be', `subscription { job(id: 1) { cname ${'{ ... '.repeat(41)}{ name }${' }'.repeat(41)} } }`, 400, 'GRAPHQL_VALIDATION_FAILED', 'token'],
    ['that is a query', '{ customer { accountNumber } }', 400, 'BAD_REQUEST', 'token'],
    ['that skips its only field', 'subscription { job(id: 1) @skip(if: true) { step } }', 400, 'BAD_REQUEST', 'token'],
    ['of several without a name', 'subscription A { job(id: 1) { step } } subscription B { job(id: 1) { step } }', 400, 'OPERATION_RESOLUTION_FAILURE', 'token'],
    ['without a variable that it needs', everything, 400, 'BAD_USER_INPUT', 'token'],
  ])('%s', async (_name, query, status, code, token) => {
    const { begin, asked, holder } = createJobs();
    if (token === undefined) holder.viewer = null;
    expect(await refusalOf(begin(query))).toMatchObject({ status, errors: [{ extensions: { code, status } }] });
    expect(asked).toEqual([]);
  });

  it('of which the root field is denied, as a query would be', async () => {
    const { begin, asked, holder, denied } = createJobs();
    holder.viewer = viewerOf(['PUT'], ['PURGE_LOAD']);
    expect(await refusalOf(begin(step))).toMatchObject({ status: 403, errors: [{ path: ['job'], extensions: { code: 'FORBIDDEN', status: 403 } }] });
    expect(denied.map(({ where }) => where)).toEqual(['Subscription.job']);
    expect(asked).toEqual([]);
  });

  it('of a token that has as many open as it may, but not of another', async () => {
    const { begin } = createJobs({ mostPerToken: 1 });
    const { results } = await begin(step);
    expect(await refusalOf(begin(step))).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect((await begin(step, {}, 'another')).results).toBeDefined();
    await results.return(undefined);
    expect((await begin(step)).results).toBeDefined();
  });

  it('without suggesting names where the schema is hidden', async () => {
    const messagesOf = async (hidesSchema: boolean) => (await refusalOf(createJobs({ hidesSchema }).begin('subscription { jab(id: 1) { step } }'))).errors[0]?.message;
    expect(await messagesOf(false)).toBe('Cannot query field "jab" on type "Subscription". Did you mean "job"?');
    expect(await messagesOf(true)).toBe('Cannot query field "jab" on type "Subscription".');
  });
});
