import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { type ExecutionResult, Kind, type OperationDefinitionNode, getVariableValues, parse, validate } from 'graphql';
import { type Supergraph, loadSupergraph } from '../supergraph.ts';
import type { DenialAt } from './complete.ts';
import { executeOperation } from './operation.ts';
import { type SubgraphExecutor, type SubgraphRequest, inProcess } from './subgraph.ts';

const federation = `
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.3"
    import: ["@key", "@shareable", "@external", "@requires", "@provides", "@interfaceObject", "@inaccessible"]
  )`;

export interface SubgraphSource {
  readonly typeDefs: string;
  readonly resolvers?: Readonly<Record<string, object>>;
}

/** A request that a subgraph got. */
export interface Asked extends SubgraphRequest {
  readonly service: string;
}

export interface ExecuteOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** Subgraphs that answer otherwise in this execution. */
  readonly instead?: Readonly<Record<string, SubgraphExecutor<unknown>>>;
  readonly signal?: AbortSignal;
  /** What may be fetched, and why the rest is denied. */
  readonly allowed?: string;
  readonly denialAt?: DenialAt;
}

/** A federated graph of small subgraphs in this process. */
export interface Graph {
  readonly supergraph: Supergraph;
  /** Everything that the subgraphs were asked, in order. */
  readonly asked: Asked[];
  /** The answer as a client reads it. */
  readonly execute: (query: string, options?: ExecuteOptions) => Promise<ExecutionResult>;
  /** The answer as it is sent. */
  readonly executeText: (query: string, options?: ExecuteOptions) => Promise<string>;
}

/** Composes subgraphs and executes operations over them as the gateway does. */
export function createGraph(sources: Readonly<Record<string, SubgraphSource>>): Graph {
  const modules = Object.entries(sources).map(([name, { typeDefs, resolvers }]) => ({
    name,
    resolvers,
    typeDefs: parse(`${federation}\n${typeDefs}`),
  }));
  const { supergraphSdl, errors } = composeServices(
    modules.map(({ name, typeDefs }) => ({ name, typeDefs, url: `http://${name}.invalid` })),
  );
  if (supergraphSdl === undefined) throw new Error((errors ?? []).map(({ message }) => message).join('\n'));
  const supergraph = loadSupergraph(supergraphSdl);

  const asked: Asked[] = [];
  const executors = new Map(
    // buildSubgraphSchema takes each resolver map for a map of any resolvers.
    modules.map(({ name, typeDefs, resolvers }) => [
      name,
      inProcess<unknown>(buildSubgraphSchema([{ typeDefs, resolvers: (resolvers ?? {}) as never }])),
    ]),
  );

  const executeText = async (query: string, options: ExecuteOptions = {}): Promise<string> => {
    const { variables = {}, operationName, instead = {}, signal, allowed, denialAt } = options;
    const document = parse(query);
    const invalid = validate(supergraph.apiSchema, document);
    if (invalid.length > 0) throw new AggregateError(invalid, invalid.map(({ message }) => message).join('\n'));
    const operation = document.definitions.find(
      (each): each is OperationDefinitionNode =>
        each.kind === Kind.OPERATION_DEFINITION && (operationName === undefined || each.name?.value === operationName),
    );
    if (!operation) throw new Error('The document has no such operation.');
    const { coerced, errors: refused } = getVariableValues(supergraph.apiSchema, operation.variableDefinitions ?? [], variables);
    if (!coerced) throw new AggregateError(refused);
    const listening = [...executors].map(([service, executor]): [string, SubgraphExecutor<unknown>] => [
      service,
      (request, context, aborted) => {
        asked.push({ service, ...request });
        return (instead[service] ?? executor)(request, context, aborted);
      },
    ]);
    const result = await executeOperation({
      supergraph,
      subgraphs: new Map(listening),
      document,
      operation,
      variables: coerced,
      context: {},
      signal,
      allowed: allowed === undefined ? undefined : parse(allowed),
      denialAt,
    });
    return JSON.stringify(result);
  };

  return {
    supergraph,
    asked,
    executeText,
    execute: async (query, options) => JSON.parse(await executeText(query, options)) as ExecutionResult,
  };
}

/** A subgraph that nothing answers for. */
export const dead: SubgraphExecutor<unknown> = () => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3:4001'));
