import { GraphQLError } from 'graphql';
import { type Graph, createGraph } from './graph.fixture.ts';

const origins = [
  { id: 'o1', host: 'origin-1.example' },
  { id: 'o2', host: 'origin-2.example' },
];
const cnames = [
  { id: 'c1', name: 'www.example', origin: origins[0] },
  { id: 'c2', name: 'img.example', origin: origins[1] },
  { id: 'c3', name: 'api.example', origin: origins[0] },
  { id: 'c4', name: 'old.example', origin: null },
];

/** A small likeness of the CDN's graph: a shared root entity, entities that several subgraphs extend, failures of every kind. */
export const createDashboard = (): Graph =>
  createGraph({
    config: {
      typeDefs: `
        type Query { customer(accountNumber: ID): Customer @shareable }
        type Customer @key(fields: "accountNumber") {
          accountNumber: ID! cnames(first: Int = 10): [Cname!] cname(id: ID!): Cname origins: [Origin] plan: String!
        }
        type Cname @key(fields: "id") { id: ID! name: String! origin: Origin broken: String brokenHard: String! }
        type Origin @key(fields: "id") { id: ID! host: String! cnames: [Cname!]! }
      `,
      resolvers: {
        Query: { customer: () => ({ accountNumber: '0001' }) },
        Customer: {
          cnames: (_: unknown, { first }: { first: number }) => cnames.slice(0, first),
          cname: (_: unknown, { id }: { id: string }) => cnames.find((each) => each.id === id),
          origins: () => [...origins, null],
          plan: () => 'pro',
        },
        Cname: {
          __resolveReference: ({ id }: { id: string }) => cnames.find((each) => each.id === id) ?? null,
          broken: () => Promise.reject(new GraphQLError('No such rule.', { extensions: { code: 'NOT_FOUND', status: 404 } })),
          brokenHard: () => Promise.reject(new GraphQLError('No such rule.', { extensions: { code: 'NOT_FOUND', status: 404 } })),
        },
        Origin: {
          __resolveReference: ({ id }: { id: string }) => origins.find((each) => each.id === id) ?? null,
          cnames: ({ id }: { id: string }) => cnames.filter(({ origin }) => origin?.id === id),
        },
      },
    },
    reports: {
      typeDefs: `
        type Query { customer(accountNumber: ID): Customer @shareable }
        type Customer @key(fields: "accountNumber") { accountNumber: ID! traffic: Traffic requests: Int! top: [Cname] topHard: [Cname!] }
        type Traffic { bytes: Int! points: [Point!]! }
        type Point { at: String! bytes: Int! }
        type Cname @key(fields: "id") {
          id: ID! traffic: Traffic hits(days: Int = 1): Int! refused: Int refusedHard: Int! points: [Point]
        }
      `,
      resolvers: {
        Query: { customer: () => ({ accountNumber: '0001' }) },
        Customer: {
          traffic: () => ({
            bytes: 100,
            points: [
              { at: 'mon', bytes: 60 },
              { at: 'tue', bytes: 40 },
            ],
          }),
          requests: () => 7,
          top: () => [{ id: 'c2' }, { id: 'gone' }, { id: 'c1' }],
          topHard: () => [{ id: 'c2' }, { id: 'gone' }, { id: 'c1' }],
        },
        Cname: {
          // c3 is unknown here.
          __resolveReference: ({ id }: { id: string }) => (id === 'c3' ? null : { id }),
          traffic: ({ id }: { id: string }) => ({ bytes: id.length, points: [] }),
          hits: ({ id }: { id: string }, { days }: { days: number }) => Number(id.slice(1)) * 10 + days,
          refused: ({ id }: { id: string }) => refuse(id),
          refusedHard: ({ id }: { id: string }) => refuse(id),
          points: () => [
            { at: 'mon', bytes: 1 },
            { at: 'tue', bytes: () => refuse('c2') },
            { at: 'wed', bytes: 3 },
          ],
        },
      },
    },
    live: {
      typeDefs: `
        type Query { customer(accountNumber: ID): Customer @shareable }
        type Customer @key(fields: "accountNumber") { accountNumber: ID! live: Live }
        type Live { bits: Int! }
        type Cname @key(fields: "id") { id: ID! live: Live }
      `,
      resolvers: {
        Query: { customer: () => ({ accountNumber: '0001' }) },
        Customer: { live: () => ({ bits: 5 }) },
        Cname: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          live: ({ id }: { id: string }) => ({ bits: Number(id.slice(1)) }),
        },
      },
    },
  });

function refuse(id: string): number {
  if (id !== 'c2') return 1;
  throw new GraphQLError('Needs GET on CORE_REPORTS.', {
    extensions: {
      code: 'FORBIDDEN',
      status: 403,
      requires: { method: 'GET', module: 'CORE_REPORTS' },
      http: { status: 403 },
      stacktrace: ['secret'],
    },
  });
}
