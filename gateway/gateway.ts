import type { GatewayExecutionResult, GatewayExecutor, GatewayInterface } from '@apollo/server-gateway-interface';
import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import { notStreamed, operationUnresolved, schemaNotAlone, unauthenticated } from '@edgegraph/schema/errors.ts';
import { GraphQLError, type OperationDefinitionNode, OperationTypeNode, execute } from 'graphql';
import { type Authorize, createAuthorize } from './authorize/authorize.ts';
import { deniedFields } from './authorize/denied-fields.ts';
import type { GatewayContext } from './context.ts';
import { executeOperation } from './execute/operation.ts';
import type { SubgraphExecutor } from './execute/subgraph.ts';
import { asksForSchema } from './introspection.ts';
import type { Narrow } from './narrow.ts';
import type { Supergraph } from './supergraph.ts';
import { coerceVariables } from './variables.ts';

export interface GatewayOptions {
  readonly supergraph: Supergraph;
  /** How each subgraph is reached, by its name in the supergraph. */
  readonly subgraphs: ReadonlyMap<string, SubgraphExecutor<GatewayContext>>;
  /** Narrows the schema that introspection tells to what the viewer may use; it is told whole if left out. */
  readonly narrow?: Narrow | undefined;
  /** Takes note of each field that was denied; nobody does if left out. */
  readonly onDenied?: OnDenied | undefined;
}

/** The executor behind Apollo Server: coerce the variables, authorize, plan, execute, complete. `authorize` is that of `@access`, if left out. */
export function createGateway(options: GatewayOptions, authorize: Authorize = authorizeByAccess(options)): GatewayInterface {
  const { supergraph } = options;
  return {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: supergraph.apiSchema, coreSupergraphSdl: supergraph.sdl });
      return () => {};
    },
    load: async () => ({ executor: createExecutor(options, authorize) }),
    stop: async () => {},
  };
}

/** The authorize step by `@access`. */
export const authorizeByAccess = ({ supergraph }: Pick<GatewayOptions, 'supergraph'>): Authorize => createAuthorize(supergraph.apiSchema, supergraph.entities);

const createExecutor =
  ({ supergraph, subgraphs, narrow, onDenied = () => {} }: GatewayOptions, authorize: Authorize): GatewayExecutor =>
  async ({ document, operation, operationName, request, context }) => {
    // Apollo Server types every context as any record; serveGraph makes ours.
    const { viewer, signal } = context as GatewayContext;
    // Apollo Server types it as there, and leaves it out when the document has several and none was named.
    if (!(operation as OperationDefinitionNode | undefined)) return refused(400, [operationUnresolved(operationName)]);
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) return refused(400, [notStreamed()]);
    const coerced = coerceVariables(supergraph.apiSchema, operation, request.variables);
    if ('errors' in coerced) return refused(400, coerced.errors);
    const { variables } = coerced;
    const execution = { supergraph, subgraphs, document, operation, operationName, variables, context: context as GatewayContext, signal };

    const schemaAsked = asksForSchema(operation, document);
    if (!viewer) return schemaAsked === 'alone' ? executeOperation(execution) : refused(401, [unauthenticated()]);
    if (narrow && schemaAsked === 'among others') return refused(400, [schemaNotAlone()]);
    if (narrow && schemaAsked === 'alone') return execute({ schema: narrow(viewer), document, operationName, variableValues: variables });

    const verdict = await authorize({ document, operation, variables, viewer });
    if (verdict.kind !== 'allowed') for (const denial of deniedFields(verdict.denials, viewer)) onDenied(denial);
    switch (verdict.kind) {
      case 'refused':
        return refused(403, verdict.errors);
      case 'allowed':
        return executeOperation(execution);
      case 'pruned':
        return executeOperation({ ...execution, allowed: verdict.document, denialAt: (node, type) => verdict.denials.get(node)?.get(type) });
    }
  };

/** An answer without `data`: nothing ran. Apollo Server takes the whole answer's status from `extensions.http` of its first error, and removes it. */
const refused = (status: number, errors: readonly GraphQLError[]): GatewayExecutionResult => ({
  errors: errors.map(
    (error) => new GraphQLError(error.message, { nodes: error.nodes, path: error.path, extensions: { ...error.extensions, http: { status } } }),
  ),
});
