import { type EmbeddedCdn, openEmbeddedCdn } from '@edgegraph/cdn/embedded-cdn.ts';
import { servePlayground } from '@edgegraph/gateway/playground.ts';
import { serveGraph } from '@edgegraph/gateway/server.ts';
import { loadSupergraph } from '@edgegraph/gateway/supergraph.ts';
import { playgroundDirectory } from '@edgegraph/playground/directory.ts';
import { inProcess } from '@edgegraph/rest/in-process.ts';
import { openapi } from '@edgegraph/rest/openapi.ts';
import { serveRoutes } from '@edgegraph/rest/server.ts';
import { allRoutes } from '@edgegraph/rest/services.ts';
import { viewerOver } from '@edgegraph/rest/viewer.ts';
import { supergraphSdl } from '@edgegraph/schema/subgraphs.ts';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Configuration } from './configuration.ts';
import { serveHealth } from './health.ts';
import { subgraphExecutors } from './subgraph-executors.ts';

/** The whole product in one process. */
export interface Application {
  readonly http: FastifyInstance;
  /** The token that this start issued to the administrator, to be shown this once; null if none was. */
  readonly issuedToken: string | null;
  /** Finishes the requests in flight, then closes the stores. */
  close(): Promise<void>;
}

/** Builds everything on the embedded CDN; nothing listens yet. */
export async function createApplication(configuration: Configuration): Promise<Application> {
  const http = Fastify({
    logger: { level: configuration.LOG_LEVEL, redact: ['req.headers.authorization'] },
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: false },
  });
  const cdn = await openEmbeddedCdn({
    dataDirectory: configuration.DATA_DIR,
    adminToken: configuration.ADMIN_TOKEN,
    withSample: configuration.SAMPLE_DATA === 'on',
    report: (cause) => http.log.error(cause),
  });
  http.addHook('onClose', () => cdn.close());
  await serveAll(http, cdn, configuration);
  return { http, issuedToken: cdn.issuedToken, close: () => http.close() };
}

async function serveAll(http: FastifyInstance, cdn: EmbeddedCdn, { INTROSPECTION, REST_TIMEOUT }: Configuration): Promise<void> {
  const call = inProcess(cdn.door, { timeoutMs: REST_TIMEOUT });
  await http.register(serveRoutes, { prefix: '/v2', door: cdn.door, routes: allRoutes });
  http.get('/openapi.json', () => document);
  await http.register(serveGraph, {
    supergraph: loadSupergraph(supergraphSdl()),
    subgraphs: subgraphExecutors(call),
    findViewer: viewerOver(call),
    introspection: INTROSPECTION,
  });
  await http.register(servePlayground, { directory: playgroundDirectory });
  await http.register(serveHealth, { ready: cdn.ready });
}

const document = openapi(allRoutes);
