import { buildSubgraphSchema } from '@apollo/subgraph';
import { mcc } from '@edgegraph/rest/mcc.ts';
import { requirementOf } from '@edgegraph/rest/route.ts';
import { accessOf } from '@edgegraph/schema/access.ts';
import { subgraphSdl } from '@edgegraph/schema/subgraphs.ts';
import { isObjectType, parse } from 'graphql';
import { describe, expect, it } from 'vitest';

/** The graph's field for each route of mcc; a route without a line here does not type-check. */
const fields: Readonly<Record<keyof typeof mcc, string>> = {
  listOrigins: 'Customer.origins',
  getOrigin: 'Customer.origin',
  createOrigin: 'Mutation.createOrigin',
  updateOrigin: 'Mutation.updateOrigin',
  deleteOrigin: 'Mutation.deleteOrigin',
  listEdgeCnames: 'Customer.edgeCnames',
  getEdgeCname: 'Customer.edgeCname',
  createEdgeCname: 'Mutation.createEdgeCname',
  updateEdgeCname: 'Mutation.updateEdgeCname',
  deleteEdgeCname: 'Mutation.deleteEdgeCname',
  getCompression: 'Customer.compression',
  setCompression: 'Mutation.setCompression',
  getQueryStringCaching: 'Customer.queryStringCaching',
  setQueryStringCaching: 'Mutation.setQueryStringCaching',
  getQueryStringLogging: 'Customer.queryStringLogging',
  setQueryStringLogging: 'Mutation.setQueryStringLogging',
  purge: 'Mutation.purge',
  getPurge: 'Customer.contentJob',
};

describe('the routes of mcc', () => {
  // Made from the SDL, so that its fields still carry their directives.
  const schema = buildSubgraphSchema(parse(subgraphSdl('mcc')));

  it.each(Object.entries(mcc).map(([name, route]) => ({ name, route })))('$name has a field of the graph that needs the same', ({ name, route }) => {
    const [typeName = '', fieldName = ''] = Object.entries(fields).find(([routeName]) => routeName === name)?.[1].split('.') ?? [];
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    if (!field) throw new Error(`The graph has no field ${typeName}.${fieldName} for ${name}.`);
    expect(accessOf(schema, field)).toEqual(requirementOf(route));
  });
});
