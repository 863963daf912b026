import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import {
  type GraphQLSchema,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  buildSchema,
  getOperationAST,
  getVariableValues,
  parse,
  print,
  specifiedRules,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { type Verdict, createAuthorize } from './authorize.ts';

const schema = buildSchema(`
  directive @access(method: HttpMethod, module: Module) on FIELD_DEFINITION
  enum HttpMethod { GET POST PUT DELETE }
  enum Module { CORE_REPORTS EDGE_CNAMES CUSTOMER_ORIGINS PURGE_LOAD }
  type Query {
    customer(accountNumber: ID): Customer @access
    viewer: Viewer @access
    nodes: [Node!] @access(method: GET)
    things: [Thing!] @access(method: GET)
  }
  type Mutation {
    purge: Payload @access(method: PUT, module: PURGE_LOAD)
    createOrigin: Payload @access(method: POST, module: CUSTOMER_ORIGINS)
  }
  type Subscription { live: Live @access(method: GET, module: CORE_REPORTS) }
  type Live { bits: Float cname: Cname @access(method: GET, module: EDGE_CNAMES) }
  type Payload { id: ID! origin: Origin @access(method: GET, module: CUSTOMER_ORIGINS) }
  type Customer { accountNumber: ID! bytes: Int @access(method: GET, module: CORE_REPORTS) cnames: [Cname!] @access(method: GET, module: EDGE_CNAMES) }
  interface Node { id: ID! secret: String }
  type Cname implements Node { id: ID! secret: String @access(method: GET, module: EDGE_CNAMES) origin: Origin @access(method: GET, module: CUSTOMER_ORIGINS) }
  type Origin implements Node { id: ID! secret: String @access(method: GET, module: CUSTOMER_ORIGINS) }
  union Thing = Cname | Origin
  type Viewer { login: String! }
`);

const viewer = (methods: HttpMethod[], modules: Module[], accountNumber = '0001'): Viewer => ({
  userId: 1,
  login: 'someone@example.com',
  accountNumber,
  methods: new Set(methods),
  modules: new Set(modules),
});

const authorize = createAuthorize(schema, new Set(['Customer', 'Cname', 'Origin']));

async function judge(source: string, who: Viewer, given: Record<string, unknown> = {}, on: GraphQLSchema = schema): Promise<Verdict> {
  const document = parse(source);
  expect(validate(on, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const { coerced } = getVariableValues(on, operation.variableDefinitions ?? [], given);
  return authorize({ document, operation, variables: coerced ?? {}, viewer: who });
}

/** A pruned document may keep variables and fragments of which nothing is left; planning does not mind. */
const rulesOfPruned = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule && rule !== NoUnusedFragmentsRule);

/** What is left to plan, on one line. */
async function left(...asked: Parameters<typeof judge>): Promise<string> {
  const verdict = await judge(...asked);
  if (verdict.kind !== 'pruned') return verdict.kind;
  expect(validate(schema, verdict.document, rulesOfPruned)).toEqual([]);
  return print(verdict.document).replaceAll(/\s+/g, ' ');
}

describe('an operation whose every field is granted', () => {
  it('is allowed as it is', async () => {
    expect(await judge('{ customer { bytes cnames { origin { id } } } }', viewer(['GET'], ['CORE_REPORTS', 'EDGE_CNAMES', 'CUSTOMER_ORIGINS']))).toEqual({
      kind: 'allowed',
    });
  });

  it('is allowed when it asks for nothing but the customer, __typename and the schema', async () => {
    expect(await left('{ __typename __schema { queryType { name } } customer { accountNumber } }', viewer([], []))).toBe('allowed');
  });
});

describe('a query of which some fields are denied', () => {
  const reader = viewer(['GET'], ['EDGE_CNAMES']);

  it('is planned without them, nested in lists and under aliases too', async () => {
    expect(await left('{ customer { total: bytes cnames { id from: origin { id } } } }', reader)).toBe('{ customer { cnames { id } } }');
  });

  it('is planned without them where they stand in fragments', async () => {
    expect(await left('{ customer { ...F ... on Customer { bytes cnames { id } } } } fragment F on Customer { bytes accountNumber }', reader)).toBe(
      '{ customer { ...F ... on Customer { cnames { id } } } } fragment F on Customer { accountNumber }',
    );
  });

  it('asks for __typename where nothing else is left', async () => {
    expect(await left('{ viewer { login } customer { bytes } }', reader)).toBe('{ viewer { login } customer { __typename } }');
  });

  it('keeps a field of an interface on the types that allow it', async () => {
    expect(await left('{ nodes { id secret } }', reader)).toBe('{ nodes { id ... { ... on Cname { secret } } } }');
  });

  it('keeps a field on the member types of a union that allow it', async () => {
    expect(await left('{ things { ... on Node { secret } ... on Origin { secret id } } }', reader)).toBe(
      '{ things { ... on Node { ... { ... on Cname { secret } } } ... on Origin { id } } }',
    );
  });
});

describe('a query of which everything that it asks of a service is denied', () => {
  it('is refused with an error per denied field that says what was missing and where', async () => {
    const verdict = await judge('{ customer { accountNumber bytes list: cnames { id } } }', viewer(['POST'], ['CORE_REPORTS']));
    expect(verdict.kind === 'refused' && verdict.errors.map(({ path, extensions }) => ({ path, ...extensions }))).toEqual([
      { path: ['customer', 'bytes'], code: 'FORBIDDEN', status: 403, requires: { method: 'GET', module: 'CORE_REPORTS' } },
      { path: ['customer', 'list'], code: 'FORBIDDEN', status: 403, requires: { method: 'GET', module: 'EDGE_CNAMES' } },
    ]);
  });
});

describe('a mutation', () => {
  it('is refused whole when one of its root fields is denied', async () => {
    const verdict = await judge('mutation { purge { id } createOrigin { id } }', viewer(['PUT'], ['PURGE_LOAD', 'CUSTOMER_ORIGINS']));
    expect(verdict.kind === 'refused' && verdict.errors.map(({ path }) => path)).toEqual([['createOrigin']]);
  });

  it('runs without the parts of its payload that are denied', async () => {
    expect(await left('mutation { createOrigin { id origin { id } } }', viewer(['POST'], ['CUSTOMER_ORIGINS']))).toBe('mutation { createOrigin { id } }');
  });
});

describe('a subscription', () => {
  it('is refused when its root field is denied, and runs without the parts of its events that are', async () => {
    expect(await left('subscription { live { bits } }', viewer(['GET'], ['EDGE_CNAMES']))).toBe('refused');
    expect(await left('subscription { live { bits cname { id } } }', viewer(['GET'], ['CORE_REPORTS']))).toBe('subscription { live { bits } }');
  });
});

describe('@skip and @include', () => {
  const query = 'query ($yes: Boolean = true) { viewer { login } customer { bytes @skip(if: $yes) } }';

  it('take a field that is left out from what is judged, by the variable or its default', async () => {
    expect(await left(query, viewer(['GET'], []))).toBe('allowed');
    expect(await left(query, viewer(['GET'], []), { yes: false })).toContain('__typename');
    expect(await left('query ($on: Boolean!) { viewer { login } customer { ... @include(if: $on) { bytes } } }', viewer(['GET'], []), { on: false })).toBe(
      'allowed',
    );
  });

  it('do not let one denied root field of a mutation pass that is included', async () => {
    const mutation = 'mutation ($skip: Boolean!) { purge { id } createOrigin @skip(if: $skip) { id } }';
    expect(await left(mutation, viewer(['PUT'], ['PURGE_LOAD']), { skip: true })).toBe('allowed');
    expect(await left(mutation, viewer(['PUT'], ['PURGE_LOAD']), { skip: false })).toBe('refused');
  });
});

describe("another customer's account number", () => {
  const all = viewer(['GET'], ['CORE_REPORTS']);

  it('is denied, as a literal, as a variable and as a default', async () => {
    expect(await left('{ customer(accountNumber: "0002") { accountNumber } }', all)).toBe('refused');
    expect(await left('query ($an: ID) { viewer { login } customer(accountNumber: $an) { bytes } }', all, { an: '0002' })).toBe(
      'query ($an: ID) { viewer { login } }',
    );
    expect(await left('query ($an: ID = "0002") { customer(accountNumber: $an) { bytes } }', all)).toBe('refused');
  });

  it("is not what the token's own is, in either case of its letters", async () => {
    expect(await left('{ customer(accountNumber: "1f3a") { bytes } }', viewer(['GET'], ['CORE_REPORTS'], '1F3A'))).toBe('allowed');
  });
});

describe('verdicts that are kept', () => {
  it('never pass from one grant set, account or variable to another', async () => {
    const document = parse('query ($an: ID) { viewer { login } customer(accountNumber: $an) { bytes } }');
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    const kind = async (who: Viewer, an: string) => (await authorize({ document, operation, variables: { an }, viewer: who })).kind;
    const granted = viewer(['GET'], ['CORE_REPORTS']);
    expect(await kind(granted, '0001')).toBe('allowed');
    expect(await kind(viewer(['GET'], []), '0001')).toBe('pruned');
    expect(await kind(granted, '0002')).toBe('pruned');
    expect(await kind(viewer(['GET'], ['CORE_REPORTS'], '0002'), '0001')).toBe('pruned');
    expect(await kind(granted, '0001')).toBe('allowed');
  });
});

describe('verdicts of a document', () => {
  /** Whether a verdict is still there after those of so many others. */
  async function isKept(source: string, others: number): Promise<boolean> {
    const document = parse(source);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    const verdictFor = (account: string) => authorize({ document, operation, variables: {}, viewer: viewer(['GET'], [], account) });
    const first = await verdictFor('0001');
    for (let account = 1000; account < 1000 + others; account += 1) await verdictFor(String(account));
    return first === (await verdictFor('0001'));
  }

  it('are kept for 200 accounts and grant sets, and for fewer where the document is long', async () => {
    expect(await isKept('{ viewer { login } }', 199)).toBe(true);
    expect(await isKept('{ viewer { login } }', 200)).toBe(false);
    expect(await isKept(`{ viewer { ${'a'.repeat(200_000)}: login } }`, 2)).toBe(false);
  });
});

describe('a schema with a root field without @access', () => {
  it('is not served', () => {
    expect(() => createAuthorize(buildSchema('directive @access on FIELD_DEFINITION type Query { open: String }'), new Set())).toThrow(
      'Query.open has no @access',
    );
  });
});
