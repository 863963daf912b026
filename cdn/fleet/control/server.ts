import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { EventSink } from '../../analytics/store.ts';
import { edgeName, eventBatch, eventsPath, memberPath, membersPath, syncPath, syncRequest } from '../protocol.ts';
import { eventIntake } from './event-intake.ts';
import type { FleetMembers } from './members.ts';
import type { FleetSync } from './sync.ts';
import type { Watermark } from './watermark.ts';

export interface FleetServerOptions {
  readonly fleet: Pick<FleetSync, 'sync'>;
  readonly members: Pick<FleetMembers, 'list' | 'retire'>;
  readonly events: Pick<EventSink, 'append'>;
  readonly watermark: Pick<Watermark, 'told'>;
  /** What edges say in `Authorization: Bearer …`. */
  readonly secret: string;
}

/** A refusal of a message: its status and why, as told to the edge. */
class Refusal extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Bytes of a message at most. */
const syncLimit = 16 * 1024 * 1024;
const eventsLimit = 32 * 1024 * 1024;

/** Serves the control plane's side of `protocol.ts` to edges that have the secret. */
export async function serveFleet(app: FastifyInstance, options: FleetServerOptions): Promise<void> {
  await app.register(async (scope) => serve(scope, options));
}

function serve(app: FastifyInstance, { fleet, members, events, watermark, secret }: FleetServerOptions): void {
  const takeEvents = eventIntake(events, watermark);
  const closing = new AbortController();
  // Edges that wait for something to do would hold the close up.
  app.addHook('preClose', async () => closing.abort());
  app.addHook('onRequest', secretGuard(secret));
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    return reply.code(status).send({ message: status >= 500 ? "The control plane could not do it; the cause is in its log." : error.message });
  });

  app.get(membersPath, () => members.list());

  app.delete(memberPath(':name'), async (request) => {
    const name = edgeOf(request);
    if (!(await members.retire(name))) throw new Refusal(404, `No edge called ${name} is in the fleet.`);
    return {};
  });

  app.post(syncPath(':name'), { bodyLimit: syncLimit }, async (request, reply) => {
    const name = edgeOf(request);
    const left = new AbortController();
    reply.raw.on('close', () => left.abort());
    const outcome = await fleet.sync(name, parsed(syncRequest, request.body), AbortSignal.any([closing.signal, left.signal]));
    if (outcome === 'superseded') throw new Refusal(409, `Another edge has joined as ${name} since; give each edge a name of its own.`);
    return outcome;
  });

  app.post(eventsPath(':name'), { bodyLimit: eventsLimit }, async (request, reply) => {
    const name = edgeOf(request);
    const outcome = await takeEvents(name, parsed(eventBatch, request.body));
    if (outcome === 'foreign') throw new Refusal(400, `The source of each event must begin with edge:${name}:`);
    if (outcome === 'busy') return reply.code(503).header('retry-after', 1).send({ message: 'Too many events are being stored; send these again in a second.' });
    return {};
  });
}

/** Compared by hashes of one length, so that the time it takes tells nothing of the secret. */
function secretGuard(secret: string): (request: FastifyRequest) => Promise<void> {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${secret}`);
  return async (request) => {
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return;
    request.log.warn({ address: request.ip, path: request.url }, 'An edge without the right secret was refused.');
    throw new Refusal(403, "This needs the fleet's secret: set EDGE_SECRET to the control plane's.");
  };
}

// The path of each route that asks has the name.
const edgeOf = ({ params }: FastifyRequest): string => parsed(edgeName, (params as { readonly name: string }).name);

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal(400, result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join(' '));
}
