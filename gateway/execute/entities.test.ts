import { describe, expect, it } from 'vitest';
import { createDashboard } from './dashboard.fixture.ts';
import { createShop } from './shop.fixture.ts';

describe('entities in lists', () => {
  it('are fetched with one request per subgraph and end up in their places', async () => {
    const { execute, asked } = createDashboard();
    expect(await execute('{ customer { cnames { name live { bits } } } }')).toEqual({
      data: {
        customer: {
          cnames: [
            { name: 'www.example', live: { bits: 1 } },
            { name: 'img.example', live: { bits: 2 } },
            { name: 'api.example', live: { bits: 3 } },
            { name: 'old.example', live: { bits: 4 } },
          ],
        },
      },
    });
    expect(asked.map(({ service }) => service)).toEqual(['config', 'live']);
  });

  it('are asked for once, however often they occur', async () => {
    const { execute, asked } = createDashboard();
    const { data } = await execute(
      '{ customer { origins { cnames { live { bits } } } cnames { origin { cnames { live { bits } } } } } }',
    );
    const { representations } = asked.at(-1)?.variables ?? {};
    expect(representations ?? Object.values(asked.at(-1)?.variables ?? {})[0]).toEqual(
      ['c1', 'c3', 'c2'].map((id) => ({ __typename: 'Cname', id })),
    );
    const first = [{ live: { bits: 1 } }, { live: { bits: 3 } }];
    const second = [{ live: { bits: 2 } }];
    expect(data).toEqual({
      customer: {
        origins: [{ cnames: first }, { cnames: second }, null],
        cnames: [{ origin: { cnames: first } }, { origin: { cnames: second } }, { origin: { cnames: first } }, { origin: null }],
      },
    });
  });

  it('keep what is fetched for one place only out of the others', async () => {
    const { execute } = createShop();
    expect(await execute('{ a: reviews { subject { title } } b: reviews { subject { title stars } } }')).toEqual({
      data: {
        a: [{ subject: { title: 'Federation' } }, { subject: null }],
        b: [{ subject: { title: 'Federation', stars: 4 } }, { subject: null }],
      },
    });
  });

  it('are found in lists of lists', async () => {
    const { execute } = createShop();
    expect(await execute('{ shelf { title ... on Book { stars } } }')).toEqual({
      data: { shelf: [[{ title: 'Federation', stars: 4 }, null], null, [{ title: 'Gateway' }]] },
    });
  });
});

describe('an entity that a subgraph does not know', () => {
  it('leaves its nullable fields null, without an error', async () => {
    const { execute } = createDashboard();
    expect(await execute('{ customer { cname(id: "c3") { name traffic { bytes } live { bits } } } }')).toEqual({
      data: { customer: { cname: { name: 'api.example', traffic: null, live: { bits: 3 } } } },
    });
  });

  it('is nulled by a field that may not be null, without an error', async () => {
    const { execute } = createDashboard();
    expect(await execute('{ customer { top { id name } } }')).toEqual({
      data: { customer: { top: [{ id: 'c2', name: 'img.example' }, null, { id: 'c1', name: 'www.example' }] } },
    });
  });

  it('is an error where it may not be null itself', async () => {
    const { execute } = createDashboard();
    const { data, errors } = await execute('{ customer { topHard { id name } } }');
    expect(data).toEqual({ customer: { topHard: null } });
    expect(errors).toMatchObject([{ path: ['customer', 'topHard', 1, 'name'], extensions: { code: 'NOT_FOUND', status: 404 } }]);
  });
});

describe('a representation', () => {
  it('holds keys of several fields and what a field requires, null included', async () => {
    const { execute, asked } = createShop();
    expect(await execute('{ products { ... on Book { shipping double: shipping(zone: 2) } ... on Film { streams } } }')).toEqual({
      data: { products: [{ shipping: 232, double: 464 }, { streams: true }] },
    });
    expect(asked[1]?.variables).toEqual({
      representations: [
        { __typename: 'Book', sku: 'b1', org: { id: 'x' }, price: 30, weight: 200, dims: { w: 2 } },
        { __typename: 'Film', sku: 'f1', org: { id: 'y' }, price: null },
      ],
    });
  });

  it('holds the key even where the client gave its name to another field', async () => {
    const { execute, asked } = createShop();
    expect(await execute('{ author { id: name __typename: name karma } products { sku: title ... on Book { stars } } }')).toEqual(
      {
        data: {
          author: { id: 'Ada', __typename: 'Ada', karma: 9 },
          products: [{ sku: 'Federation', stars: 4 }, { sku: 'Gateway' }],
        },
      },
    );
    expect(Object.values(asked.at(-1)?.variables ?? {}).flat()).toEqual(
      expect.arrayContaining([
        { __typename: 'Author', id: 'a1' },
        { __typename: 'Book', sku: 'b1', org: { id: 'x' } },
      ]),
    );
  });

  it('bears the name of the interface for a subgraph that knows only that', async () => {
    const { execute, asked } = createShop();
    expect(await execute('{ media { __typename name rating } }')).toEqual({
      data: {
        media: [
          { __typename: 'Song', name: 'La', rating: 5 },
          { __typename: 'Talk', name: 'Ti', rating: 3 },
        ],
      },
    });
    expect(asked[1]?.variables).toEqual({
      representations: [
        { __typename: 'Media', id: 'm1' },
        { __typename: 'Media', id: 'm2' },
      ],
    });
  });
});

describe('what a subgraph provides of an entity', () => {
  it('is not fetched again', async () => {
    const { execute, asked } = createShop();
    expect(await execute('{ reviews { author { name karma } } }')).toEqual({
      data: { reviews: [{ author: { name: 'Ada as reviewer', karma: 9 } }, { author: { name: 'Ada as reviewer', karma: 9 } }] },
    });
    expect(asked.map(({ service }) => service)).toEqual(['reviews']);
  });
});

describe('abstract types', () => {
  it('are told apart though the client did not ask for the type', async () => {
    const { execute } = createShop();
    expect(await execute('{ products { title } rated { rating } media { id } }')).toEqual({
      data: {
        products: [{ title: 'Federation' }, { title: 'Gateway' }],
        rated: [{ rating: 5 }],
        media: [{ id: 'm1' }, { id: 'm2' }],
      },
    });
  });

  it('take fragments on members, interfaces and interface objects', async () => {
    const { execute } = createShop();
    const query = `
      { search { __typename ...Named ... on Product { title ... on Film { minutes } } ... on Book { stars } } rated { ... on Song { bpm rating } } }
      fragment Named on Author { name karma }`;
    expect(await execute(query)).toEqual({
      data: {
        search: [
          { __typename: 'Book', title: 'Federation', stars: 4 },
          { __typename: 'Author', name: 'Ada', karma: 9 },
          null,
          { __typename: 'Film', title: 'Gateway', minutes: 90 },
        ],
        rated: [{ bpm: 120, rating: 5 }],
      },
    });
  });
});
