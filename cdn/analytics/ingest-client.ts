import { once } from 'node:events';
import { connect } from 'node:net';
import { Client } from 'undici';
import { z } from 'zod';
import { requestEvent } from './event.ts';
import { IngestError } from './ingest-error.ts';
import { assertSocketPath } from './ingest-socket.ts';
import { ingestTarget, type ResolveTarget } from './ingest-target.ts';
import type { EventSink } from './store.ts';

/** The store of another process. */
export interface IngestClient extends EventSink {
  readonly resolveTarget: ResolveTarget;
  close(): Promise<void>;
}

/** The ingest server that listens on the socket; null if none does. @throws IngestError if it can't be reached */
export async function connectIngest(path: string): Promise<IngestClient | null> {
  assertSocketPath(path);
  if (!(await isListening(path))) return null;
  const client = new Client('http://localhost', { socketPath: path });
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
    throw new IngestError(`The server's socket ${path} can't be opened (${code}); import as the user that runs the server.`, {
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
    throw new IngestError('The server stopped during the import. Run the same command again: it goes on behind what is stored.', {
      cause: error,
    });
  }
}
