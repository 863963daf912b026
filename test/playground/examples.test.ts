import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type FormattedExecutionResult, Kind, buildSchema, getVariableValues, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Data, type Product, startProduct } from '../product.ts';
import { type SubscriptionRequest, transports } from '../subscriber.ts';

const directory = fileURLToPath(new URL('../../playground/examples', import.meta.url));

const examples = globSync('**/*.graphql', { cwd: directory })
  .toSorted()
  .map((path) => {
    const variables = `${directory}/${path.replace(/graphql$/, 'json')}`;
    return {
      path,
      source: readFileSync(`${directory}/${path}`, 'utf8'),
      variables: existsSync(variables) ? JSON.parse(readFileSync(variables, 'utf8')) : {},
    };
  });

describe("the playground's examples, in their order on the sample", () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    // The user 2 whom an example grants permissions.
    await product.token(['POST'], []);
  });
  afterAll(() => product[Symbol.asyncDispose]());

  it('are there, of every kind', () => {
    expect(new Set(examples.map(({ path }) => path.split('/')[0]))).toEqual(
      new Set(['configuration', 'purge', 'reports', 'users']),
    );
  });

  it('have variables for operations alone', () => {
    const operations = new Set(examples.map(({ path }) => path.replace(/graphql$/, 'json')));
    expect(globSync('**/*.json', { cwd: directory }).filter((path) => !operations.has(path))).toEqual([]);
  });

  it.each(examples)('$path is valid, with its variables', async ({ source, variables }) => {
    const response = await fetch(`${product.url}/schema.graphql`, { headers: { authorization: `TOK:${product.adminToken}` } });
    const schema = buildSchema(await response.text());
    const document = parse(source);
    expect(validate(schema, document)).toEqual([]);
    const [operation, ...others] = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    expect(others).toEqual([]);
    const asked = operation?.variableDefinitions ?? [];
    expect(Object.keys(variables)).toEqual(asked.map(({ variable }) => variable.name.value));
    expect(getVariableValues(schema, asked, variables).errors).toBeUndefined();
  });

  it.each(examples)('$path answers without an error', async ({ source, variables }) => {
    const request = { query: source, token: product.adminToken, variables: await pasted(variables) };
    const { data, errors } = /^subscription\b/m.test(source) ? await firstResult(request) : await product.graphql(source, request);
    expect(errors).toBeUndefined();
    expect(Object.values(data ?? { answer: null })).not.toContain(null);
  });

  /** As the playground subscribes. */
  async function firstResult(request: SubscriptionRequest): Promise<FormattedExecutionResult<Data, unknown>> {
    const results = transports['graphql-ws'](product.url, request);
    const { value } = await results.next();
    await results.return?.();
    return value;
  }

  /** The variables with the id of a purge where the reader is asked to paste one. */
  async function pasted(variables: Record<string, unknown>): Promise<Record<string, unknown>> {
    if (!String(variables.id).startsWith('paste')) return variables;
    const purge = 'mutation { purge(input: { platform: HTTP_LARGE, path: "http://www.semicomplete.com/" }) { id } }';
    const { data } = await product.graphql(purge, { token: product.adminToken });
    return { ...variables, id: data?.purge.id };
  }
});
