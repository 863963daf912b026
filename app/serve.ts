import { resolve } from 'node:path';
import { dataPaths } from '@edgegraph/cdn/data-directory.ts';
import type { FastifyInstance } from 'fastify';
import { createApplication } from './application.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { type LocalEdge, startLocalEdge } from './local-edge.ts';

try {
  const configuration = readConfiguration(process.env);
  const { http, issuedToken, edgeSecret } = await createApplication(configuration);
  // Before anything else can fail: it is shown this once.
  if (issuedToken !== null && configuration.ADMIN_TOKEN === undefined) console.log(`Administrator's token, shown this once: ${issuedToken}`);
  let edge: LocalEdge | null = null;
  let stopping = false;
  const stop = async () => {
    stopping = true;
    // First, so that the edge's last events are still taken.
    await edge?.stop();
    await http.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  const port = await listen(http, configuration);
  if (!stopping) edge = localEdge(configuration, port, edgeSecret);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Resolves to the port that it listens on. */
async function listen(http: FastifyInstance, { HOST, PORT }: Configuration): Promise<number> {
  try {
    const address = await http.listen({ host: HOST, port: PORT });
    console.log(`Edgegraph is ready: ${address}/graphql\nPlayground:         ${address}/playground/`);
    return Number(new URL(address).port);
  } catch (error) {
    await http.close();
    throw new Error(`Can't listen on ${HOST}:${PORT}: ${error instanceof Error ? error.message : String(error)}. Set HOST or PORT.`, { cause: error });
  }
}

/** The edge that is started along; null if none shall be. */
function localEdge({ HOST, DATA_DIR, EDGE_HOST: host, EDGE_PORT: port, EDGE_POP: pop, EDGE_NAME: name }: Configuration, ownPort: number, secret: string): LocalEdge | null {
  if (port === 'off') return null;
  const ownHost = ['0.0.0.0', '::'].includes(HOST) ? '127.0.0.1' : HOST;
  return startLocalEdge({
    controlPlane: `http://${ownHost.includes(':') ? `[${ownHost}]` : ownHost}:${ownPort}`,
    secret,
    host,
    port,
    pop,
    name,
    stateDirectory: resolve(dataPaths(DATA_DIR).edge),
    report: (message) => console.error(message),
  });
}
