import { type Grants, allows, grantsKey } from '@edgegraph/permissions/grants.ts';
import { accessOf } from '@edgegraph/schema/access.ts';
import { MapperKind, mapSchema, pruneSchema } from '@graphql-tools/utils';
import type { GraphQLFieldConfig, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';

/** The part of the client schema that a token may use: without the fields that it is denied, and without what only they need. */
export type Narrow = (grants: Grants) => GraphQLSchema;

const schemasKept = 50;

/** Narrows a client schema once per grant set; the last ones are kept. */
export function createNarrow(schema: GraphQLSchema): Narrow {
  const known = new LRUCache<string, GraphQLSchema>({ max: schemasKept });
  return (grants) => {
    const key = grantsKey(grants);
    const narrowed = known.get(key) ?? narrow(schema, grants);
    known.set(key, narrowed);
    return narrowed;
  };
}

function narrow(schema: GraphQLSchema, grants: Grants): GraphQLSchema {
  const unlessDenied = (field: GraphQLFieldConfig<unknown, unknown>) => {
    const access = accessOf(schema, field);
    return access && !allows(grants, access) ? null : field;
  };
  return pruneSchema(mapSchema(schema, { [MapperKind.ROOT_FIELD]: unlessDenied, [MapperKind.COMPOSITE_FIELD]: unlessDenied }));
}
