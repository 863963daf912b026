import { chmod, rm } from 'node:fs/promises';
import Fastify from 'fastify';
import { z } from 'zod';
import { type CustomerData, dataDeletion, retentionChange } from './customer-data.ts';
import { requestEvent } from './event.ts';
import { IngestError } from './ingest-error.ts';
import { assertSocketPath } from './ingest-socket.ts';
import { targetNames, type ResolveTarget } from './ingest-target.ts';
import type { EventSink } from './store.ts';

export interface IngestServerOptions {
  readonly sink: EventSink;
  readonly resolveTarget: ResolveTarget;
  readonly customerData: CustomerData;
  /** Gets the causes of failures that the importer is only told of. */
  readonly report: (cause: unknown) => void;
}

/** Takes imports and operators' commands from other processes of this user while this one holds the store. */
export interface IngestServer {
  /** Listens on a Unix socket, open to this user alone. What a killed server left at the path is replaced. */
  listen(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Bytes of one call; the importer's batches are far smaller. */
const bodyLimit = 128 * 1024 * 1024;

/** Serves an `EventSink` and `CustomerData`, a POST for each of their functions; see `connectIngest`. */
export function createIngestServer({ sink, resolveTarget, customerData, report }: IngestServerOptions): IngestServer {
  const http = Fastify({ bodyLimit });
  http.setErrorHandler((error, _request, reply) => {
    if (error instanceof IngestError) return reply.code(422).send({ message: error.message });
    report(error);
    return reply.code(500).send({ message: "The server couldn't do it; the cause is in its own log." });
  });
  http.post('/target', ({ body }) => resolveTarget(targetNames.parse(body)));
  http.post('/position', async ({ body }) => ({
    position: await sink.position(z.object({ source: z.string() }).parse(body).source),
  }));
  http.post('/find', async ({ body }) => {
    const { source, sequence } = requestEvent.pick({ source: true, sequence: true }).parse(body);
    return { event: await sink.find(source, sequence) };
  });
  http.post('/append', async ({ body }) => {
    await sink.append(z.array(requestEvent).parse(body));
    return {};
  });
  http.post('/retention', ({ body }) => customerData.setRetention(retentionChange.parse(body)));
  http.post('/delete', async ({ body }) => ({ accountNumber: await customerData.delete(dataDeletion.parse(body)) }));
  return {
    listen: async (path) => {
      assertSocketPath(path);
      // Only the process that holds the store comes here, so that no living server listens at the path.
      await rm(path, { force: true });
      await http.listen({ path });
      await chmod(path, 0o600);
    },
    close: () => http.close(),
  };
}
