import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDashboard } from './dashboard.fixture.ts';
import { dead } from './graph.fixture.ts';
import { createShop } from './shop.fixture.ts';
import type { SubgraphExecutor } from './subgraph.ts';

const unavailable = (service: string, ...path: (string | number)[]): Partial<GraphQLFormattedError> => ({
  message: `The ${service} service is unavailable; try again later.`,
  path,
  extensions: { code: 'SERVICE_UNAVAILABLE', status: 503, service },
});

const answering =
  (result: unknown): SubgraphExecutor<unknown> =>
  async () =>
    result as object;

describe('a dead subgraph', () => {
  it('costs only its own fields of a shareable root field', async () => {
    const { execute } = createDashboard();
    const query = '{ c: customer { number: accountNumber accountNumber plan live { bits } traffic { bytes } } }';
    const numbers = { number: '0001', accountNumber: '0001' };
    expect(await execute(query, { instead: { live: dead } })).toMatchObject({
      data: { c: { ...numbers, plan: 'pro', live: null, traffic: { bytes: 100 } } },
      errors: [unavailable('live', 'c', 'live')],
    });
    expect(await execute(query, { instead: { live: dead, reports: dead } })).toMatchObject({
      data: { c: { ...numbers, plan: 'pro', live: null, traffic: null } },
      errors: [unavailable('live', 'c', 'live'), unavailable('reports', 'c', 'traffic')],
    });
  });

  it('takes no key with it that a living one knows', async () => {
    const { execute } = createDashboard();
    const query =
      'query ($no: Boolean = false) { customer { ... on Customer @skip(if: $no) { number: accountNumber } live { bits } traffic { bytes } } }';
    for (const service of ['live', 'reports']) {
      expect(await execute(query, { instead: { [service]: dead } })).toMatchObject({
        data: { customer: { number: '0001' } },
        errors: [{ extensions: { service } }],
      });
    }
  });

  it('nulls what may not be null without it, up to what may', async () => {
    const { execute } = createDashboard();
    expect(await execute('{ customer { plan live { bits } } }', { instead: { config: dead } })).toMatchObject({
      data: { customer: null },
      errors: [unavailable('config', 'customer', 'plan')],
    });
  });

  it('is reported once where nobody else answers', async () => {
    const { execute } = createDashboard();
    expect(
      await execute('{ customer { live { bits } traffic { bytes } } }', { instead: { live: dead, reports: dead } }),
    ).toMatchObject({
      data: { customer: null },
      errors: [{ path: ['customer'], extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    });
  });

  it('leaves entities their other fields, with an error for each, at its place in the list', async () => {
    const { execute } = createDashboard();
    expect(
      await execute('{ customer { cnames(first: 2) { name l: live { bits } hits } } }', { instead: { live: dead } }),
    ).toMatchObject({
      data: {
        customer: {
          cnames: [
            { name: 'www.example', l: null, hits: 11 },
            { name: 'img.example', l: null, hits: 21 },
          ],
        },
      },
      errors: [unavailable('live', 'customer', 'cnames', 0, 'l'), unavailable('live', 'customer', 'cnames', 1, 'l')],
    });
  });

  it('fails what requires its fields', async () => {
    const { execute, asked } = createShop();
    const { data, errors } = await execute('{ reviews { subject { stars shipping } } }', { instead: { catalog: dead } });
    expect(data).toEqual({ reviews: [{ subject: { stars: 4, shipping: null } }, { subject: null }] });
    expect(errors).toMatchObject([unavailable('catalog', 'reviews', 0, 'subject', 'shipping')]);
    expect(asked.map(({ service }) => service)).not.toContain('shipping');
  });

  it('hides the type of an interface object rather than inventing one', async () => {
    const { execute } = createShop();
    expect(await execute('{ reviews { text } rated { __typename rating } }', { instead: { catalog: dead } })).toMatchObject({
      data: { reviews: [{ text: 'good' }, { text: 'bad' }], rated: null },
      errors: [unavailable('catalog', 'rated', 0)],
    });
  });

  it('fails what a GraphQLError of its executor says', async () => {
    const { execute } = createDashboard();
    const refuse = () => Promise.reject(new GraphQLError('Needs a token.', { extensions: { code: 'UNAUTHENTICATED' } }));
    expect(await execute('{ customer { live { bits } plan } }', { instead: { live: refuse } })).toMatchObject({
      data: { customer: { live: null, plan: 'pro' } },
      errors: [{ message: 'Needs a token.', path: ['customer', 'live'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});

describe('an answer of a wrong shape', () => {
  const shapes: [string, unknown][] = [
    ['no object', 'Bad gateway'],
    ['neither data nor errors', {}],
    ['null data without errors', { data: null }],
    ['data that is no object', { data: [] }],
    ['errors that are no list', { data: {}, errors: 'no' }],
    ['no list of entities', { data: { _entities: {} } }],
    ['too few entities', { data: { _entities: [{ live: { bits: 1 } }] } }],
    ['too many entities', { data: { _entities: [null, null, null] } }],
    ['entities that are no objects', { data: { _entities: [1, 2] } }],
  ];
  it.each(shapes)('%s: the fetch failed', async (_name, result) => {
    const { execute } = createDashboard();
    expect(
      await execute('{ customer { cnames(first: 2) { id live { bits } } } }', { instead: { live: answering(result) } }),
    ).toMatchObject({
      data: {
        customer: {
          cnames: [
            { id: 'c1', live: null },
            { id: 'c2', live: null },
          ],
        },
      },
      errors: [unavailable('live', 'customer', 'cnames', 0, 'live'), unavailable('live', 'customer', 'cnames', 1, 'live')],
    });
  });
});

describe('an error that a subgraph reports', () => {
  it('keeps message, path and extensions, but for what is only upstream', async () => {
    const { execute } = createDashboard();
    const { data, errors } = await execute('{ customer { cnames(first: 3) { name refused } } }');
    expect(data).toEqual({
      customer: {
        cnames: [
          { name: 'www.example', refused: 1 },
          { name: 'img.example', refused: null },
          { name: 'api.example', refused: null },
        ],
      },
    });
    expect(errors).toEqual([
      {
        message: 'Needs GET on CORE_REPORTS.',
        path: ['customer', 'cnames', 1, 'refused'],
        locations: [{ line: 1, column: 38 }],
        extensions: { code: 'FORBIDDEN', status: 403, requires: { method: 'GET', module: 'CORE_REPORTS' } },
      },
    ]);
  });

  it('has the path of the field that failed, also when null travels up from there', async () => {
    const { execute } = createDashboard();
    expect(await execute('{ c: customer { top { points { at bytes } } } }')).toMatchObject({
      data: { c: { top: [{ points: [{ at: 'mon', bytes: 1 }, null, { at: 'wed', bytes: 3 }] }, {}, {}] } },
      errors: [0, 1, 2].map((index) => ({ path: ['c', 'top', index, 'points', 1, 'bytes'], extensions: { code: 'FORBIDDEN' } })),
    });
    expect(await execute('{ customer { cname(id: "c1") { name: brokenHard } plan } }')).toMatchObject({
      data: { customer: { cname: null, plan: 'pro' } },
      errors: [{ message: 'No such rule.', path: ['customer', 'cname', 'name'], extensions: { code: 'NOT_FOUND' } }],
    });
  });

  it('travels up through entities of other subgraphs', async () => {
    const { execute } = createDashboard();
    expect(await execute('{ customer { plan cnames(first: 2) { name refusedHard } } }')).toMatchObject({
      data: { customer: { plan: 'pro', cnames: null } },
      errors: [{ path: ['customer', 'cnames', 1, 'refusedHard'], extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it('stands at every place where the entity stands', async () => {
    const { execute } = createDashboard();
    const { errors } = await execute(
      '{ customer { origins { cnames { refused } } cnames(first: 2) { origin { cnames { refused } } } } }',
    );
    expect(errors?.map(({ path }) => path)).toEqual([
      ['customer', 'origins', 1, 'cnames', 0, 'refused'],
      ['customer', 'cnames', 1, 'origin', 'cnames', 0, 'refused'],
    ]);
  });

  it('of several subgraphs at one position is one', async () => {
    const { execute } = createDashboard();
    const refuse = answering({
      data: { customer: null },
      errors: [{ message: 'Not yours.', path: ['customer'], extensions: { code: 'FORBIDDEN' } }],
    });
    expect(
      await execute('{ customer { plan requests live { bits } } }', {
        instead: { config: refuse, reports: refuse, live: refuse },
      }),
    ).toEqual({
      data: { customer: null },
      errors: [
        { message: 'Not yours.', path: ['customer'], locations: [{ line: 1, column: 3 }], extensions: { code: 'FORBIDDEN' } },
      ],
    });
  });

  it('about an object that another subgraph has costs only what is missing there', async () => {
    const { execute } = createDashboard();
    const broken = answering({ data: { customer: null }, errors: [{ message: 'No requests.', path: ['customer', 'requests'] }] });
    expect(await execute('{ customer { traffic { bytes } live { bits } } }', { instead: { reports: broken } })).toMatchObject({
      data: { customer: { traffic: null, live: { bits: 5 } } },
      errors: [{ message: 'No requests.', path: ['customer', 'traffic'] }],
    });
  });

  it.each([
    ['and no data', null],
    ['and a null field', { customer: null }],
  ])('without a path %s counts for the root fields', async (_name, data) => {
    const { execute } = createDashboard();
    expect(
      await execute('{ customer { live { bits } } }', { instead: { live: answering({ data, errors: [{ message: 'Busy.' }] }) } }),
    ).toMatchObject({
      data: { customer: null },
      errors: [{ message: 'Busy.', path: ['customer'] }],
    });
  });

  it('cannot reach what every object inherits', async () => {
    const { execute } = createDashboard();
    const poisoned = answering({
      data: JSON.parse('{"customer":null,"__proto__":{"polluted":1}}'),
      errors: [{ message: 'No.', path: ['__proto__', 'polluted'] }],
    });
    await execute('{ customer { live { bits } } }', { instead: { live: poisoned } });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('an aborted operation', () => {
  it('starts no further fetch', async () => {
    const { execute, asked } = createDashboard();
    const abort = new AbortController();
    const aborting: SubgraphExecutor<unknown> = async () => {
      abort.abort();
      return { data: { customer: { cnames: [{ __typename: 'Cname', id: 'c1' }] } } };
    };
    const { data } = await execute('{ customer { cnames { live { bits } } } }', {
      instead: { config: aborting },
      signal: abort.signal,
    });
    expect(data).toEqual({ customer: { cnames: [{ live: null }] } });
    expect(asked.map(({ service }) => service)).toEqual(['config']);
  });
});
