import { join } from 'node:path';

/** What lies where in the data directory. */
export const dataPaths = (dataDirectory: string) => ({
  database: join(dataDirectory, 'configuration.sqlite'),
  analytics: join(dataDirectory, 'analytics'),
  secret: join(dataDirectory, 'secret.key'),
  edgeSecret: join(dataDirectory, 'edge.secret'),
  edge: join(dataDirectory, 'edge'),
  ingestSocket: join(dataDirectory, 'ingest.sock'),
});
