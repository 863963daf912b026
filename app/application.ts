import type { CdnSettings } from '@edgegraph/cdn/configuration/compile.ts';
import { serveIntake } from '@edgegraph/cdn/analytics/intake/server.ts';
import { dataPaths } from '@edgegraph/cdn/data-directory.ts';
import { openEmbeddedCdn } from '@edgegraph/cdn/embedded-cdn.ts';
import type { Exports } from '@edgegraph/cdn/exports/exports.ts';
import { serveExports } from '@edgegraph/cdn/exports/server.ts';
import { serveFleet } from '@edgegraph/cdn/fleet/control/server.ts';
import { openEdgeSecret } from '@edgegraph/cdn/fleet/edge-secret.ts';
import type { GatewayContext } from '@edgegraph/gateway/context.ts';
import type { SubgraphExecutor } from '@edgegraph/gateway/execute/subgraph.ts';
import { servePlayground } from '@edgegraph/gateway/playground.ts';
import { serveGraph } from '@edgegraph/gateway/server.ts';
import type { OnAccessChange } from '@edgegraph/gateway/subscribe/results.ts';
import { loadSupergraph } from '@edgegraph/gateway/supergraph.ts';
import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import type { FindViewer } from '@edgegraph/permissions/viewer.ts';
import { playgroundDirectory } from '@edgegraph/playground/directory.ts';
import type { Door } from '@edgegraph/rest/door.ts';
import { inProcess } from '@edgegraph/rest/in-process.ts';
import { openapi } from '@edgegraph/rest/openapi.ts';
import { serveRoutes } from '@edgegraph/rest/server.ts';
import { allRoutes } from '@edgegraph/rest/services.ts';
import { viewerOver } from '@edgegraph/rest/viewer.ts';
import { scalars } from '@edgegraph/schema/scalars.ts';
import { supergraphSdl } from '@edgegraph/schema/subgraphs.ts';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Configuration } from './configuration.ts';
import { loggedRequest } from './logged-request.ts';
import { serveHealth } from './health.ts';
import { storePlaces } from './store-places.ts';
import { subgraphExecutors } from './subgraph-executors.ts';
import { closeUnusedConnections } from './unused-connections.ts';

/** The whole product in one process. */
export interface Application {
  readonly http: FastifyInstance;
  /** The token that this start issued to the administrator, to be shown this once; null if none was. */
  readonly issuedToken: string | null;
  /** What edges prove themselves by. */
  readonly edgeSecret: string;
}

/** Opens the embedded CDN and builds everything on it; nothing listens yet. Closing `http` finishes what is in flight, then closes the stores. */
export async function createApplication(configuration: Configuration): Promise<Application> {
  const http = createHttp(configuration);
  const cdn = await openEmbeddedCdn({
    ...storePlaces(configuration),
    databasePoolSize: configuration.DATABASE_POOL_SIZE,
    adminToken: configuration.ADMIN_TOKEN,
    withSample: configuration.SAMPLE_DATA === 'on',
    accessLogDays: configuration.ACCESS_LOG_DAYS,
    cdn: cdnSettings(configuration),
    purgeLimit: configuration.PURGE_LIMIT,
    report: (cause) => http.log.error(cause),
  });
  http.addHook('onClose', () => cdn.close());
  const call = inProcess(cdn.door, { timeoutMs: configuration.REST_TIMEOUT });
  await serveProduct(http, {
    door: cdn.door,
    exports: cdn.exports,
    subgraphs: subgraphExecutors(call),
    findViewer: viewerOver(call),
    onDenied: cdn.onDenied,
    onAccessChange: cdn.onAccessChange,
    introspection: configuration.INTROSPECTION,
    subscriptionsPerToken: configuration.SUBSCRIPTIONS_PER_TOKEN,
    ready: cdn.ready,
  });
  const edgeSecret = configuration.EDGE_SECRET ?? (await openEdgeSecret(dataPaths(configuration.DATA_DIR).edgeSecret));
  await http.register(serveFleet, { fleet: cdn.fleet, members: cdn.members, events: cdn.events, watermark: cdn.watermark, secret: edgeSecret });
  await http.register(serveIntake, { intake: cdn.intake, resolveTarget: cdn.resolveTarget, secret: edgeSecret });
  return { http, issuedToken: cdn.issuedToken, edgeSecret };
}

/** What holds for the configurations of all customers. */
export const cdnSettings = ({ CDN_DOMAIN, PRIVATE_ORIGINS }: Configuration): CdnSettings => ({ domain: CDN_DOMAIN, privateOrigins: PRIVATE_ORIGINS === 'on' });

/** An HTTP server that logs as configured, and neither a token nor a link that is as good as one. */
export function createHttp({ LOG_LEVEL }: Pick<Configuration, 'LOG_LEVEL'>): FastifyInstance {
  const http = Fastify({ logger: { level: LOG_LEVEL, redact: ['req.headers.authorization'], serializers: { req: loggedRequest } }, forceCloseConnections: 'idle' });
  closeUnusedConnections(http);
  return http;
}

export interface ProductParts {
  readonly door: Door;
  readonly exports: Pick<Exports, 'open'>;
  readonly subgraphs: ReadonlyMap<string, SubgraphExecutor<GatewayContext>>;
  readonly findViewer: FindViewer;
  readonly onDenied: OnDenied;
  readonly onAccessChange: OnAccessChange;
  readonly introspection: Configuration['INTROSPECTION'];
  readonly subscriptionsPerToken: number;
  readonly ready: () => Promise<void>;
}

/** Puts the REST services, the graph, the playground and the health checks on one server. */
export async function serveProduct(http: FastifyInstance, { door, exports, ready, ...graph }: ProductParts): Promise<void> {
  let document: object | undefined;
  await http.register(serveRoutes, { door, routes: allRoutes });
  // Made when it is first asked for: it costs a start 50 ms.
  http.get('/openapi.json', () => (document ??= openapi(allRoutes)));
  await http.register(serveExports, exports);
  await http.register(serveGraph, { ...graph, supergraph: loadSupergraph(supergraphSdl(), Object.values(scalars)) });
  await http.register(servePlayground, { directory: playgroundDirectory });
  await http.register(serveHealth, { ready });
}
