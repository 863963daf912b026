import { z } from 'zod';
import { literalPaths } from './literal-paths.ts';
import { type Route, pathParameters, requirementOf } from './route.ts';
import { describe } from '@edgegraph/schema/errors.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The OpenAPI 3.1 document of the routes. */
export const openapi = (routes: readonly Route[]): object => ({
  openapi: '3.1.0',
  info: {
    title: 'CDN Web Services',
    version: '2',
    description: 'Every call needs a token: `Authorization: TOK:<token>`. What it may do is the HTTP methods times the access modules granted to its user.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  security: [{ token: [] }],
  tags: [...new Set(routes.map(({ service }) => service))].map((name) => ({ name })),
  paths: paths(routes),
  components: {
    securitySchemes: { token: { type: 'apiKey', in: 'header', name: 'Authorization', description: '`TOK:` and the token, a GUID.' } },
    schemas: {
      Error: {
        type: 'object',
        required: ['Message'],
        properties: {
          Message: { type: 'string' },
          Problems: {
            type: 'array',
            items: { type: 'object', required: ['Message', 'Path'], properties: { Message: { type: 'string' }, Path: { type: 'string' } } },
          },
        },
      },
    },
  },
});

function paths(routes: readonly Route[]): Record<string, Record<string, object>> {
  const items: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    for (const { path } of literalPaths(route)) items[path] = { ...items[path], [route.method.toLowerCase()]: operation(route, path) };
  }
  return items;
}

function operation(route: Route, path: string): object {
  const { properties = {}, required = [] } = jsonSchema(route.input, 'input');
  const inPath = pathParameters(path);
  const inQuery = Object.keys(properties).filter((name) => name !== 'body' && !pathParameters(route.path).includes(name));
  const failure = (description: string) => ({ description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } });
  return {
    summary: route.summary,
    description: `Needs ${describe(requirementOf(route))}.`,
    tags: [route.service],
    parameters: [
      ...inPath.map((name) => ({ name, in: 'path', required: true, schema: properties[name] ?? { type: 'string', description: "The token's account number." } })),
      ...inQuery.map((name) => ({ name, in: 'query', required: required.includes(name), schema: properties[name] })),
    ],
    ...(properties.body === undefined ? {} : { requestBody: { required: required.includes('body'), content: { 'application/json': { schema: properties.body } } } }),
    responses: {
      200: success(route),
      400: failure('The input is not valid.'),
      403: failure('`Invalid user`: no valid token. `Access Denied`: the token lacks the method or module, or the account is not its own.'),
      500: failure('`Operation Error`: a fault of the service.'),
    },
  };
}

function success({ output }: Route): object {
  if (output instanceof z.ZodNull) return { description: 'Done; an empty body.' };
  const schema = output instanceof z.ZodNullable ? output.unwrap() : output;
  const optional = output instanceof z.ZodNullable ? ' An empty body if there is none.' : '';
  // Zod types unwrap() by its core's base type; every schema here is made by zod itself.
  return { description: `The answer.${optional}`, content: { 'application/json': { schema: jsonSchema(schema as z.ZodType, 'output') } } };
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};
