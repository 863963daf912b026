import { readdirSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { guard } from '@edgegraph/permissions/rules.ts';
import { type HttpMethod, type Module, httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { Call } from '@edgegraph/rest/client.ts';
import { RestError, accessDenied } from '@edgegraph/rest/error.ts';
import { users as routes } from '@edgegraph/rest/users.ts';
import { guardedFields } from '@edgegraph/schema/access.ts';
import { compose } from '@edgegraph/schema/compose.ts';
import { entityNames } from '@edgegraph/schema/entities.ts';
import { type SubgraphName, subgraphNames, subgraphSdl } from '@edgegraph/schema/subgraphs.ts';
import { type GraphQLSchema, graphql, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { mcc } from './mcc/resolvers.ts';
import { realtimestats } from './realtimestats/resolvers.ts';
import { reporting } from './reporting/resolvers.ts';
import { answering, servicesOf } from './services.fixture.ts';
import { type Subgraph, createSubgraph } from './subgraph.ts';
import { users } from './users/resolvers.ts';

const definitions = { mcc, reporting, realtimestats, users };

const overCall: Readonly<Record<SubgraphName, (call: Call) => Subgraph>> = {
  mcc: (call) => createSubgraph(mcc, call),
  reporting: (call) => createSubgraph(reporting, call),
  realtimestats: (call) => createSubgraph(realtimestats, call),
  users: (call) => createSubgraph(users, call),
};

const viewer = (methods: readonly HttpMethod[], granted: readonly Module[]): Viewer => ({
  userId: 1,
  login: 'ada@example.com',
  accountNumber: '0001',
  methods: new Set(methods),
  modules: new Set(granted),
});

const nobody = viewer([], []);
const administrator = viewer(httpMethods, modules);

const run = ({ schema, contextFor }: Subgraph, source: string, as: Viewer) =>
  graphql({ schema, source, contextValue: contextFor({ viewer: as, token: 'token' }) });

/** The SDL's schema, whose fields still carry their directives. */
const schemaOf = (name: SubgraphName): GraphQLSchema => buildSubgraphSchema(parse(subgraphSdl(name)));

/** `Type.field` of all fields that the name's resolvers resolve. */
const resolvedFields = (name: SubgraphName): string[] =>
  Object.entries(definitions[name].resolvers)
    .flatMap(([type, fields]) => Object.keys(fields).map((field) => `${type}.${field}`))
    .filter((field) => !field.endsWith('.__resolveReference'))
    .toSorted();

const filesOf = (name: SubgraphName): string[] =>
  readdirSync(new URL(`./${name}`, import.meta.url))
    .filter((file) => !/\.(test|fixture)\.ts$/.test(file))
    .toSorted();

describe.each(subgraphNames)('the subgraph %s', (name) => {
  it('is a valid Federation 2 subgraph', async () => {
    const composition = compose([{ name, sdl: subgraphSdl(name) }]);
    expect('errors' in composition ? composition.errors : []).toEqual([]);
    const { data, errors } = await run(overCall[name](servicesOf().call), '{ _service { sdl } }', nobody);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ _service: { sdl: expect.stringContaining('federation/v2') } });
  });

  it('resolves exactly the fields that carry @access; all others read what those have read', () => {
    expect(resolvedFields(name)).toEqual(guardedFields(schemaOf(name)).map((field) => field.name).toSorted());
  });

  it('has the files of its siblings', () => {
    expect(filesOf(name)).toEqual(expect.arrayContaining(['loaders.ts', 'resolvers.ts', 'translate.ts']));
  });

  it("answers the customer's key from the token alone, and calls no service for it", async () => {
    const { call, calls } = servicesOf();
    const customer = await run(overCall[name](call), '{ customer { accountNumber } }', nobody);
    expect(customer).toEqual({ data: { customer: { accountNumber: '0001' } } });
    const forged =
      '{ _entities(representations: [{ __typename: "Customer", accountNumber: "0002" }]) { ... on Customer { accountNumber } } }';
    expect(await run(overCall[name](call), forged, nobody)).toEqual({ data: { _entities: [{ accountNumber: '0001' }] } });
    expect(calls).toEqual([]);
  });

  it("refuses another customer's account number", async () => {
    const { data, errors } = await run(
      overCall[name](servicesOf().call),
      '{ customer(accountNumber: "0002") { accountNumber } }',
      administrator,
    );
    expect(data).toEqual({ customer: null });
    expect(errors).toMatchObject([{ path: ['customer'], extensions: { code: 'FORBIDDEN', status: 403 } }]);
  });
});

const range = '{ from: "2015-05-17T00:00:00Z", to: "2015-05-18T00:00:00Z" }';

const entities = (type: string, fields: string): string =>
  `{ _entities(representations: [{ __typename: "${type}", id: "1", accountNumber: "0001" }]) { ... on ${type} { ${fields} } } }`;

describe('a viewer who lacks the right', () => {
  const asked: [SubgraphName, string, (string | number)[], HttpMethod, Module][] = [
    ['mcc', '{ customer { origins { totalCount } } }', ['customer', 'origins'], 'GET', 'CUSTOMER_ORIGINS'],
    ['mcc', '{ customer { edgeCname(id: 1) { name } } }', ['customer', 'edgeCname'], 'GET', 'EDGE_CNAMES'],
    ['mcc', 'mutation { deleteOrigin(input: { id: 1 }) { id } }', ['deleteOrigin'], 'DELETE', 'CUSTOMER_ORIGINS'],
    ['mcc', entities('Customer', 'edgeCnames { totalCount }'), ['_entities', 0, 'edgeCnames'], 'GET', 'EDGE_CNAMES'],
    [
      'reporting',
      `{ customer { hitsByStatus(range: ${range}) { status } } }`,
      ['customer', 'hitsByStatus'],
      'GET',
      'CORE_REPORTS',
    ],
    [
      'reporting',
      entities('EdgeCname', `traffic(range: ${range}) { total { bytes } }`),
      ['_entities', 0, 'traffic'],
      'GET',
      'CORE_REPORTS',
    ],
    [
      'reporting',
      entities('CustomerOrigin', `traffic(range: ${range}) { total { bytes } }`),
      ['_entities', 0, 'traffic'],
      'GET',
      'CORE_REPORTS',
    ],
    ['realtimestats', '{ customer { live { bitsPerSecond } } }', ['customer', 'live'], 'GET', 'REAL_TIME_STATS'],
    ['realtimestats', entities('EdgeCname', 'live { bitsPerSecond }'), ['_entities', 0, 'live'], 'GET', 'REAL_TIME_STATS'],
    ['users', '{ customer { users { totalCount } } }', ['customer', 'users'], 'GET', 'VIEW_USERS'],
    ['users', entities('Customer', 'user(id: 1) { login }'), ['_entities', 0, 'user'], 'GET', 'VIEW_USERS'],
  ];

  it.each(asked)('is denied by %s itself, which calls no service: %s', async (name, source, path, method, module) => {
    for (const lacking of [
      viewer(
        httpMethods,
        modules.filter((each) => each !== module),
      ),
      viewer(
        httpMethods.filter((each) => each !== method),
        modules,
      ),
    ]) {
      const { call, calls } = servicesOf();
      const { errors } = await run(overCall[name](call), source, lacking);
      expect(errors).toMatchObject([{ path, extensions: { code: 'FORBIDDEN', status: 403, requires: { method, module } } }]);
      expect(calls).toEqual([]);
    }
  });

  it.each([
    ['mcc', 'EdgeCname', 'name', 'EDGE_CNAMES'],
    ['mcc', 'CustomerOrigin', 'directory', 'CUSTOMER_ORIGINS'],
    ['users', 'User', 'login', 'VIEW_USERS'],
  ] as const)('gets no %s entity %s by its key: its service refuses', async (name, type, field, module) => {
    const door: Call = () => Promise.reject(accessDenied());
    const { data, errors } = await run(overCall[name](door), entities(type, field), nobody);
    expect(data).toEqual({ _entities: [null] });
    expect(errors).toMatchObject([
      { path: ['_entities', 0], extensions: { code: 'FORBIDDEN', status: 403, requires: { method: 'GET', module } } },
    ]);
  });
});

describe('a root field without @access', () => {
  it('keeps its subgraph from being built, and is named', () => {
    const sdl = `${subgraphSdl('users')}\nextend type Query { "A secret." secret: String }`;
    expect(() => guard(buildSubgraphSchema(parse(sdl)))).toThrow(
      'Query.secret has no @access; give it the method and module of its REST route.',
    );
  });
});

describe('an entity', () => {
  it('is read by its key in every subgraph that contributes to it', () => {
    expect(Object.fromEntries(subgraphNames.map((name) => [name, entityNames(subgraphSdl(name)).toSorted()]))).toEqual({
      mcc: ['Customer', 'CustomerOrigin', 'EdgeCname', 'Range'],
      reporting: ['Customer', 'CustomerOrigin', 'EdgeCname', 'Range'],
      realtimestats: ['Customer', 'EdgeCname'],
      users: ['Customer', 'User'],
    });
  });
});

describe('a mutation', () => {
  const read = '{ customer { user(id: 2) { login } } }';
  const change = `mutation {
    first: setPermissions(input: { userId: 2, expectedVersion: 1, methods: [], modules: [] }) { permissions { version } }
    second: setPermissions(input: { userId: 2, expectedVersion: 2, methods: [], modules: [] }) { permissions { version } }
  }`;

  it('makes the loaders forget, so that each payload reads what stands then', async () => {
    let version = 1;
    const { call } = servicesOf(
      answering(routes.setPermissions, () => ({ Version: (version += 1), Token: null })),
      answering(routes.getPermissions, () => ({ Version: version, Methods: [], Modules: [], SavedBy: null, SavedAt: null })),
    );
    expect(await run(createSubgraph(users, call), change, administrator)).toEqual({
      data: { first: { permissions: { version: 2 } }, second: { permissions: { version: 3 } } },
    });
  });

  it('makes them forget when it fails, too: the service may have done it all the same', async () => {
    let reads = 0;
    const { call } = servicesOf(
      answering(routes.setPermissions, () => {
        throw new RestError(503, 'The users service did not answer in time.');
      }),
      answering(routes.getUser, () => {
        reads += 1;
        return null;
      }),
    );
    const { schema, contextFor } = createSubgraph(users, call);
    const contextValue = contextFor({ viewer: administrator, token: 'token' });
    for (const source of [read, read, change, read]) await graphql({ schema, source, contextValue });
    expect(reads).toBe(2);
  });
});
