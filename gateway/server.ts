import { ApolloServer, type BaseContext } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import { limitSelections } from '@edgegraph/permissions/selection-limits.ts';
import { type FindViewer, type Viewer, tokenOf } from '@edgegraph/permissions/viewer.ts';
import { badRequest, internalError, serviceUnavailable, unauthenticated } from '@edgegraph/schema/errors.ts';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import type { GatewayContext } from './context.ts';
import { type FormatErrors, formatError } from './format-error.ts';
import { type GatewayOptions, authorizeByAccess, createGateway } from './gateway.ts';
import type { Introspection } from './introspection.ts';
import { createNarrow } from './narrow.ts';
import { createEventStreams, prefersEventStream } from './subscribe/event-stream.ts';
import type { OnAccessChange } from './subscribe/results.ts';
import { createSubscriptions } from './subscribe/subscriptions.ts';
import { serveWebSockets } from './subscribe/web-socket.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token a GraphQL request bears; null where none is needed. */
    graphViewer: Viewer | null;
  }
}

export interface GraphServerOptions extends Omit<GatewayOptions, 'narrow'> {
  readonly findViewer: FindViewer;
  /** Without it, subscriptions notice within a second that rights are lost. */
  readonly onAccessChange?: OnAccessChange | undefined;
  readonly introspection: Introspection;
  /** Subscriptions that one token may have open at a time. */
  readonly subscriptionsPerToken: number;
}

/** Bytes of a request: a configuration document of 1,000,000 bytes, escaped as JSON, goes in. */
const bodyLimit = 4_000_000;

/** Serves the graph at `/graphql`, its subscriptions also at `/graphql/stream`, and its client schema at `/schema.graphql`. */
export async function serveGraph(app: FastifyInstance, options: GraphServerOptions): Promise<void> {
  const { introspection, findViewer, supergraph, subgraphs, onDenied = () => {}, onAccessChange, subscriptionsPerToken } = options;
  const hidesSchema = introspection === 'off' || introspection === 'filtered';
  const authorize = authorizeByAccess(options);
  const format = formatError((fault) => app.log.error(fault));
  const narrow = introspection === 'filtered' ? createNarrow(supergraph.apiSchema) : undefined;
  const apollo = new ApolloServer<GatewayContext & BaseContext>({
    gateway: createGateway({ ...options, narrow }, authorize),
    introspection: introspection !== 'off',
    hideSchemaDetailsFromClientErrors: hidesSchema,
    includeStacktraceInErrorResponses: false,
    validationRules: [limitSelections],
    formatError: format,
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled(), fastifyApolloDrainPlugin(app)],
    stopOnTerminationSignals: false,
  });
  await apollo.start();

  const formatErrors: FormatErrors = (errors) => errors.map((error) => format(error.toJSON(), error));
  const subscriptions = createSubscriptions({ supergraph, subgraphs, findViewer, authorize, onDenied, onAccessChange, hidesSchema, mostPerToken: subscriptionsPerToken });
  const streams = createEventStreams({ subscriptions, formatErrors });
  const closeWebSockets = serveWebSockets(app.server, {
    path: '/graphql',
    schema: supergraph.apiSchema,
    subscriptions,
    formatErrors,
    report: (fault) => app.log.error(fault),
  });
  app.addHook('preClose', async () => {
    closeWebSockets();
    await streams.close();
  });

  app.decorateRequest('graphViewer', null);
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    // Fastify's own refusals: a body that is no JSON, too large, or of another type. Their messages are meant for the client.
    const { statusCode = 500, message } = error;
    if (statusCode === 415) return refuse(reply, statusCode, badRequest('Send the operation as JSON, with Content-Type: application/json.'));
    if (statusCode === 413) return refuse(reply, statusCode, badRequest(`The request is larger than ${request.routeOptions.bodyLimit.toLocaleString('en')} bytes; send a smaller one.`));
    if (statusCode < 500) return refuse(reply, statusCode, badRequest(message));
    app.log.error(error);
    return refuse(reply, 500, internalError());
  });

  const identify = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.header('cache-control', 'no-store');
    const token = tokenOf(request.headers.authorization);
    try {
      request.graphViewer = token === undefined ? null : await findViewer(token, request.ip);
    } catch (error) {
      app.log.error(error);
      return refuse(reply, 503, serviceUnavailable('users', error));
    }
    if (!request.graphViewer && introspection !== 'public') return refuse(reply, 401, unauthenticated());
  };

  const answer = fastifyApolloHandler(apollo, {
    context: async (request, reply) => ({
      viewer: request.graphViewer,
      token: tokenOf(request.headers.authorization) ?? '',
      address: request.ip,
      signal: goneSignal(reply),
    }),
  });
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: '/graphql',
    bodyLimit,
    onRequest: identify,
    handler(request, reply) {
      return prefersEventStream(request) ? streams.handler(request, reply) : answer.call(this, request, reply);
    },
  });
  app.route({ method: ['GET', 'POST'], url: '/graphql/stream', onRequest: identify, handler: streams.handler });

  app.route({
    method: ['PUT', 'PATCH', 'DELETE'],
    url: '/graphql',
    handler: async (_request, reply) => refuse(reply.header('allow', 'GET, POST'), 405, badRequest('Send operations by POST, or queries by GET.')),
  });

  if (introspection !== 'off') {
    app.get('/schema.graphql', { onRequest: identify }, ({ graphViewer }, reply) =>
      reply.type('text/plain; charset=utf-8').send(narrow && graphViewer ? printSchemaWithDirectives(narrow(graphViewer)) : supergraph.clientSdl),
    );
  }
}

/** Answers before anything is parsed: no valid token learns nothing, not even what a query lacks. */
function refuse(reply: FastifyReply, status: number, error: GraphQLError): void {
  reply.code(status).type('application/json; charset=utf-8').send({ errors: [error.toJSON()] });
}

/** Aborted when the client closes the connection before it has its answer. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
