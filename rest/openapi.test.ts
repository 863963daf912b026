import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { literalPaths } from './literal-paths.ts';
import { openapi } from './openapi.ts';
import { pathParameters } from './route.ts';
import { allRoutes } from './services.ts';

interface Operation {
  readonly description: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: object;
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly 'application/json': { readonly schema: object } } }>
  >;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** As a client gets it. */
const text = JSON.stringify(openapi(allRoutes));
// The first test checks that the document has this form.
const document = JSON.parse(text) as Document;

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(await new Validator().validate(JSON.parse(text))).toMatchObject({ valid: true });
  });

  it('has every route and nothing else', () => {
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = allRoutes.flatMap((route) => literalPaths(route).map(({ path }) => `${route.method} ${path}`));
    expect(documented.toSorted()).toEqual(routes.toSorted());
  });

  describe.each(allRoutes.flatMap((route) => literalPaths(route).map(({ path }) => ({ route, path, method: route.method }))))(
    'at $method $path',
    ({ route, path }) => {
      const operation = document.paths[path]?.[route.method.toLowerCase()];
      if (!operation) throw new Error(`${path} is not documented`);

      it('says what a token needs and documents its refusal', () => {
        const { access, method } = route;
        const needs = access === 'TOKEN' ? 'a valid token' : access === 'METHOD' ? method : `${method} on ${access}`;
        expect(operation.description).toBe(`Needs ${needs}.`);
        expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['200', '400', '403', '500']));
      });

      it('has each parameter once, those of the path required', () => {
        const names = operation.parameters.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        expect(operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(
          pathParameters(path),
        );
        for (const parameter of operation.parameters) expect(parameter.required || parameter.in === 'query').toBe(true);
      });

      it('has each member of the input', () => {
        const documented = operation.parameters.map(({ name }) => name);
        const inputs = Object.keys(route.input.shape).filter(
          (name) => name !== 'body' && pathParameters(route.path).includes(name) === pathParameters(path).includes(name),
        );
        expect(documented).toEqual(expect.arrayContaining(inputs));
        expect(operation.requestBody !== undefined).toBe('body' in route.input.shape);
      });
    },
  );

  it('tells counts beyond 2^53 as integers', () => {
    const schema =
      document.paths['/v2/reporting/customers/{AN}/bytestransferred']?.get?.responses[200]?.content?.['application/json'].schema;
    expect(schema).toMatchObject({ type: 'object', properties: { Bytes: { type: 'integer' } }, required: ['Bytes'] });
  });
});
