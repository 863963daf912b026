import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { EventSink } from '../../analytics/store.ts';
import { edgeName, eventBatch, eventsPath, memberPath, membersPath, syncPath, syncRequest } from '../protocol.ts';
import { guardBySecret, parsed, Refusal } from '../../secret-door.ts';
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
  guardBySecret(app, secret);

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

// The path of each route that asks has the name.
const edgeOf = ({ params }: FastifyRequest): string => parsed(edgeName, (params as { readonly name: string }).name);
