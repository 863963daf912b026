import { describe, expect, it } from 'vitest';
import { createDashboard } from './dashboard.fixture.ts';
import { createShop } from './shop.fixture.ts';

describe('an operation over several subgraphs', () => {
  it('reads one entity from all of them', async () => {
    const { execute } = createDashboard();
    expect(await execute('{ customer { cname(id: "c1") { name origin { host } traffic { bytes } live { bits } } } }')).toEqual({
      data: {
        customer: {
          cname: { name: 'www.example', origin: { host: 'origin-1.example' }, traffic: { bytes: 2 }, live: { bits: 1 } },
        },
      },
    });
  });

  it('asks all subgraphs of a shareable root field at once', async () => {
    const { execute, asked } = createDashboard();
    let waiting = 0;
    const together = Promise.withResolvers<void>();
    const meet = async () => {
      waiting += 1;
      if (waiting === 3) together.resolve();
      await together.promise;
      return { data: { customer: { number: '0001' } } };
    };
    const { data } = await execute('{ customer { number: accountNumber plan requests live { bits } } }', {
      instead: {
        config: async () => ({ data: { customer: { ...(await meet()).data.customer, plan: 'pro' } } }),
        reports: async () => ({ data: { customer: { ...(await meet()).data.customer, requests: 7 } } }),
        live: async () => ({ data: { customer: { ...(await meet()).data.customer, live: { bits: 5 } } } }),
      },
    });
    expect(data).toEqual({ customer: { number: '0001', plan: 'pro', requests: 7, live: { bits: 5 } } });
    expect(asked).toHaveLength(3);
  });

  it('keeps aliases and the order of the selection', async () => {
    const { execute } = createDashboard();
    const { data } = await execute(
      '{ c: customer { l: live { b: bits } one: cname(id: "c1") { hits h2: hits(days: 5) } n: accountNumber } }',
    );
    expect(JSON.stringify(data)).toBe('{"c":{"l":{"b":5},"one":{"hits":11,"h2":15},"n":"0001"}}');
  });
});

describe('variables', () => {
  it('decide with their defaults what is skipped and included', async () => {
    const { execute, asked } = createDashboard();
    const query = `query ($live: Boolean = true, $name: Boolean!, $traffic: Boolean = false) {
      customer { cname(id: "c1") { name @include(if: $name) live @skip(if: $live) { bits } ... @include(if: $traffic) { traffic { bytes } } hits } } }`;
    expect(await execute(query, { variables: { name: true } })).toEqual({
      data: { customer: { cname: { name: 'www.example', hits: 11 } } },
    });
    expect(asked.map(({ service }) => service)).toEqual(['config', 'reports']);
    expect(await execute(query, { variables: { name: false, live: false, traffic: true } })).toEqual({
      data: { customer: { cname: { live: { bits: 1 }, traffic: { bytes: 2 }, hits: 11 } } },
    });
  });

  it('go only to the fetches that use them', async () => {
    const { execute, asked } = createDashboard();
    const query = 'query ($id: ID!, $days: Int = 3) { customer { cname(id: $id) { hits(days: $days) live { bits } } } }';
    expect(await execute(query, { variables: { id: 'c2' } })).toEqual({
      data: { customer: { cname: { hits: 23, live: { bits: 2 } } } },
    });
    const representations = [{ __typename: 'Cname', id: 'c2' }];
    expect(Object.fromEntries(asked.map(({ service, variables }) => [service, variables]))).toEqual({
      config: { id: 'c2' },
      reports: { days: 3, representations },
      live: { representations },
    });
  });

  it('that skip a field keep it from being fetched, also within contradicting conditions', async () => {
    const { execute, asked } = createDashboard();
    const query =
      'query ($x: Boolean!) { customer { cname(id: "c1") @skip(if: $x) { name broken: brokenHard @include(if: $x) ... @include(if: $x) { live { bits } } } } }';
    expect(await execute(query, { variables: { x: false } })).toEqual({ data: { customer: { cname: { name: 'www.example' } } } });
    expect(asked.map((each) => each.query)).toEqual(['{customer{cname(id: "c1"){name}}}']);
  });

  it('reach a whole operation that is skipped', async () => {
    const { execute } = createDashboard();
    expect(await execute('query ($no: Boolean!) { customer @include(if: $no) { plan } }', { variables: { no: false } })).toEqual({
      data: {},
    });
  });
});

describe('a mutation', () => {
  it('runs its fields in order across subgraphs, each with all its entities before the next', async () => {
    const log: string[] = [];
    const { execute } = createShop(log);
    const query = `mutation {
      a: addStock(by: 1) { left } rename(title: "One") { title } ship { code } b: addStock(by: 2) { left } ... { c: rename(title: "Two") { title } } }`;
    expect(await execute(query)).toEqual({
      data: { a: { left: 6 }, rename: { title: 'One' }, ship: { code: 'p1' }, b: { left: 8 }, c: { title: 'Two' } },
    });
    expect(log).toEqual(['addStock 1', 'left', 'rename One', 'ship', 'addStock 2', 'left', 'rename Two']);
  });

  it('goes on after a field that failed', async () => {
    const log: string[] = [];
    const { execute } = createShop(log);
    const { data, errors } = await execute('mutation { ship { code } rename(title: "One") { title } }', {
      instead: { shipping: async () => ({ data: { ship: null }, errors: [{ message: 'No parcels left.', path: ['ship'] }] }) },
    });
    expect(data).toEqual({ ship: null, rename: { title: 'One' } });
    expect(errors).toMatchObject([{ message: 'No parcels left.', path: ['ship'] }]);
  });
});

describe('introspection', () => {
  it('and the root typename are answered without any subgraph', async () => {
    const { execute, asked } = createDashboard();
    expect(
      await execute(
        '{ __typename ...Schema __type(name: "Live") { fields { name } } } fragment Schema on Query { s: __schema { queryType { name } } }',
      ),
    ).toEqual({
      data: { __typename: 'Query', s: { queryType: { name: 'Query' } }, __type: { fields: [{ name: 'bits' }] } },
    });
    expect(asked).toEqual([]);
  });

  it('is answered beside data', async () => {
    const { execute } = createDashboard();
    expect(
      await execute('query A { __schema { queryType { name } } customer { __typename plan } } query B { __typename }', {
        operationName: 'A',
      }),
    ).toEqual({
      data: { __schema: { queryType: { name: 'Query' } }, customer: { __typename: 'Customer', plan: 'pro' } },
    });
  });
});
