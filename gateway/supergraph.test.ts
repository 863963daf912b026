import { accessOf } from '@edgegraph/schema/access.ts';
import { supergraphSdl } from '@edgegraph/schema/subgraphs.ts';
import { buildSchema, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createGraph } from './execute/graph.fixture.ts';
import { loadSupergraph } from './supergraph.ts';

describe('the supergraph of the product', () => {
  const supergraph = loadSupergraph(supergraphSdl());

  it('shows clients nothing of the federation', () => {
    expect(supergraph.clientSdl).not.toMatch(/join__|link__|_Entity|_Any|_Service/);
    expect(supergraph.apiSchema.getDirectives().map(({ name }) => name)).toContain('access');
  });

  it('keeps descriptions and what a field asks of a token, in the schema and in its text', () => {
    for (const schema of [supergraph.apiSchema, buildSchema(supergraph.clientSdl)]) {
      const customer = schema.getType('Customer');
      const cnames = isObjectType(customer) ? customer.getFields().edgeCnames : undefined;
      expect(cnames?.description).toBeTruthy();
      expect(cnames && accessOf(schema, cnames)).toEqual({ method: 'GET', module: 'EDGE_CNAMES' });
    }
  });

  it('knows the entities and their keys in each subgraph', () => {
    expect([...supergraph.entities]).toEqual(expect.arrayContaining(['Customer', 'EdgeCname', 'CustomerOrigin', 'User']));
    expect(supergraph.keys.get('Customer')?.get('reporting')).toEqual(new Set(['accountNumber']));
  });
});

it('what is inaccessible is not in the client schema, but can be planned with', () => {
  const { supergraph } = createGraph({
    a: {
      typeDefs: `
        type Query { thing: Thing }
        type Thing @key(fields: "id owner { name }") { id: ID! @inaccessible owner: Owner @shareable name: String }
        type Owner @shareable { name: String }
      `,
    },
  });
  expect(supergraph.clientSdl).not.toContain('id:');
  expect(supergraph.fieldNames).toContain('id');
  expect(supergraph.keys.get('Thing')?.get('a')).toEqual(new Set(['id']));
});

it('an SDL that is no supergraph is refused', () => {
  expect(() => loadSupergraph('type Query { a: Int }')).toThrow('Compose the subgraphs first');
});
