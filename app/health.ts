import type { FastifyInstance } from 'fastify';

/** `/health/live`: the process runs. `/health/ready`: it can serve, its stores answer; 503 while they don't. */
export async function serveHealth(app: FastifyInstance, { ready }: { ready: () => Promise<void> }): Promise<void> {
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (request, reply) => {
    try {
      await ready();
      return { status: 'ready' };
    } catch (error) {
      request.log.error(error);
      return reply.code(503).send({ status: 'not ready' });
    }
  });
}
