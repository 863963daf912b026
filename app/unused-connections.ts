import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Closes, when the server closes, the connections on which nothing has been sent yet: clients open them in advance. Node counts them neither as idle nor as
 * busy (nodejs.org/api/http.html#servercloseidleconnections), so that they would hold the server up until their time-out.
 */
export function closeUnusedConnections(http: FastifyInstance): void {
  const open = new Set<Socket>();
  http.server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  http.addHook('preClose', async () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  });
}
