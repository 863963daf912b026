import { access } from 'node:fs/promises';
import { type CustomerData, customerData } from '@edgegraph/cdn/analytics/customer-data.ts';
import { connectIngest } from '@edgegraph/cdn/analytics/ingest-client.ts';
import { IngestError } from '@edgegraph/cdn/analytics/ingest-error.ts';
import { type ResolveTarget, targetResolver } from '@edgegraph/cdn/analytics/ingest-target.ts';
import { openAnalytics } from '@edgegraph/cdn/analytics/open-store.ts';
import type { EventSink } from '@edgegraph/cdn/analytics/store.ts';
import { customerDirectory } from '@edgegraph/cdn/customer-directory.ts';
import { dataPaths } from '@edgegraph/cdn/data-directory.ts';
import { openStore } from '@edgegraph/cdn/database/open-store.ts';
import type { StorePlaces } from '../store-places.ts';

/** Where an import or an operator's command goes. */
export interface Destination {
  readonly sink: EventSink;
  readonly resolveTarget: ResolveTarget;
  readonly customerData: CustomerData;
  close(): Promise<void>;
}

/** The running server, which alone can write then; if none runs, the stores themselves. */
export async function openDestination({ dataDirectory, databaseUrl, clickhouse }: StorePlaces): Promise<Destination> {
  const paths = dataPaths(dataDirectory);
  const server = await connectIngest(paths.ingestSocket);
  if (server !== null) return { sink: server, resolveTarget: server.resolveTarget, customerData: server.customerData, close: () => server.close() };

  // What a first start makes.
  await access(databaseUrl === undefined ? paths.database : clickhouse === undefined ? paths.analytics : paths.secret).catch((error: unknown) => {
    throw new IngestError(`${dataDirectory} has no customers yet. Start Edgegraph once, or set DATA_DIR to its data directory.`, {
      cause: error,
    });
  });
  await using opened = new AsyncDisposableStack();
  const { db } = opened.adopt(await openStore({ databaseUrl, path: paths.database }), (store) => store.close());
  const sink = opened.adopt(await openAnalytics({ directory: paths.analytics, clickhouse, db, sharesDatabase: databaseUrl !== undefined }), (store) => store.close());
  const stores = opened.move();
  return { sink, resolveTarget: targetResolver(customerDirectory(db)), customerData: customerData(db, sink), close: () => stores.disposeAsync() };
}
