import {
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  GraphQLError,
  GraphQLFloat,
  GraphQLInt,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  execute,
  getNamedType,
  isNonNullType,
  isSpecifiedScalarType,
} from 'graphql';
import { responseKeyOf, treeKey } from '../plan/tree-key.ts';
import type { Supergraph } from '../supergraph.ts';
import { Failure, isUnknown } from './failure.ts';
import { type TreeObject, isTreeObject } from './tree.ts';

/** The error of a field that is denied on a type. */
export type DenialAt = (field: FieldNode, type: string) => GraphQLError | undefined;

export interface Completion {
  readonly supergraph: Pick<Supergraph, 'apiSchema' | 'fieldNames'>;
  /** The operation as the client sent it. */
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the plan gave. */
  readonly tree: TreeObject;
  readonly denialAt?: DenialAt | undefined;
}

/**
 * Makes the answer of a merged tree: graphql-js executes the operation over it, so that coercion, null propagation, error paths
 * and introspection are as the spec says.
 * @see GraphQL, section 6.4.3
 */
export async function complete({
  supergraph,
  document,
  operationName,
  variables,
  tree,
  denialAt,
}: Completion): Promise<ExecutionResult> {
  const { data, errors } = await execute({
    schema: supergraph.apiSchema,
    document,
    operationName,
    variableValues: variables,
    rootValue: tree,
    fieldResolver: (source: TreeObject, _arguments, _context, info) => {
      const denial = denialAt && denialOf(info, denialAt);
      if (denial) throw denial;
      const [field] = info.fieldNodes;
      const value = field && source[treeKey(field, supergraph)];
      return isUnknown(value) && !isNonNullType(info.returnType) ? null : readable(value, info.returnType);
    },
    typeResolver: (value) => typenameOf(value),
  });
  const told = errors?.filter((error) => !isUnknown(error.originalError) || !nullsItsObjectAlone(error, data));
  return { ...(told && told.length > 0 && { errors: told.map(withWholePath) }), ...(data !== undefined && { data }) };
}

/** Whether the null of a field went up no further than to the object that has the field. */
function nullsItsObjectAlone({ path = [] }: GraphQLError, data: unknown): boolean {
  // Objects and lists alike are read by the path's segments.
  const holder = path.slice(0, -2).reduce<unknown>((value, segment) => (value as Record<string | number, unknown> | null)?.[segment] ?? null, data);
  return holder !== null;
}

function denialOf({ fieldNodes, parentType }: GraphQLResolveInfo, denialAt: DenialAt): GraphQLError | undefined {
  for (const node of fieldNodes) {
    const denial = denialAt(node, parentType.name);
    if (denial) return denial;
  }
  return undefined;
}

/** Built-in scalars read numbers and text; only custom ones take a number with all its digits. */
function readable(value: unknown, type: GraphQLOutputType): unknown {
  if (!holdsRawJson(value)) return value;
  const leaf = getNamedType(type);
  if (!isSpecifiedScalarType(leaf)) return value;
  if (Array.isArray(value)) return value.map((item) => readable(item, type));
  return leaf === GraphQLInt || leaf === GraphQLFloat ? Number(value.rawJSON) : value.rawJSON;
}

const holdsRawJson = (value: unknown): value is unknown[] | RawJson =>
  Array.isArray(value) ? value.some(holdsRawJson) : JSON.isRawJSON(value);

function typenameOf(value: unknown): string | undefined {
  const { __typename: typename } = isTreeObject(value) ? value : {};
  if (typename instanceof Failure) throw typename;
  return typeof typename === 'string' ? typename : undefined;
}

/**
 * graphql-js gives the path of the null; the spec wants that of the field that failed, also when null travelled up from there.
 */
function withWholePath(error: GraphQLError): GraphQLError {
  const failure = error.originalError;
  if (!(failure instanceof Failure)) return error;
  const internal = failure.beneath.findIndex(
    (segment) => typeof segment === 'string' && segment.startsWith('_internal_qp_alias'),
  );
  const beneath = internal === -1 ? failure.beneath : failure.beneath.slice(0, internal);
  return new GraphQLError(failure.message, {
    nodes: error.nodes,
    path: [...(error.path ?? []), ...beneath.map((segment) => (typeof segment === 'string' ? responseKeyOf(segment) : segment))],
    extensions: failure.error.extensions,
    originalError: failure.error.originalError ?? failure.error,
  });
}
