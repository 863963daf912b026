/** The authorize step in front of an executor that knows nothing of it; permissions/README.md explains it. `npm run example -w @edgegraph/gateway` */
import { hash } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { GatewayExecutor, GatewayInterface } from '@apollo/server-gateway-interface';
import { limitSelections } from '@edgegraph/permissions/selection-limits.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { type DocumentNode, GraphQLError, type GraphQLSchema, buildSchema, execute, getOperationAST, getVariableValues, print, stripIgnoredCharacters } from 'graphql';
import { complete } from '../execute/complete.ts';
import { createAuthorize } from './authorize.ts';

interface Context {
  readonly viewer: Viewer;
}

const schema = buildSchema(`
  directive @access(method: HttpMethod, module: Module) on FIELD_DEFINITION
  enum HttpMethod { GET POST PUT DELETE }
  enum Module { CORE_REPORTS REAL_TIME_STATS CONFIGURATION }
  type Query { shop: Shop @access }
  type Mutation { close: Shop @access(method: PUT, module: CONFIGURATION) }
  type Shop {
    name: String!
    revenue: Int @access(method: GET, module: CORE_REPORTS)
    visitors: Int @access(method: GET, module: REAL_TIME_STATS)
  }
`);

/** Stands for any executor: @apollo/gateway's, a router's, a stitched schema's. */
const executor: GatewayExecutor = async ({ document, operationName, request }) => {
  say(`  executor: ${stripIgnoredCharacters(print(document))}`);
  const shop = { name: 'Corner', revenue: 1200, visitors: 7 };
  return execute({ schema, document, operationName, variableValues: request.variables, rootValue: { shop, close: shop } });
};

/** The executor, asked for no more than the viewer may have. */
function authorized(executor: GatewayExecutor, clientSchema: GraphQLSchema, entities: ReadonlySet<string>): GatewayExecutor {
  const authorize = createAuthorize(clientSchema, entities);
  return async (asked) => {
    const { document, operation, request, context } = asked;
    const { coerced: variables = {}, errors } = getVariableValues(clientSchema, operation.variableDefinitions ?? [], request.variables ?? {});
    if (errors) return { errors };
    // Apollo Server types every context as any record; the server below makes ours.
    const verdict = await authorize({ document, operation, variables, viewer: (context as Context).viewer });
    switch (verdict.kind) {
      case 'allowed':
        return executor(asked);
      case 'refused':
        return { errors: verdict.errors.map(with403) };
      case 'pruned': {
        const { data, errors: failures = [] } = await executor(withDocument(asked, verdict.document));
        const completed = await complete({
          supergraph: { apiSchema: clientSchema, fieldNames: new Set() },
          document,
          operationName: operation.name?.value,
          variables,
          tree: data ?? {},
          denialAt: (field, type) => verdict.denials.get(field)?.get(type),
        });
        return { ...completed, errors: [...failures, ...(completed.errors ?? [])] };
      }
    }
  };
}

type Asked = Parameters<GatewayExecutor>[0];

/** Another document for the executor, under a hash of its own, since executors keep plans by it. */
function withDocument(asked: Asked, document: DocumentNode): Asked {
  const source = print(document);
  return { ...asked, document, operation: getOperationAST(document, asked.operationName) ?? asked.operation, source, queryHash: hash('sha256', source) };
}

/** Apollo Server takes the answer's HTTP status from `extensions.http`, and removes it. */
const with403 = ({ message, path, extensions }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { path, extensions: { ...extensions, http: { status: 403 } } });

const gateway: GatewayInterface = {
  onSchemaLoadOrUpdate: (callback) => {
    callback({ apiSchema: schema, coreSupergraphSdl: '' });
    return () => {};
  },
  load: async () => ({ executor: authorized(executor, schema, new Set(['Shop'])) }),
  stop: async () => {},
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const server = new ApolloServer<Context>({
  gateway,
  validationRules: [limitSelections],
  // It would put resolvers into the schema, and `complete` needs one without.
  plugins: [ApolloServerPluginCacheControlDisabled()],
  includeStacktraceInErrorResponses: false,
  stopOnTerminationSignals: false,
});
await server.start();
const viewer: Viewer = { userId: 1, login: 'ada@example.com', accountNumber: '0001', methods: new Set(['GET']), modules: new Set(['CORE_REPORTS']) };
for (const query of ['{ shop { name revenue } }', '{ shop { name takings: revenue visitors } }', 'mutation { close { name } }']) {
  say(query);
  const { body, http } = await server.executeOperation({ query }, { contextValue: { viewer } });
  if (body.kind === 'single') say(`  ${http.status ?? 200} ${JSON.stringify(body.singleResult)}`);
}
await server.stop();
