import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Edge } from './edge.ts';

export interface ListeningEdge {
  readonly url: string;
  /** Answers what is under way, then closes. */
  close(): Promise<void>;
}

/** Puts an edge on HTTP/1.1. Port 0 takes a free one. */
export async function listen(edge: Edge, port: number, host: string): Promise<ListeningEdge> {
  const server: Server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) =>
    edge.handle(request, response),
  );
  server.listen(port, host);
  await once(server, 'listening');
  // An address, since it listens on a port.
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      // A connection that was busy stays open after its answer, for a request that shall not come.
      const hanging = setInterval(() => server.closeIdleConnections(), 20);
      await closed;
      clearInterval(hanging);
      await edge.close();
    },
  };
}
