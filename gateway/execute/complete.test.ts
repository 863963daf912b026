import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDashboard } from './dashboard.fixture.ts';
import { createShop } from './shop.fixture.ts';

const denied = new GraphQLError('Needs GET on REAL_TIME_STATS.', { extensions: { code: 'FORBIDDEN', status: 403 } });

describe('a denied field', () => {
  it('is null with one error at each of its positions, and nothing of it is fetched', async () => {
    const { execute, asked } = createDashboard();
    const result = await execute('{ customer { plan cnames(first: 2) { name l: live { bits } } live { bits } } }', {
      allowed: '{ customer { plan cnames(first: 2) { name } } }',
      denialAt: ({ name }) => (name.value === 'live' ? denied : undefined),
    });
    expect(result).toEqual({
      data: {
        customer: {
          plan: 'pro',
          cnames: [
            { name: 'www.example', l: null },
            { name: 'img.example', l: null },
          ],
          live: null,
        },
      },
      errors: [
        { path: ['customer', 'cnames', 0, 'l'], line: 1, column: 43 },
        { path: ['customer', 'cnames', 1, 'l'], line: 1, column: 43 },
        { path: ['customer', 'live'], line: 1, column: 62 },
      ].map(({ path, line, column }) => ({
        message: denied.message,
        path,
        locations: [{ line, column }],
        extensions: denied.extensions,
      })),
    });
    expect(asked.map(({ service }) => service)).toEqual(['config']);
  });

  it('is denied only on the types that deny it', async () => {
    const { execute } = createShop();
    const result = await execute('{ products { title price } }', {
      allowed: '{ products { title ... on Book { price } } }',
      denialAt: ({ name }, type) => (name.value === 'price' && type === 'Film' ? denied : undefined),
    });
    expect(result).toMatchObject({
      data: {
        products: [
          { title: 'Federation', price: 30 },
          { title: 'Gateway', price: null },
        ],
      },
      errors: [{ path: ['products', 1, 'price'], extensions: denied.extensions }],
    });
  });

  it('nulls its object if it may not be null', async () => {
    const { execute } = createDashboard();
    expect(
      await execute('{ customer { plan live { bits } } }', {
        allowed: '{ customer { live { bits } } }',
        denialAt: ({ name }) => (name.value === 'plan' ? denied : undefined),
      }),
    ).toMatchObject({ data: { customer: null }, errors: [{ path: ['customer', 'plan'] }] });
  });
});

describe('a value of a wrong type', () => {
  it('is an error at its position', async () => {
    const { execute } = createDashboard();
    const live = async () => ({ data: { customer: { live: { bits: 'many' } } } });
    expect(await execute('{ customer { plan live { bits } } }', { instead: { live } })).toMatchObject({
      data: { customer: { plan: 'pro', live: null } },
      errors: [{ path: ['customer', 'live', 'bits'] }],
    });
  });
});
