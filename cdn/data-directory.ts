import { join } from 'node:path';

/** What lies where in the data directory. */
export const dataPaths = (dataDirectory: string) => ({
  database: join(dataDirectory, 'configuration.sqlite'),
  analytics: join(dataDirectory, 'analytics'),
  secret: join(dataDirectory, 'secret.key'),
  ingestSocket: join(dataDirectory, 'ingest.sock'),
});
