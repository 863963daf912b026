import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { leastGrants, needsOf } from './needs.ts';

const schema = buildSchema(`
  directive @access(method: HttpMethod, module: Module) on FIELD_DEFINITION
  enum HttpMethod { GET POST PUT DELETE }
  enum Module { REPORTS CORE_REPORTS PURGE_LOAD EDGE_CNAMES }
  type Query { viewer: String @access reports: Reports @access(method: GET, module: REPORTS) things: [Thing!] @access(method: GET) }
  type Mutation { purge: Payload @access(method: PUT, module: PURGE_LOAD) }
  type Payload { id: ID! cname: Cname @access(method: GET, module: EDGE_CNAMES) }
  type Reports { core: Int @access(method: GET, module: CORE_REPORTS) name: String }
  interface Thing { id: ID }
  type Cname implements Thing { id: ID @access(method: GET, module: EDGE_CNAMES) }
  type Plain implements Thing { id: ID }
`);

function needs(text: string) {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return needsOf(schema, { document, operation });
}

describe('the needs of an operation', () => {
  it('are those of each guarded field, at its place in the answer, through fragments and aliases', () => {
    expect(needs('{ viewer all: reports { name ...F } } fragment F on Reports { core }')).toEqual([
      { path: 'viewer', field: 'Query.viewer', method: null, module: null },
      { path: 'all', field: 'Query.reports', method: 'GET', module: 'REPORTS' },
      { path: 'all.core', field: 'Reports.core', method: 'GET', module: 'CORE_REPORTS' },
    ]);
  });

  it('count what stands under @skip and @include, and each type that a place may have', () => {
    expect(needs('query ($no: Boolean!) { things { id @skip(if: $no) } }').map(({ field }) => field)).toEqual(['Query.things', 'Cname.id']);
  });
});

describe('the least grants', () => {
  it('name each method and module once, and no module that comes along with another', () => {
    expect(leastGrants([...needs('mutation { purge { cname { id } } }'), ...needs('{ reports { core } }')])).toEqual({
      methods: ['GET', 'PUT'],
      modules: ['EDGE_CNAMES', 'PURGE_LOAD', 'CORE_REPORTS'],
    });
  });
});
