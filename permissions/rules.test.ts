import { GraphQLError, buildSchema, graphql, parse, subscribe } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { HttpMethod, Module } from './modules.ts';
import { type RuleContext, guard, judge, rulesFromAccess } from './rules.ts';
import { rule } from './shield.ts';

const access = /* GraphQL */ `
  directive @access(method: HttpMethod, module: Module) on FIELD_DEFINITION
  enum HttpMethod {
    GET
    POST
    PUT
    DELETE
  }
  enum Module {
    CORE_REPORTS
    PURGE_LOAD
    VIEW_USERS
  }
`;

const schemaOf = (sdl: string) => buildSchema(access + sdl);

const as = (methods: readonly HttpMethod[], modules: readonly Module[]): RuleContext => ({
  viewer: { userId: 7, login: 'ada@example.com', accountNumber: 'D9127', methods: new Set(methods), modules: new Set(modules) },
});

/** The code and needs of the verdict on a field; undefined when it is let through. */
async function verdict(sdl: string, field: `${string}.${string}`, context: RuleContext, args: object = {}) {
  const [type = '', name = ''] = field.split('.');
  const shieldRule = rulesFromAccess(schemaOf(sdl))[type]?.[name];
  if (!shieldRule) throw new Error(`${field} has no rule`);
  const error = await judge(shieldRule, args, context);
  return error && { code: error.extensions.code, status: error.extensions.status, requires: error.extensions.requires };
}

const denied = (method: HttpMethod | null, module: Module | null) => ({
  code: 'FORBIDDEN',
  status: 403,
  requires: { method, module },
});

describe('the rules of a schema', () => {
  it('ask a field with method and module for both', async () => {
    const sdl = 'type Query { bytes: Int @access(method: GET, module: CORE_REPORTS) }';
    expect(await verdict(sdl, 'Query.bytes', as(['GET'], ['CORE_REPORTS']))).toBeUndefined();
    for (const held of [as(['GET'], []), as([], ['CORE_REPORTS']), as(['PUT'], ['PURGE_LOAD']), as([], [])]) {
      expect(await verdict(sdl, 'Query.bytes', held)).toEqual(denied('GET', 'CORE_REPORTS'));
    }
  });

  it('ask a field with a method or a module alone for that', async () => {
    const sdl = 'type Query { any: Int @access(method: GET) users: Int @access(module: VIEW_USERS) }';
    expect(await verdict(sdl, 'Query.any', as(['GET'], []))).toBeUndefined();
    expect(await verdict(sdl, 'Query.any', as([], ['VIEW_USERS']))).toEqual(denied('GET', null));
    expect(await verdict(sdl, 'Query.users', as([], ['VIEW_USERS']))).toBeUndefined();
    expect(await verdict(sdl, 'Query.users', as(['GET'], []))).toEqual(denied(null, 'VIEW_USERS'));
  });

  it('let any valid token have a field with neither', async () => {
    expect(await verdict('type Query { viewer: Int @access }', 'Query.viewer', as([], []))).toBeUndefined();
  });

  it('are there for guarded fields of every object type, and no other field', () => {
    const sdl = `
      type Query { customer: Customer @access }
      type Mutation { purge: Int @access(method: PUT, module: PURGE_LOAD) }
      type Customer { id: ID  bytes: Int @access(method: GET, module: CORE_REPORTS) }
      type Plain { id: ID }
    `;
    const fields = Object.entries(rulesFromAccess(schemaOf(sdl))).map(([type, rules]) => [type, Object.keys(rules)]);
    expect(Object.fromEntries(fields)).toEqual({ Query: ['customer'], Mutation: ['purge'], Customer: ['bytes'] });
  });

  it('share the rule of fields that ask the same', () => {
    const sdl = 'type Query { a: Int @access(method: GET) b: Int @access(method: GET) c: Int @access(method: PUT) }';
    const { a, b, c } = rulesFromAccess(schemaOf(sdl)).Query ?? {};
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  it.each([
    ['query', 'type Query { open: Int }', 'Query.open'],
    ['mutation', 'type Query { a: Int @access } type Mutation { open: Int }', 'Mutation.open'],
    ['subscription', 'type Query { a: Int @access } type Subscription { open: Int }', 'Subscription.open'],
    ['query of another name', 'schema { query: Root } type Root { open: Int }', 'Root.open'],
  ])('are refused to a schema with a root field of a %s that has no @access', (_operation, sdl, field) => {
    expect(() => rulesFromAccess(schemaOf(sdl))).toThrow(
      `${field} has no @access; give it the method and module of its REST route.`,
    );
  });

  it('leave the root fields of federation alone', () => {
    expect(rulesFromAccess(schemaOf('type Query { _service: String _entities: [Int] }'))).toEqual({});
  });

  it('ask a field also for what an interface that declares it asks', async () => {
    const sdl = `
      type Query { a: Int @access }
      interface Traffic { bytes: Int @access(method: GET, module: CORE_REPORTS) }
      type EdgeCname implements Traffic { bytes: Int }
      type Origin implements Traffic { bytes: Int @access(module: VIEW_USERS) }
    `;
    expect(await verdict(sdl, 'EdgeCname.bytes', as(['GET'], ['CORE_REPORTS']))).toBeUndefined();
    expect(await verdict(sdl, 'EdgeCname.bytes', as(['GET'], []))).toEqual(denied('GET', 'CORE_REPORTS'));
    expect(await verdict(sdl, 'Origin.bytes', as(['GET'], ['CORE_REPORTS', 'VIEW_USERS']))).toBeUndefined();
    expect(await verdict(sdl, 'Origin.bytes', as(['GET'], ['CORE_REPORTS']))).toEqual(denied(null, 'VIEW_USERS'));
    expect(await verdict(sdl, 'Origin.bytes', as(['GET'], ['VIEW_USERS']))).toEqual(denied('GET', 'CORE_REPORTS'));
  });

  describe('of a field with an account number', () => {
    const sdl = 'type Query { customer(accountNumber: ID): Int @access(method: GET) }';

    it.each([{}, { accountNumber: null }, { accountNumber: 'D9127' }, { accountNumber: 'd9127' }])(
      "take the viewer's own as %o",
      async (args) => {
        expect(await verdict(sdl, 'Query.customer', as(['GET'], []), args)).toBeUndefined();
      },
    );

    it.each([{ accountNumber: '0001' }, { accountNumber: '' }])("deny another customer's, known or not: %o", async (args) => {
      expect(await verdict(sdl, 'Query.customer', as(['GET'], []), args)).toEqual(denied(null, null));
    });

    it('ask for method and module all the same', async () => {
      expect(await verdict(sdl, 'Query.customer', as([], []), { accountNumber: 'D9127' })).toEqual(denied('GET', null));
    });
  });
});

describe('a guarded subscription', () => {
  const sdl = 'type Query { a: Int @access } type Subscription { ticks: Int @access(method: GET, module: CORE_REPORTS) }';
  const withTicks = (more: object) => {
    const schema = schemaOf(sdl);
    const ticks = schema.getSubscriptionType()?.getFields().ticks;
    const source = async function* () {
      yield { ticks: 1 };
    };
    Object.assign(ticks ?? {}, { subscribe: source, ...more });
    return schema;
  };
  const first = async (contextValue: RuleContext) => {
    const stream = await subscribe({ schema: guard(withTicks({})), document: parse('subscription { ticks }'), contextValue });
    return Symbol.asyncIterator in stream ? (await stream.next()).value : stream;
  };

  it('is judged before it begins', async () => {
    expect(await first(as(['GET'], ['CORE_REPORTS']))).toEqual({ data: { ticks: 1 } });
    expect(await first(as(['GET'], []))).toMatchObject({ errors: [{ extensions: denied('GET', 'CORE_REPORTS') }] });
  });

  it('is refused where its events have a resolver, before which alone the rule would stand', () => {
    expect(() => guard(withTicks({ resolve: () => 1 }))).toThrow('Subscription.ticks has a resolver of events; let its `subscribe` give `{ ticks }` instead.');
  });
});

describe('a verdict', () => {
  it('names what is missing and who can grant it', async () => {
    const { bytes } =
      rulesFromAccess(schemaOf('type Query { bytes: Int @access(method: GET, module: CORE_REPORTS) }')).Query ?? {};
    const error = bytes && (await judge(bytes, {}, as([], [])));
    expect(error?.message).toBe('Needs GET on CORE_REPORTS; an administrator grants it on the Users page.');
  });

  it('is a fault of ours when a rule fails, and hides its cause', async () => {
    const broken = rule('broken', { cache: 'no_cache' })(() => {
      throw new Error('secret');
    });
    const error = await judge(broken, {}, as([], []));
    expect(error?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', status: 500 });
    expect(error?.message).not.toContain('secret');
  });
});

describe('a guarded schema', () => {
  const sdl = `
    type Query { customer: Customer @access(method: GET) }
    type Customer { id: ID  bytes: Int @access(method: GET, module: CORE_REPORTS) }
  `;

  /** What the schema answers to this viewer, and which of its resolvers ran. */
  async function ask(contextValue: RuleContext) {
    const ran: string[] = [];
    const rootValue = {
      customer: () => {
        ran.push('customer');
        return { id: '1', bytes: () => ran.push('bytes') };
      },
    };
    const result = await graphql({ schema: guard(schemaOf(sdl)), source: '{ customer { id bytes } }', rootValue, contextValue });
    return { ...result, ran };
  }

  it('resolves what the viewer may have', async () => {
    const { data, errors, ran } = await ask(as(['GET'], ['CORE_REPORTS']));
    expect({ data, errors, ran }).toEqual({
      data: { customer: { id: '1', bytes: 2 } },
      errors: undefined,
      ran: ['customer', 'bytes'],
    });
  });

  it('does not resolve a denied field and reports it at its path', async () => {
    const { data, errors, ran } = await ask(as(['GET'], []));
    expect(data).toEqual({ customer: { id: '1', bytes: null } });
    expect(errors).toEqual([expect.any(GraphQLError)]);
    expect(errors?.[0]).toMatchObject({ path: ['customer', 'bytes'], extensions: denied('GET', 'CORE_REPORTS') });
    expect(ran).toEqual(['customer']);
  });

  it('resolves nothing below a denied root field', async () => {
    const { data, errors, ran } = await ask(as([], ['CORE_REPORTS']));
    expect(data).toEqual({ customer: null });
    expect(errors).toHaveLength(1);
    expect(ran).toEqual([]);
  });
});
