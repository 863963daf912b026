import { once } from 'node:events';
import { connect } from 'node:net';
import { Client } from 'undici';
import { z } from 'zod';
import { type CustomerData, retention } from './customer-data.ts';
import { requestEvent } from './event.ts';
import { IngestError } from './ingest-error.ts';
import { assertSocketPath } from './ingest-socket.ts';
import { ingestTarget, type ResolveTarget } from './ingest-target.ts';
import type { EventSink } from './store.ts';

/** The store of another process. */
export interface IngestClient extends EventSink {
  readonly resolveTarget: ResolveTarget;
  readonly customerData: CustomerData;
  close(): Promise<void>;
}

/** A deletion rewrites what is kept. */
const longestCallMs = 6 * 3_600_000;

/** The ingest server that listens on the socket; null if none does. @throws IngestError if it can't be reached */
export async function connectIngest(path: string): Promise<IngestClient | null> {
  assertSocketPath(path);
  if (!(await isListening(path))) return null;
  const client = new Client('http://localhost', { socketPath: path, headersTimeout: longestCallMs });
  const call = async <Output>(name: string, input: unknown, output: z.ZodType<Output>): Promise<Output> => {
    const { status, answer } = await post(client, name, input);
    if (status === 200) return output.parse(answer);
    throw new IngestError(z.object({ message: z.string() }).parse(answer).message);
  };
  return {
    append: async (events) => void (await call('/append', events, z.object({}))),
    position: async (source) => (await call('/position', { source }, z.object({ position: z.number() }))).position,
    find: async (source, sequence) =>
      (await call('/find', { source, sequence }, z.object({ event: requestEvent.nullable() }))).event,
    resolveTarget: (names) => call('/target', names, ingestTarget),
    customerData: {
      setRetention: (change) => call('/retention', change, retention),
      delete: async (deletion) => (await call('/delete', deletion, z.object({ accountNumber: z.string() }))).accountNumber,
    },
    close: () => client.close(),
  };
}

async function isListening(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    // A socket's failure carries the system's code.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return false;
    throw new IngestError(`The server's socket ${path} can't be opened (${code}); run this as the user that runs the server.`, {
      cause: error,
    });
  } finally {
    socket.destroy();
  }
}

async function post(client: Client, path: string, input: unknown): Promise<{ status: number; answer: unknown }> {
  try {
    const { statusCode, body } = await client.request({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    return { status: statusCode, answer: await body.json() };
  } catch (error) {
    throw new IngestError('The server stopped meanwhile. Run the same command again: an import goes on behind what is stored.', {
      cause: error,
    });
  }
}
