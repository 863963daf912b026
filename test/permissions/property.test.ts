/**
 * For any operation and any grants, GraphQL says FORBIDDEN exactly where REST says 403, and nothing of a denied field is asked of a subgraph or service.
 * CASES sets how many random cases are tried; a failure is shrunk to the smallest operation and grant that still fail.
 */
import type { SubgraphRequest } from '@edgegraph/gateway/execute/subgraph.ts';
import { httpMethods } from '@edgegraph/permissions/modules.ts';
import { literalPaths } from '@edgegraph/rest/literal-paths.ts';
import { clientSchema } from '@edgegraph/schema/compose.ts';
import { supergraphSdl } from '@edgegraph/schema/subgraphs.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownAccount } from './arguments.ts';
import { type Verdict, expectedVerdict, unauthenticated, verdictOf } from './expected-answer.ts';
import { fetchedFields } from './fetched-fields.ts';
import { type Operation, printOperation } from './operation.ts';
import { randomGrant } from './random-grant.ts';
import { randomOperation } from './random-operation.ts';
import { type Grant, type RecordedProduct, everything, startRecordedProduct } from './recorded-product.ts';
import { type RestVerdict, restVerdict } from './rest-verdict.ts';
import { type RoutesBehind, measureRoutes } from './routes-behind.ts';
import { operationsToGuardedFields } from './ways.ts';

const cases = Number(process.env.CASES ?? 2000);
const seed = 20_260_101;

const schema = clientSchema(supergraphSdl());

/** Tried before the random cases, however many fields there are: each field by itself, allowed, without a module, and without the right method. */
const eachField = operationsToGuardedFields(schema).flatMap((operation): [Operation, Grant, number][] => {
  const otherMethod = operation.kind === 'mutation' ? 'GET' : 'PUT';
  return [
    [operation, everything, 1],
    [operation, { ...everything, holder: 'user', modules: [] }, 1],
    [operation, { ...everything, holder: 'user', methods: [otherMethod] }, 1],
  ];
});

describe('random operations under random grants', () => {
  let product: RecordedProduct;
  let behind: RoutesBehind;
  beforeAll(async () => {
    product = await startRecordedProduct();
    behind = await measureRoutes(schema, product);
  }, 600_000);
  afterAll(() => product[Symbol.asyncDispose]());

  const tried = { methods: new Set<string>(), allowed: new Set<string>(), denied: new Set<string>(), outcomes: new Set<string>() };

  it(
    'are FORBIDDEN by GraphQL exactly where REST says 403, and nothing of what is denied is asked of anybody',
    async () => {
      const property = fc.asyncProperty(randomOperation(schema), randomGrant, fc.nat(7), async (operation, grant, turn) => {
        const token = await product.tokenFor(grant);
        const rest = await restVerdict(product, behind, operation, token);
        const { query, variables } = printOperation(operation);
        product.takeRecord();
        const answer = await product.ask(operation.kind, query, { token, variables });
        const { called, refused, asked } = product.takeRecord();

        const expected = rest.isNobody ? unauthenticated : expectedVerdict(operation, rest.isDenied, answer.body.data);
        expect({ query, ...verdictOf(answer) }).toEqual({ query, ...expected });
        expect({ query, refused, unasked: unaskedIn(asked, rest) }).toEqual({ query, refused: [], unasked: [] });
        expect(expected.hasData ? [] : [...called, ...asked]).toEqual([]);
        expect(turn === 0 ? await refusalsOverHttp(rest, token) : []).toEqual([]);
        note(operation, grant, rest, expected);
      });
      await fc.assert(property, { numRuns: cases, seed, examples: eachField });
    },
    60_000 + cases * 100,
  );

  it('have tried every set of methods, every outcome, and each field both allowed and denied', () => {
    expect(tried.methods.size).toBe(2 ** httpMethods.length);
    const outcomes = ['mutation', 'query', 'subscription'].flatMap((kind) => ['200', '200 in part', '401', '403'].map((outcome) => `${kind} ${outcome}`));
    // Nothing that a subscription hands out has a guarded field yet.
    expect([...tried.outcomes].toSorted()).toEqual(outcomes.filter((outcome) => outcome !== 'subscription 200 in part'));
    const asking = [...behind].flatMap(([field, routes]) => (routes.values().some(({ access }) => access !== 'TOKEN') ? [field] : []));
    expect(asking.filter((field) => !tried.allowed.has(field) || !tried.denied.has(field))).toEqual([]);
  });

  /** What subgraphs were asked that was not selected, or is denied. */
  function unaskedIn(asked: readonly SubgraphRequest[], { allowed }: RestVerdict): string[] {
    return asked.flatMap((request) => {
      const { fields, accounts } = fetchedFields(schema, request);
      const callsServices = (field: string) => (behind.get(field)?.size ?? 0) > 0;
      return [...fields].filter((field) => callsServices(field) && !allowed.has(field)).concat([...accounts].filter((account) => account !== ownAccount));
    });
  }

  /** Those of the refusals of REST's door that its HTTP server does not answer in the same way. What is allowed would be done, so it is not tried. */
  async function refusalsOverHttp({ isNobody, admissions }: RestVerdict, token: string): Promise<string[]> {
    const differing: string[] = [];
    for (const [route, admission] of admissions) {
      for (const { path } of admission === 'allowed' ? [] : literalPaths(route)) {
        const { status, json } = await product.rest(route.method, path.replace('{AN}', ownAccount).replaceAll(/\{\w+\}/g, '1'), { token });
        const isSame = isNobody ? status === 403 || /inactive/.test(json.Message) : status === 403 && json.Message === 'Access Denied';
        if (!isSame) differing.push(`${route.method} ${path}: ${status} ${json.Message}`);
      }
    }
    return differing;
  }

  function note(operation: Operation, grant: Grant, rest: RestVerdict, { status, forbidden }: Verdict): void {
    tried.outcomes.add(`${operation.kind} ${status}${status === 200 && forbidden.length > 0 ? ' in part' : ''}`);
    if (grant.holder === 'user') tried.methods.add(grant.methods.join());
    for (const field of rest.allowed) tried.allowed.add(field);
    for (const field of rest.denied) tried.denied.add(field);
  }
});
