import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';

/** A refusal of a message: its status and why, as told to who sent it. */
export class Refusal extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Lets in who has the fleet's secret, said in `Authorization: Bearer …`, before a body is read; tells refusals, and of failures no cause. */
export function guardBySecret(app: FastifyInstance, secret: string): void {
  app.addHook('onRequest', secretGuard(secret));
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    return reply.code(status).send({ message: status >= 500 ? "The control plane could not do it; the cause is in its log." : error.message });
  });
}

/** Compared by hashes of one length, so that the time it takes tells nothing of the secret. */
function secretGuard(secret: string): (request: FastifyRequest) => Promise<void> {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${secret}`);
  return async (request) => {
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return;
    request.log.warn({ address: request.ip, path: request.url }, 'A request without the right secret was refused.');
    throw new Refusal(403, "This needs the fleet's secret: set EDGE_SECRET to the control plane's.");
  };
}

/** @throws Refusal that says all that is wrong */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal(400, result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join(' '));
}
